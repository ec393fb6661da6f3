"""What is asked of the processor while a customer gives a payment method, and what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, SetUpAnswer
from activities.methods import CLOSE_PAGE, LOOK, OPEN_PAGE, method_clock_of
from activities.payment_methods import (
    make_default,
    replace_method,
    save_method,
    use_for_all,
    use_method,
)
from activities.process import ProcessActivities
from domain.processor import ChargeStatus, GatewayFault, ProcessorRefusal
from domain.set_ups import (
    OPEN_SET_UP,
    SET_UP_LIFECYCLE,
    SetUp,
    SetUpEvent,
    SetUpRequest,
    look_again_at,
    set_up_event,
)
from domain.subscriptions import ENDED

if TYPE_CHECKING:
    from activities.post import Post
    from domain.processor import MethodFacts
    from gateways.processor import PaymentProcessor
    from storage.books import Books, OpenBooks
    from storage.set_ups import SetUpRow

_GIVE_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Sought:
    """What is asked about. `known_as` is the processor's own name for it, once we have heard it."""

    request: SetUpRequest
    known_as: str


Question = Callable[[Sought], Awaitable[SetUp | None]]


@dataclass(frozen=True)
class SetUpAsked:
    """Ask about this set-up. `as_of` becomes the instant of the answer (UTC)."""

    number: str
    as_of: datetime


class SetUpActivities(ProcessActivities):
    """One question each, and its answer booked: a history holds neither tokens nor addresses."""

    def __init__(
        self, books: "OpenBooks", post: "Post", processor: "PaymentProcessor", portal_url: str
    ) -> None:
        super().__init__(books, post)
        self._processor = processor
        self._portal_url = portal_url

    @activity.defn
    async def open_set_up(self, asked: SetUpAsked) -> Clock:
        """Open the processor's page for this method, or find the one that is open."""
        return await self._ask(asked, OPEN_PAGE, self._open)

    @activity.defn
    async def look_at_set_up(self, asked: SetUpAsked) -> Clock:
        """Ask whether a method was given."""
        return await self._ask(asked, LOOK, self._find)

    @activity.defn
    async def close_set_up(self, asked: SetUpAsked) -> Clock:
        """Close the page. If a method was given in the last second, that is the answer."""
        return await self._ask(asked, CLOSE_PAGE, self._close)

    @activity.defn
    async def record_set_up(self, answer: SetUpAnswer) -> Clock:
        """Book what the processor said, once."""
        return await self._in_books(lambda books: recorded(books, answer))

    async def _ask(self, asked: SetUpAsked, step: str, question: Question) -> Clock:
        async with self._books() as books:
            clock = await method_clock_of(books, asked.number)
            if clock.step != step or (clock.at and clock.at > asked.as_of):
                return clock
            sought = await self._sought(books, asked.number)
        answer = SetUpAnswer(asked.number, asked.as_of)
        try:
            answer = replace(answer, set_up=await question(sought))
        except GatewayFault:
            answer = replace(answer, fault=True)
        except ProcessorRefusal as refusal:
            answer = replace(answer, refusal=refusal.facts.get("cp_code", refusal.code))
        return await self._in_books(lambda books: recorded(books, answer))

    async def _sought(self, books: "Books", number: str) -> Sought:
        set_up = await books.set_ups.get(number)
        customer = await books.customers.get(set_up.customer)
        organisation = await books.organisations.get()
        request = SetUpRequest(
            attempt=number,
            customer=customer.number,
            return_url=f"{self._portal_url}{_back(set_up)}/return",
            locale=customer.language,
            merchant=organisation.name,
            bank_account=customer.bank_account_allowed,
        )
        return Sought(request, set_up.processor_id or "")

    async def _open(self, sought: Sought) -> SetUp | None:
        return await self._processor.open_set_up(sought.request)

    async def _find(self, sought: Sought) -> SetUp | None:
        return await self._processor.find_set_up(sought.request.attempt, sought.known_as)

    async def _close(self, sought: Sought) -> SetUp | None:
        if await self._find(sought) is None:
            return _never_opened(sought.request.attempt)
        return await self._processor.cancel_set_up(sought.request.attempt)


def _back(set_up: "SetUpRow") -> str:
    """Where somebody who has given it comes back to: the holder of a link is not signed in."""
    if set_up.link:
        return f"/links/{set_up.link}/methods/{set_up.number}"
    return f"/payment-methods/{set_up.number}"


def _never_opened(attempt: str) -> SetUp:
    """There is no page, so nothing will ever be given on it."""
    return SetUp(attempt, "", ChargeStatus.CANCELLED, None, None, None, None)


async def recorded(books: "Books", answer: SetUpAnswer) -> Clock:
    """Book the answer, unless it says what the books know already."""
    found = await books.set_ups.get(answer.number)
    await books.customers.lock(found.customer)
    await _book(books, await books.set_ups.lock(answer.number), answer)
    await books.flush()
    return await method_clock_of(books, answer.number)


async def _book(books: "Books", row: "SetUpRow", answer: SetUpAnswer) -> None:
    event = _event(row, answer)
    row.act_at = None
    if answer.set_up:
        row.processor_id = answer.set_up.processor_id or row.processor_id
        row.hosted_url, row.expires_at = answer.set_up.hosted_url, answer.set_up.expires_at
        row.failure_code = answer.set_up.decline_code
    if event:
        row.status = SET_UP_LIFECYCLE.advance(row.status, event)
    if row.status in OPEN_SET_UP:
        row.act_at = look_again_at(row.asked, answer.as_of)
        row.asked += 1
        return
    row.decided_at = row.decided_at or answer.as_of
    if event is SetUpEvent.SAVE and answer.set_up and answer.set_up.method:
        await _save(books, row, answer.set_up.method, answer.as_of)


def _event(row: "SetUpRow", answer: SetUpAnswer) -> SetUpEvent | None:
    """What the answer does to the set-up. One that nobody answers for a day is given up."""
    if answer.refusal:
        row.failure_code = answer.refusal
        return SetUpEvent.FAIL if row.status in OPEN_SET_UP else None
    if answer.set_up:
        return set_up_event(row.status, answer.set_up.status)
    is_old = answer.as_of - row.created_at > _GIVE_UP_AFTER
    return SetUpEvent.CANCEL if is_old and row.status in OPEN_SET_UP else None


async def _save(books: "Books", row: "SetUpRow", facts: "MethodFacts", at: datetime) -> None:
    """The method is there: it goes where it was meant to go."""
    method = await save_method(books, row.customer, row.number, facts, at)
    if row.replaces:
        await replace_method(books, await books.payment_methods.lock(row.replaces), method, at)
    if row.make_default:
        await make_default(books, method, at)
    if row.for_all:
        await use_for_all(books, method, at)
    elif row.subscription:
        subscription = await books.subscriptions.get(row.subscription)
        if subscription.status not in ENDED:
            await use_method(books, [row.subscription], method, at)
