"""Payments: begun by a person or by us, charged at the processor, booked once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.attempts import Attempt, open_attempt
from activities.contracts import Clock, Decide, ProcessorAnswer
from activities.permissions import check_switched_on
from activities.process import Decision, ProcessActivities
from activities.settlements import keep_method, settle_failure, settle_success
from domain.declines import decline
from domain.invoices import check_payable
from domain.money import Money
from domain.payments import (
    PAYMENT_LIFECYCLE,
    FailureClass,
    PaymentChannel,
    PaymentEvent,
    PaymentStatus,
    ask_again_at,
    event_told,
)
from domain.processor import Charge, ChargeStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow

CHARGE, OPEN_PAGE, LOOK, CLOSE_PAGE = "charge", "open_page", "look", "close_page"
LOOK_WHILE_PROCESSING = timedelta(hours=6)


class PaymentActivities(ProcessActivities):
    @activity.defn
    async def payment_clock(self, number: str) -> Clock:
        """What is due next for this payment, and when."""
        return await self._in_books(lambda books: _clock(books, number))

    @activity.defn
    async def decide_payment(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def record_answer(self, answer: ProcessorAnswer) -> Clock:
        """Book what the processor said, once; what it said before changes nothing."""

        async def work(books: "Books") -> Clock:
            found = await books.payments.get(answer.payment)
            await books.customers.lock(found.customer)
            payment = await books.payments.lock(answer.payment)
            await _record(books, payment, answer)
            await books.flush()
            return await _clock(books, answer.payment)

        return await self._in_books(work)


async def _clock(books: "Books", number: str) -> Clock:
    payment = await books.payments.find(number)
    if payment is None:
        return Clock("refused", "It was refused: nothing was charged.", over=True)
    hosted = payment.channel is PaymentChannel.HOSTED
    match payment.status:
        case PaymentStatus.CREATED | PaymentStatus.UNKNOWN:
            step = OPEN_PAGE if hosted and payment.processor_id is None else CHARGE
            step = LOOK if hosted and payment.processor_id else step
            says = "The result is unknown; the processor is asked."
            says = "It goes to the processor." if payment.asked == 0 else says
            return Clock(payment.status, says, step=step, at=payment.act_at)
        case PaymentStatus.REQUIRES_ACTION if payment.act_at:
            says = "The customer has been there; the processor is asked."
            return Clock(payment.status, says, step=LOOK, at=payment.act_at)
        case PaymentStatus.REQUIRES_ACTION:
            says = "The customer is on the processor's page."
            return Clock(payment.status, says, step=CLOSE_PAGE, at=payment.expires_at)
        case PaymentStatus.PROCESSING:
            says = "The bank is working on it."
            return Clock(payment.status, says, step=LOOK, at=payment.act_at)
        case _:
            return Clock(payment.status, f"It has ended: {payment.status}.", over=True)


async def _pay(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Claim the invoices at the amounts that were confirmed. Refused if any has moved since."""
    await books.customers.lock(command.customer)
    preferences = await books.organisations.preferences()
    wanted = {each["number"]: each["minor_units"] for each in command.payload["invoices"]}
    if len(wanted) > 1:
        check_switched_on(command, preferences.payments_bulk_pay)
    found = await books.invoices.with_numbers(list(wanted))
    invoices = await books.invoices.lock_all([invoice.id for invoice in found])
    shares = [_share(invoice, wanted[invoice.number or ""]) for invoice in invoices]
    method = command.payload.get("method")
    channel = PaymentChannel.SAVED_METHOD if method else PaymentChannel.HOSTED
    save_method = bool(command.payload.get("save_method", True))
    attempt = Attempt(command.customer or "", channel, shares, method, save_method)
    await open_attempt(books, command.key, attempt, at)


def _share(invoice: "InvoiceRow", minor_units: int) -> "tuple[InvoiceRow, Money]":
    outstanding = invoice.balance.outstanding
    check_payable(invoice.status, outstanding)
    asked = Money(minor_units, invoice.currency)
    if asked > outstanding:
        check_payable(invoice.status, Money.zero(invoice.currency))
    return invoice, min(asked, outstanding)


async def _look_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Somebody says that something happened: that is a hint to ask, never the truth itself."""
    await books.customers.lock(command.customer)
    payment = await books.payments.lock(command.key)
    payment.act_at = at


async def _record(books: "Books", payment: "PaymentRow", answer: ProcessorAnswer) -> None:
    event = _event(payment, answer)
    if answer.charge:
        _note(payment, answer.charge)
    if event is None or not PAYMENT_LIFECYCLE.allows(payment.status, event):
        payment.act_at = _look_again(payment, answer.as_of)
        return
    payment.status = PAYMENT_LIFECYCLE.advance(payment.status, event)
    payment.act_at = None
    match event:
        case PaymentEvent.LOSE:
            payment.act_at = ask_again_at(payment.asked, answer.as_of)
            payment.asked += 1
        case PaymentEvent.PROCESS:
            payment.act_at = answer.as_of + LOOK_WHILE_PROCESSING
        case PaymentEvent.SUCCEED | PaymentEvent.FAIL | PaymentEvent.CANCEL:
            await _close(books, payment, answer)


def _event(payment: "PaymentRow", answer: ProcessorAnswer) -> PaymentEvent | None:
    if answer.fault or (answer.charge is None and answer.refusal is None):
        return PaymentEvent.LOSE
    if answer.refusal:
        payment.failure_class, payment.failure_code = FailureClass.HARD, answer.refusal
        return PaymentEvent.FAIL
    assert answer.charge is not None, "no fault and no refusal leaves an answer"
    return event_told(payment.status, answer.charge.status)


def _note(payment: "PaymentRow", charge: Charge) -> None:
    payment.processor_id = charge.processor_id
    payment.hosted_url = charge.hosted_url
    payment.expires_at = charge.expires_at
    if charge.method:
        payment.paid_with = charge.method.label
    if charge.status is ChargeStatus.FAILED:
        payment.failure_class = decline(charge.decline_code).failure
        payment.failure_code = charge.decline_code


def _look_again(payment: "PaymentRow", at: datetime) -> datetime | None:
    """When to ask next if nothing new was heard; a page waits for its customer or its expiry."""
    if payment.status is PaymentStatus.PROCESSING:
        return at + LOOK_WHILE_PROCESSING
    if payment.status is PaymentStatus.REQUIRES_ACTION:
        return None
    payment.asked += 1
    return ask_again_at(payment.asked, at)


async def _close(books: "Books", payment: "PaymentRow", answer: ProcessorAnswer) -> None:
    at = answer.as_of
    payment.decided_at = at
    for allocation in await books.payments.allocations(payment.number):
        allocation.is_open = False
    await books.flush()
    if payment.status is not PaymentStatus.SUCCEEDED:
        await settle_failure(books, payment, at)
        return
    method = answer.charge.method if answer.charge else None
    if payment.channel is PaymentChannel.HOSTED and method and method.token:
        await keep_method(books, payment, method, at)
    await settle_success(books, payment, at)


_DECISIONS: dict[str, Decision] = {
    "pay": _pay,
    "gateway_event": _look_now,
    "returned": _look_now,
    "abandon": _look_now,
}
