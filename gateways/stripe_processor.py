"""Stripe as our payment processor: the port spoken through its library.

Our attempt's number is the key of idempotency and stands in the metadata of whatever is made.
"""

from collections.abc import Mapping
from typing import Final

from stripe import StripeClient
from stripe.params import PaymentIntentCreateParams

from domain.capabilities import Capabilities
from domain.processor import (
    Charge,
    ChargeRequest,
    ChargeStatus,
    HostedRequest,
    ProcessorEvent,
    ProcessorMisuse,
    Refund,
    RefundRequest,
)
from domain.set_ups import SetUp, SetUpRequest
from gateways.stripe_amounts import to_stripe
from gateways.stripe_answers import DisputeAnswer, IntentAnswer, SessionAnswer, read
from gateways.stripe_calls import Declined, Missing, ask, was_repeated
from gateways.stripe_capabilities import CAPABILITIES
from gateways.stripe_events import event_in
from gateways.stripe_finding import INTENT_WHOLE, Finder
from gateways.stripe_meaning import charge_of_intent, charge_of_page, dispute_of, set_up_of
from gateways.stripe_pages import Pages
from gateways.stripe_refunds import Refunds
from runtime.clock import Clock, SystemClock

_MAY_BE_CANCELLED: Final = ("requires_confirmation", "requires_action", "requires_payment_method")


