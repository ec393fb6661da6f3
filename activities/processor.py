"""What is asked of the payment processor: first what it knows, so that nothing is doubled."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, ProcessorAnswer
from activities.payments import CHARGE, CLOSE_PAGE, LOOK, OPEN_PAGE, clock_of, recorded
from activities.process import ProcessActivities
from domain.processor import (
    Charge,
    ChargeRequest,
    ChargeStatus,
    GatewayFault,
    HostedRequest,
    ProcessorRefusal,
)

if TYPE_CHECKING:
    from activities.post import Post
    from gateways.processor import PaymentProcessor
    from storage.books import OpenBooks


@dataclass(frozen=True)
class Asked:
    """Ask about this payment. `as_of` becomes the instant of the answer (UTC)."""

    payment: str
    as_of: datetime


class ProcessorActivities(ProcessActivities):
    """One question each, and its answer booked: a history holds neither tokens nor addresses.

    Nothing is asked unless the books say that it is due. A fault is an answer, too.
    """

    def __init__(
        self, books: "OpenBooks", post: "Post", processor: "PaymentProcessor", portal_url: str
    ) -> None:
        super().__init__(books, post)
        self._processor = processor
        self._portal_url = portal_url

    @activity.defn
    async def charge(self, asked: Asked) -> Clock:
        """Create and confirm the charge, whatever of it was done before. It succeeds only once."""
        return await self._ask(asked, CHARGE, self._charge)

    @activity.defn
    async def open_page(self, asked: Asked) -> Clock:
        """Open the processor's page for this payment, or find the one that is open."""
        return await self._ask(asked, OPEN_PAGE, self._open_page)

    @activity.defn
    async def look(self, asked: Asked) -> Clock:
        """Ask what became of the payment."""
        return await self._ask(asked, LOOK, self._processor_knows)

    @activity.defn
    async def close_page(self, asked: Asked) -> Clock:
        """Close the page. If the customer paid in the last second, that is the answer."""
        return await self._ask(asked, CLOSE_PAGE, self._close_page)

    async def _ask(
        self, asked: Asked, step: str, ask: Callable[[str], Awaitable[Charge | None]]
    ) -> Clock:
        clock = await self._in_books(lambda books: clock_of(books, asked.payment))
        if clock.step != step or (clock.at and clock.at > asked.as_of):
            return clock
        answer = await self._answer(asked, ask)
        return await self._in_books(lambda books: recorded(books, answer))

    async def _answer(
        self, asked: Asked, ask: Callable[[str], Awaitable[Charge | None]]
    ) -> ProcessorAnswer:
        answer = ProcessorAnswer(asked.payment, asked.as_of)
        try:
            return replace(answer, charge=await ask(asked.payment))
        except GatewayFault:
            return replace(answer, fault=True)
        except ProcessorRefusal as refusal:
            return replace(answer, refusal=refusal.facts.get("cp_code", refusal.code))

    async def _processor_knows(self, payment: str) -> Charge | None:
        return await self._processor.find_charge(payment)

    async def _charge(self, payment: str) -> Charge | None:
        known = await self._processor.find_charge(payment)
        if known is None:
            known = await self._processor.create_charge(await self._charge_request(payment))
        if known.status is ChargeStatus.CREATED:
            known = await self._processor.confirm_charge(payment)
        if known.status is ChargeStatus.REQUIRES_ACTION:
            return await self._nobody_is_there(payment)
        return known

    async def _nobody_is_there(self, payment: str) -> Charge:
        """The bank wants the customer to confirm, but this is our own attempt: it has failed."""
        cancelled = await self._processor.cancel_charge(payment)
        if cancelled.status is not ChargeStatus.CANCELLED:
            return cancelled
        return replace(
            cancelled, status=ChargeStatus.FAILED, decline_code="authentication_required"
        )

    async def _open_page(self, payment: str) -> Charge | None:
        known = await self._processor.find_charge(payment)
        return known or await self._processor.open_hosted_page(await self._page_request(payment))

    async def _close_page(self, payment: str) -> Charge | None:
        return await self._processor.cancel_charge(payment)

    async def _charge_request(self, number: str) -> ChargeRequest:
        async with self._books() as books:
            payment = await books.payments.get(number)
            assert payment.method, "a charge of ours names the method"
            method = await books.payment_methods.get(payment.method)
        return ChargeRequest(
            attempt=number,
            amount=payment.amount,
            method=method.token,
            description=number,
            customer=payment.customer,
        )

    async def _page_request(self, number: str) -> HostedRequest:
        async with self._books() as books:
            payment = await books.payments.get(number)
            customer = await books.customers.get(payment.customer)
        return HostedRequest(
            attempt=number,
            amount=payment.amount,
            description=number,
            customer=payment.customer,
            return_url=f"{self._portal_url}/payments/{number}/return",
            save_method=payment.save_method,
            locale=customer.language,
        )
