"""Refunds: asked for by staff or by ourselves, booked at once, ended by what the processor says."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.bookings import Cause, book
from activities.contracts import Clock, Decide, RefundAnswer
from activities.credits import draw_for_refund
from activities.process import Decision, ProcessActivities, Told, tell
from activities.refund_outcomes import book_refund_answer, succeed
from activities.reminder_runs import begin_reminders
from activities.retainer_draws import claim_of_payment, draw_back, retainer_paid_by
from activities.returns import applied_of, reopen, still_applied
from domain.accounts import Account, refund_requested
from domain.money import Money
from domain.numbers import Series
from domain.payments import PaymentChannel, UnknownPayment
from domain.refunds import (
    OPEN_REFUND,
    Refundable,
    RefundCause,
    RefundSource,
    RefundStage,
    check_of_payment,
    check_refund,
)
from domain.retainers import NoRetainerPaid, check_reopening, check_use

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.payments import PaymentRow
    from storage.refunds import RefundRow

SEND, LOOK = "send", "look"


@dataclass(frozen=True)
class Wanted:
    """What is to be given back of a payment, of what, and why."""

    payment: str
    amount: Money
    source: RefundSource
    cause: RefundCause
    words: str = ""


class RefundActivities(ProcessActivities):
    @activity.defn
    async def refund_clock(self, number: str) -> Clock:
        """What is due next for this refund, and when."""
        return await self._in_books(lambda books: refund_clock_of(books, number))

    @activity.defn
    async def decide_refund(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, refund_clock_of)

    @activity.defn
    async def record_refund(self, answer: RefundAnswer) -> Clock:
        """Book what the processor said, once; what it said before changes nothing."""
        return await self._in_books(lambda books: recorded(books, answer))


async def refund_clock_of(books: "Books", number: str) -> Clock:
    """What is due next for this refund, and when."""
    refund = await books.refunds.find(number)
    if refund is None:
        return Clock("refused", "It was refused: nothing is given back.", over=True)
    if refund.stage in OPEN_REFUND and refund.act_at is None:
        return Clock(refund.stage, "The processor did not understand us: somebody has to look.")
    if refund.stage is RefundStage.REQUESTED:
        says = "It goes to the processor." if refund.asked == 0 else "The processor is asked."
        return Clock(refund.stage, says, step=SEND, at=refund.act_at)
    if refund.act_at:
        return Clock(refund.stage, "The bank is working on it.", step=LOOK, at=refund.act_at)
    return Clock(refund.stage, f"It has ended: {refund.stage}.", over=True)


async def request_refund(books: "Books", number: str, wanted: Wanted, at: datetime) -> "RefundRow":
    """Book that money goes back, so that nobody else can give it back or use it.

    Raises `UnknownPayment`, `NotRefundable`, `NothingToRefund`, `RefundTooLarge`,
    `NotEnoughCredit`, and of a retainer what `check_use` and `check_reopening` do.
    """
    payment = await books.payments.find(wanted.payment)
    if payment is None:
        raise UnknownPayment(payment=wanted.payment)
    await books.customers.lock(payment.customer)
    payment = await books.payments.lock(wanted.payment)
    check_refund(await refundable(books, payment), wanted.amount)
    refund = books.refunds.new(
        number=number,
        customer=payment.customer,
        payment=payment.number,
        source=wanted.source,
        stage=RefundStage.REQUESTED,
        cause=wanted.cause,
        words=wanted.words,
        currency=wanted.amount.currency,
        amount_minor_units=wanted.amount.minor_units,
        act_at=at,
        created_at=at,
    )
    await books.flush()
    await _take(books, payment, refund, at)
    if payment.channel is PaymentChannel.OFFLINE:
        await succeed(books, refund, at)
    return refund


async def refund_ourselves(books: "Books", wanted: Wanted, at: datetime) -> None:
    """Give back what should not have been captured, without anybody having asked."""
    number = await books.numbers.take(Series.REFUND)
    refund = await request_refund(books, number, wanted, at)
    says = f"{wanted.amount} of {wanted.payment} was captured though it was paid already"
    await tell(books, Told("refund", number, refund.customer, says=says, document=number), at)


async def refundable(books: "Books", payment: "PaymentRow") -> Refundable:
    """The payment as a refund sees it."""
    return Refundable(
        payment.number,
        payment.status,
        payment.amount,
        Money(await books.refunds.given_back(payment.number), payment.currency),
        await applied_of(books, payment),
    )


async def _take(books: "Books", payment: "PaymentRow", refund: "RefundRow", at: datetime) -> None:
    reopened = Money.zero(refund.currency)
    claim, fund = await claim_of_payment(books, payment.number), Account.CUSTOMER_CREDIT
    if refund.source is RefundSource.RETAINER:
        fund = Account.RETAINERS
        await _take_of_retainer(books, payment, refund, at)
    elif refund.source is RefundSource.INVOICES:
        reopened = refund.amount
        await _check_retainer(books, payment, reopened)
        for invoice, part in await reopen(books, payment, refund.amount, at):
            books.refunds.add_share(refund.number, invoice.id, part)
            await begin_reminders(books, invoice, at)
    else:
        await draw_for_refund(books, refund, at)
    requested = refund_requested(refund.amount, reopened=reopened, claim=claim, fund=fund)
    cause = Cause(refund.number, "requested", refund.customer, of=payment.number)
    await book(books, cause, requested, at)


async def _take_of_retainer(
    books: "Books", payment: "PaymentRow", refund: "RefundRow", at: datetime
) -> None:
    """What is given back of a retainer is used, by way of the payment that brought it."""
    found = await retainer_paid_by(books, payment.number)
    if found is None:
        raise NoRetainerPaid(payment=payment.number)
    [retainer] = await books.invoices.lock_all([found.id])
    check_use(retainer.retainer, refund.amount)
    before = await still_applied(books, payment) + refund.amount
    check_of_payment(refund.amount, before)
    await draw_back(books, retainer, refund, at)


async def _check_retainer(books: "Books", payment: "PaymentRow", reopened: Money) -> None:
    """A retainer is asked for again only as far as nothing was done with it."""
    retainer = await retainer_paid_by(books, payment.number)
    if retainer:
        check_reopening(retainer.retainer, reopened)
        check_of_payment(reopened, await still_applied(books, payment))


async def recorded(books: "Books", answer: RefundAnswer) -> Clock:
    """Book the answer, unless it says what the books know already."""
    found = await books.refunds.get(answer.number)
    await books.customers.lock(found.customer)
    refund = await books.refunds.lock(answer.number)
    await book_refund_answer(books, refund, answer)
    await books.flush()
    return await refund_clock_of(books, answer.number)


async def _refund(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Staff give something back."""
    payload = command.payload
    wanted = Wanted(
        payload["payment"],
        Money(payload["minor_units"], payload["currency"]),
        RefundSource(payload["source"]),
        RefundCause(payload["cause"]),
        payload.get("words", ""),
    )
    await request_refund(books, command.key, wanted, at)


async def _look_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The processor says that something happened: a hint to ask."""
    refund = await books.refunds.lock(command.key)
    if refund.stage is not RefundStage.FAILED:
        refund.act_at = at


_DECISIONS: dict[str, Decision] = {"refund": _refund, "gateway_event": _look_now}
