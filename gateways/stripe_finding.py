"""Finding what was asked of Stripe before: by its own name if we know it, else by our number.

Lists are exact, and searches cover everything but the last minutes: together they miss nothing
but what is older than the newest hundred and younger than the index. That is made again with the
same key, and found so.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from stripe import StripeClient, StripeObject

from domain.processor import ProcessorMisuse
from gateways.stripe_answers import IntentAnswer, Named, SessionAnswer, read
from gateways.stripe_calls import Missing, ask

INTENT_WHOLE: Final = ["latest_charge", "payment_method"]
PAGE_WHOLE: Final = [
    "payment_intent.latest_charge",
    "payment_intent.payment_method",
    "setup_intent.payment_method",
]
_NEWEST: Final = 100
_REMEMBERED: Final = 10_000
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")


class Finder:
    """Finds intents and pages; the names it remembers are hints, checked each time."""

    def __init__(self, client: StripeClient) -> None:
        self._v1 = client.v1
        self._names: OrderedDict[str, str] = OrderedDict()

    def remember(self, attempt: str, name: str) -> None:
        self._names[attempt] = name
        self._names.move_to_end(attempt)
        if len(self._names) > _REMEMBERED:
            self._names.popitem(last=False)

    async def charge(self, attempt: str, known_as: str = "") -> IntentAnswer | SessionAnswer | None:
        """The intent of the attempt, or the page on which it was not paid (yet)."""
        _check_number(attempt)
        found = await self._by_name("find", attempt, known_as)
        found = found or await self._intent(attempt) or await self._page("find", attempt)
        if found:
            self.remember(attempt, found.id)
        return found

    async def set_up(self, attempt: str, known_as: str = "") -> SessionAnswer | None:
        """The page on which a method is given, or was not."""
        _check_number(attempt)
        found = await self._by_name("find_set_up", attempt, known_as)
        found = found or await self._page("find_set_up", attempt)
        if isinstance(found, SessionAnswer):
            self.remember(attempt, found.id)
            return found
        return None

    async def page_of(self, intent: IntentAnswer) -> SessionAnswer | None:
        """The page on which the intent is paid."""
        pages = await ask(
            "find",
            lambda: self._v1.checkout.sessions.list_async({"payment_intent": intent.id}),
        )
        return await self._open("find", pages.data[0].id) if pages.data else None

    async def _by_name(
        self, call: str, attempt: str, known_as: str
    ) -> IntentAnswer | SessionAnswer | None:
        for name in (self._names.get(attempt), known_as):
            found = await self._named(call, name) if name else None
            if found and found.metadata.get("attempt") == attempt:
                return found
        return None

    async def _named(self, call: str, name: str) -> IntentAnswer | SessionAnswer | None:
        try:
            if name.startswith("cs_"):
                page = await self._open(call, name)
                return page.payment_intent or page
            return await self._whole_intent(call, name)
        except Missing:
            return None

    async def _intent(self, attempt: str) -> IntentAnswer | None:
        newest = await ask("find", lambda: self._v1.payment_intents.list_async({"limit": _NEWEST}))
        name = _name_in(newest.data, attempt)
        if name is None and newest.has_more:
            query = f"metadata['attempt']:'{attempt}'"
            found = await ask(
                "find", lambda: self._v1.payment_intents.search_async({"query": query})
            )
            name = _name_in(found.data, attempt)
        return await self._whole_intent("find", name) if name else None

    async def _page(self, call: str, attempt: str) -> SessionAnswer | None:
        newest = await ask(call, lambda: self._v1.checkout.sessions.list_async({"limit": _NEWEST}))
        name = _name_in(newest.data, attempt)
        return await self._open(call, name) if name else None

    async def _whole_intent(self, call: str, name: str) -> IntentAnswer:
        found = await ask(
            call, lambda: self._v1.payment_intents.retrieve_async(name, {"expand": INTENT_WHOLE})
        )
        return read(IntentAnswer, found)

    async def _open(self, call: str, name: str) -> SessionAnswer:
        found = await ask(
            call, lambda: self._v1.checkout.sessions.retrieve_async(name, {"expand": PAGE_WHOLE})
        )
        return read(SessionAnswer, found)


def _name_in(found: Sequence[StripeObject], attempt: str) -> str | None:
    """Stripe's name for what carries our number."""
    named = (read(Named, each) for each in found)
    return next((each.id for each in named if each.metadata.get("attempt") == attempt), None)


def _check_number(attempt: str) -> None:
    if not _NUMBER.fullmatch(attempt):
        raise ProcessorMisuse(f"{attempt!r} is no number of ours")
