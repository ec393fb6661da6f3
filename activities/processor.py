"""What is asked of the payment processor: first what it knows, so that nothing is doubled."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.charge_checks import check_processor_takes
from activities.contracts import Clock, ProcessorAnswer
from activities.payments import CHARGE, CLOSE_PAGE, LOOK, OPEN_PAGE, clock_of, recorded
from activities.process import ProcessActivities
from activities.purposes import Say, purpose_of
from domain.money import Money
from domain.processor import (
    Charge,
    ChargeRequest,
    ChargeStatus,
    GatewayFault,
    HostedRequest,
    ProcessorMisuse,
    ProcessorRefusal,
)

if TYPE_CHECKING:
    from activities.post import Post
    from gateways.processor import PaymentProcessor
    from storage.books import Books, OpenBooks


@dataclass(frozen=True)
class Asked:
    """Ask about this payment. `as_of` becomes the instant of the answer (UTC)."""

    payment: str
    as_of: datetime


@dataclass(frozen=True)
class Matter:
    """What is asked about. `token` is that of the saved method that is to be charged.

    `purpose` and `merchant` are what the customer reads at the processor, `back` is where they come
    back to.
    """

    payment: str
    processor_id: str
    amount: Money
    customer: str
    purpose: str
    merchant: str
    token: str | None
    save_method: bool
    locale: str
    bank_account: bool
    back: str


Question = Callable[[Matter], Awaitable[Charge | None]]


class ProcessorActivities(ProcessActivities):
    """One question each, and its answer booked: a history holds neither tokens nor addresses.

    Nothing is asked unless the books say that it is due. A fault is an answer, too.
    """

    def __init__(
        self,
        books: "OpenBooks",
        post: "Post",
        processor: "PaymentProcessor",
        portal_url: str,
        say: Say,
    ) -> None:
        super().__init__(books, post)
        self._processor = processor
        self._portal_url = portal_url
        self._say = say

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
        return await self._ask(asked, LOOK, self._look)

    @activity.defn
    async def close_page(self, asked: Asked) -> Clock:
        """Close the page. If the customer paid in the last second, that is the answer."""
        return await self._ask(asked, CLOSE_PAGE, self._close_page)

    async def _ask(self, asked: Asked, step: str, question: Question) -> Clock:
        async with self._books() as books:
            clock = await clock_of(books, asked.payment)
            if clock.step != step or (clock.at and clock.at > asked.as_of):
                return clock
            matter = await _matter(books, asked.payment, self._say)
        answer = await _answer(asked, matter, question)
        return await self._in_books(lambda books: recorded(books, answer))

    async def _charge(self, matter: Matter) -> Charge | None:
        known = await self._look(matter)
        if known is None:
            self._check_takes(matter, saved=True)
            known = await self._processor.create_charge(_charge_request(matter))
        if known.status is ChargeStatus.CREATED:
            known = await self._processor.confirm_charge(matter.payment)
        if known.status is ChargeStatus.REQUIRES_ACTION:
            return await self._nobody_is_there(matter.payment)
        return known

    async def _nobody_is_there(self, payment: str) -> Charge:
        """The bank wants the customer to confirm, but this is our own attempt: it has failed."""
        cancelled = await self._processor.cancel_charge(payment)
        if cancelled.status is not ChargeStatus.CANCELLED:
            return cancelled
        return replace(
            cancelled, status=ChargeStatus.FAILED, decline_code="authentication_required"
        )

    async def _open_page(self, matter: Matter) -> Charge | None:
        known = await self._look(matter)
        if known:
            return known
        self._check_takes(matter, saved=False)
        return_url = f"{self._portal_url}{matter.back}/return"
        return await self._processor.open_hosted_page(_page_request(matter, return_url))

    async def _look(self, matter: Matter) -> Charge | None:
        return await self._processor.find_charge(matter.payment, matter.processor_id)

    def _check_takes(self, matter: Matter, *, saved: bool) -> None:
        """What the processor would refuse, it is not asked for. Raises `ProcessorRefusal`."""
        check_processor_takes(self._processor.capabilities, matter.amount, saved=saved)

    async def _close_page(self, matter: Matter) -> Charge | None:
        known = await self._look(matter)
        if known is None:
            return _never_opened(matter)
        return await self._processor.cancel_charge(matter.payment)


async def _matter(books: "Books", number: str, say: Say) -> Matter:
    payment = await books.payments.get(number)
    customer = await books.customers.get(payment.customer)
    contact = await books.customers.primary_contact(payment.customer)
    language = (contact.language if contact else None) or customer.language
    organisation = await books.organisations.get()
    method = await books.payment_methods.get(payment.method) if payment.method else None
    return Matter(
        payment=number,
        processor_id=payment.processor_id or "",
        amount=payment.amount,
        customer=payment.customer,
        purpose=await purpose_of(books, payment, language, say),
        merchant=organisation.name,
        token=method.token if method else None,
        save_method=payment.save_method,
        locale=language,
        bank_account=customer.bank_account_allowed,
        back=f"/links/{payment.link}/payments/{number}" if payment.link else f"/payments/{number}",
    )


async def _answer(asked: Asked, matter: Matter, question: Question) -> ProcessorAnswer:
    answer = ProcessorAnswer(asked.payment, asked.as_of)
    try:
        return replace(answer, charge=await question(matter))
    except GatewayFault:
        return replace(answer, fault=True)
    except ProcessorMisuse as mistake:
        activity.logger.error("%s is parked: %s", asked.payment, mistake)
        return replace(answer, misuse=True)
    except ProcessorRefusal as refusal:
        return replace(answer, refusal=refusal.facts.get("cp_code", refusal.code))


def _never_opened(matter: Matter) -> Charge:
    """What the processor has never heard of, nobody can pay: it is called off."""
    return Charge(
        attempt=matter.payment,
        processor_id="",
        status=ChargeStatus.CANCELLED,
        amount=matter.amount,
        decline_code=None,
        method=None,
        hosted_url=None,
        expires_at=None,
    )


def _charge_request(matter: Matter) -> ChargeRequest:
    assert matter.token, "a charge of ours names the method"
    return ChargeRequest(
        attempt=matter.payment,
        amount=matter.amount,
        method=matter.token,
        description=matter.purpose,
        customer=matter.customer,
    )


def _page_request(matter: Matter, return_url: str) -> HostedRequest:
    return HostedRequest(
        attempt=matter.payment,
        amount=matter.amount,
        description=matter.purpose,
        customer=matter.customer,
        return_url=return_url,
        save_method=matter.save_method,
        locale=matter.locale,
        merchant=matter.merchant,
        bank_account=matter.bank_account,
    )