class StripeProcessor:
    """A `PaymentProcessor`. A token of a method is `cus_…/pm_…`, or `pm_…` as imported."""

    def __init__(self, client: StripeClient, event_secret: str, clock: Clock | None = None) -> None:
        self._v1 = client.v1
        self._event_secret = event_secret
        self._clock = clock or SystemClock()
        self._finder = Finder(client)
        self._pages = Pages(client)
        self._refunds = Refunds(client, self._finder)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def create_charge(self, request: ChargeRequest) -> Charge:
        """The processor keeps the attempt's number as a key for a day only: ask before."""
        params: PaymentIntentCreateParams = {
            "amount": to_stripe(request.amount),
            "currency": request.amount.currency.lower(),
            "description": request.description,
            "metadata": {"attempt": request.attempt, "customer": request.customer},
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "expand": INTENT_WHOLE,
        }
        try:
            customer, params["payment_method"] = await self._method(request.method)
            if customer:
                params["customer"] = customer
            made = await ask(
                "create",
                lambda: self._v1.payment_intents.create_async(
                    params, {"idempotency_key": request.attempt}
                ),
            )
        except Missing as missing:
            return _not_chargeable(request, missing)
        intent = read(IntentAnswer, made)
        if was_repeated(made):
            intent = await self._anew("create", intent.id)
        self._finder.remember(request.attempt, intent.id)
        return await self._charge(request.attempt, intent)

    async def open_hosted_page(self, request: HostedRequest) -> Charge:
        page = await self._pages.to_pay(request, self._clock.now())
        self._finder.remember(request.attempt, page.id)
        return await self._charge(request.attempt, page)

    async def confirm_charge(self, attempt: str) -> Charge:
        found = await self._known(attempt)
        if not isinstance(found, IntentAnswer) or found.status != "requires_confirmation":
            return await self._charge(attempt, found)
        try:
            confirmed = await ask(
                "confirm",
                lambda: self._v1.payment_intents.confirm_async(
                    found.id,
                    {"off_session": True, "expand": INTENT_WHOLE},
                    {"idempotency_key": f"{attempt}-confirm"},
                ),
            )
        except Declined:
            return await self._charge(attempt, await self._anew("confirm", found.id))
        if was_repeated(confirmed):
            return await self._charge(attempt, await self._anew("confirm", found.id))
        return await self._charge(attempt, read(IntentAnswer, confirmed))

    async def find_charge(self, attempt: str, known_as: str = "") -> Charge | None:
        found = await self._finder.charge(attempt, known_as)
        return await self._charge(attempt, found) if found else None

    async def cancel_charge(self, attempt: str) -> Charge:
        found = await self._known(attempt)
        before = await self._charge(attempt, found)
        if before.status not in (ChargeStatus.CREATED, ChargeStatus.REQUIRES_ACTION):
            return before
        try:
            return await self._cancelled(attempt, found)
        except ProcessorMisuse:
            after = await self._charge(attempt, await self._known(attempt))
            if after.status is before.status:
                raise
            return after

    async def create_refund(self, request: RefundRequest) -> Refund:
        return await self._refunds.create(request)

    async def find_refund(self, refund: str, attempt: str = "") -> Refund | None:
        return await self._refunds.find(refund, attempt)

    async def open_set_up(self, request: SetUpRequest) -> SetUp:
        page = await self._finder.set_up(request.attempt)
        if page is None:
            page = await self._pages.to_give(request, self._clock.now())
            self._finder.remember(request.attempt, page.id)
        return set_up_of(request.attempt, page)

    async def find_set_up(self, attempt: str, known_as: str = "") -> SetUp | None:
        page = await self._finder.set_up(attempt, known_as)
        return set_up_of(attempt, page) if page else None

    async def cancel_set_up(self, attempt: str) -> SetUp:
        page = await self._finder.set_up(attempt)
        if page is None:
            raise ProcessorMisuse(f"there is no page for {attempt}")
        if page.is_open:
            page = await self._closed(attempt, page)
        return set_up_of(attempt, page)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProcessorEvent:
        """Raises `InvalidEvent`, and nothing else, whatever came in."""
        return event_in(body, headers, self._event_secret, self._clock.now())

    async def _known(self, attempt: str) -> IntentAnswer | SessionAnswer:
        found = await self._finder.charge(attempt)
        if found is None:
            raise ProcessorMisuse(f"there is no charge for {attempt}")
        return found

    async def _anew(self, call: str, name: str) -> IntentAnswer:
        found = await ask(
            call, lambda: self._v1.payment_intents.retrieve_async(name, {"expand": INTENT_WHOLE})
        )
        return read(IntentAnswer, found)

    async def _method(self, token: str) -> tuple[str, str]:
        """Whose method it is, and its name. An imported token does not say whose it is."""
        customer, _, method = token.rpartition("/")
        if customer:
            return customer, method
        found = await ask("create", lambda: self._v1.payment_methods.retrieve_async(method))
        return str(found.customer or ""), found.id

    async def _charge(self, attempt: str, found: IntentAnswer | SessionAnswer) -> Charge:
        if isinstance(found, SessionAnswer):
            return charge_of_page(attempt, found)
        charge = charge_of_intent(attempt, found, await self._dispute(found))
        if found.is_of_page and charge.status in (
            ChargeStatus.CREATED,
            ChargeStatus.FAILED,
            ChargeStatus.REQUIRES_ACTION,
        ):
            page = await self._finder.page_of(found)
            return charge_of_page(attempt, page) if page and page.is_open else charge
        return charge

    async def _dispute(self, intent: IntentAnswer) -> DisputeAnswer | None:
        if not intent.latest_charge or not intent.latest_charge.disputed:
            return None
        found = await ask(
            "find", lambda: self._v1.disputes.list_async({"payment_intent": intent.id})
        )
        return dispute_of([read(DisputeAnswer, each) for each in found.data])

    async def _cancelled(self, attempt: str, found: IntentAnswer | SessionAnswer) -> Charge:
        """An intent of a page is cancelled by closing its page."""
        page = found if isinstance(found, SessionAnswer) else None
        if isinstance(found, IntentAnswer) and found.is_of_page:
            page = await self._finder.page_of(found)
        if page:
            return charge_of_page(attempt, await self._pages.close("cancel", page.id))
        cancelled = await ask(
            "cancel",
            lambda: self._v1.payment_intents.cancel_async(found.id, {"expand": INTENT_WHOLE}),
        )
        return await self._charge(attempt, read(IntentAnswer, cancelled))

    async def _closed(self, attempt: str, page: SessionAnswer) -> SessionAnswer:
        try:
            return await self._pages.close("cancel_set_up", page.id)
        except ProcessorMisuse:
            after = await self._finder.set_up(attempt)
            if after is None or after.is_open:
                raise
            return after


def _not_chargeable(request: ChargeRequest, missing: Missing) -> Charge:
    """A method that is not there (any more) cannot be charged: nothing was made."""
    if missing.parameter not in ("", "payment_method", "customer"):
        raise ProcessorMisuse(f"create: there is no {missing.parameter}") from missing
    return Charge(
        attempt=request.attempt,
        processor_id="",
        status=ChargeStatus.FAILED,
        amount=request.amount,
        decline_code="invalid_account",
        method=None,
        hosted_url=None,
        expires_at=None,
    )
