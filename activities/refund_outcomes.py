"""What the end of a refund means for its payment, the customer's credit, invoices and journal."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.contracts import RefundAnswer
from activities.credits import undo_draws
from activities.invoices import apply_to_invoice, pay_given_up
from activities.messages import Mail, queue_mail
from activities.retainer_draws import claim_of_payment
from activities.returns import left_of
from domain.accounts import Account, account_of, loss_undone, refund_failed, refund_paid
from domain.messages import MailKind
from domain.money import Money
from domain.payments import MISUSE, PAYMENT_LIFECYCLE, TAKEN_BACK, PaymentEvent, ask_again_at
from domain.refunds import (
    OPEN_REFUND,
    REFUND_LIFECYCLE,
    Refundable,
    RefundEvent,
    RefundSource,
    RefundStage,
    look_again_at,
    refund_event,
    refunded_event,
)
from domain.returns import regained

if TYPE_CHECKING:
    from storage.books import Books
    from storage.payments import PaymentRow
    from storage.refunds import RefundRow


async def book_refund_answer(books: "Books", refund: "RefundRow", answer: RefundAnswer) -> None:
    """Advance the refund by what was answered; what was answered before changes nothing."""
    at = answer.as_of
    if answer.misuse:
        refund.act_at, refund.failure_code = None, MISUSE
        return
    event = refund_event(refund.stage, answer.refund.status) if answer.refund else None
    if answer.refusal and refund.stage in OPEN_REFUND:
        refund.failure_code, event = answer.refusal, RefundEvent.FAIL
    if answer.refund:
        refund.processor_id = answer.refund.processor_id or refund.processor_id
        refund.failure_code = answer.refund.failure_code
    if event is RefundEvent.SUCCEED:
        await succeed(books, refund, at)
    elif event is RefundEvent.FAIL:
        await fail(books, refund, at)
    else:
        _wait(refund, event, answer)


def _wait(refund: "RefundRow", event: RefundEvent | None, answer: RefundAnswer) -> None:
    if event:
        refund.stage = REFUND_LIFECYCLE.advance(refund.stage, event)
    if refund.stage is RefundStage.PENDING and not answer.fault:
        refund.act_at = look_again_at(answer.as_of)
    elif refund.stage in OPEN_REFUND or answer.fault:
        refund.act_at = ask_again_at(refund.asked, answer.as_of)
        refund.asked += 1
    else:
        refund.act_at = None


async def succeed(books: "Books", refund: "RefundRow", at: datetime) -> None:
    """The money has gone back."""
    refund.stage = REFUND_LIFECYCLE.advance(refund.stage, RefundEvent.SUCCEED)
    refund.act_at, refund.decided_at = None, at
    await books.flush()
    payment = await _payment_of(books, refund)
    if payment:
        await count_refunds(books, payment)
    paid = refund_paid(refund.amount, via=_way(payment))
    cause = Cause(refund.number, "paid", refund.customer)
    await book(books, cause, paid, at, on=refund.paid_on)
    await _tell_customer(books, refund, payment, at)


async def _payment_of(books: "Books", refund: "RefundRow") -> "PaymentRow | None":
    """The payment of which it goes back, held; None of credit that is paid out by hand."""
    return await books.payments.lock(refund.payment) if refund.payment else None


def _way(payment: "PaymentRow | None") -> Account:
    return account_of(payment.channel) if payment else Account.BANK


async def count_refunds(books: "Books", payment: "PaymentRow") -> None:
    """What went back by now makes the payment partially or wholly refunded."""
    done = [
        each.amount
        for each in await books.refunds.of_payment(payment.number)
        if each.stage is RefundStage.SUCCEEDED
    ]
    given_back = sum(done, Money.zero(payment.currency))
    if given_back.is_zero:
        return
    facts = Refundable(payment.number, payment.status, payment.amount, given_back, ())
    event = refunded_event(facts)
    if PAYMENT_LIFECYCLE.allows(payment.status, event):
        payment.status = PAYMENT_LIFECYCLE.advance(payment.status, event)


async def fail(books: "Books", refund: "RefundRow", at: datetime) -> None:
    """The money did not go back: it pays again what it had paid, or is credit as before."""
    was_paid = refund.stage is RefundStage.SUCCEEDED
    refund.stage = REFUND_LIFECYCLE.advance(refund.stage, RefundEvent.FAIL)
    refund.act_at, refund.decided_at = None, at
    payment = await _payment_of(books, refund)
    if was_paid:
        back = refund_paid(-refund.amount, via=_way(payment))
        await book(books, Cause(refund.number, "came back", refund.customer), back, at)
        await _is_whole_again(books, payment)
    if payment and payment.status in TAKEN_BACK:
        await _keep_of_returned(books, refund, payment, at)
    else:
        await _undo(books, refund, payment, at)


async def _keep_of_returned(
    books: "Books", refund: "RefundRow", payment: "PaymentRow", at: datetime
) -> None:
    """The bank took the payment back meanwhile.

    What the customer has from there is no loss any more; the rest of the refund, which nobody has
    but we, is their credit.
    """
    await books.flush()
    less = regained(
        refund.amount,
        taken=Money(payment.taken_back_minor_units, payment.currency),
        left=await left_of(books, payment) - refund.amount,
    )
    rest = refund.amount - less
    payment.excess_minor_units += rest.minor_units
    kept = refund_failed(rest, paid=Money.zero(refund.currency), credit=rest)
    for happened, amount, postings in (
        ("regained", less, loss_undone(less)),
        ("failed", rest, kept),
    ):
        if not amount.is_zero:
            await book(books, Cause(refund.number, happened, refund.customer), postings, at)


async def _is_whole_again(books: "Books", payment: "PaymentRow | None") -> None:
    if payment is None:
        return
    if PAYMENT_LIFECYCLE.allows(payment.status, PaymentEvent.REFUND_CAME_BACK):
        payment.status = PAYMENT_LIFECYCLE.advance(payment.status, PaymentEvent.REFUND_CAME_BACK)
    await books.flush()
    await count_refunds(books, payment)


async def _undo(
    books: "Books", refund: "RefundRow", payment: "PaymentRow | None", at: datetime
) -> None:
    credit = await undo_draws(books, refund, at)
    paid = left = Money.zero(refund.currency)
    claim = Account.RECEIVABLE
    if payment:
        paid = await _pay_again(books, refund, payment, at)
        left = refund.amount - credit - paid
        payment.excess_minor_units += left.minor_units
        claim = await claim_of_payment(books, payment.number)
    is_retainer = refund.source is RefundSource.RETAINER
    failed = refund_failed(
        refund.amount,
        paid=paid,
        credit=credit + left,
        claim=claim,
        fund=Account.RETAINERS if is_retainer else Account.CUSTOMER_CREDIT,
    )
    await book(books, Cause(refund.number, "failed", refund.customer), failed, at)


async def _pay_again(
    books: "Books", refund: "RefundRow", payment: "PaymentRow", at: datetime
) -> Money:
    """What of the reopened invoices is still owed, or was given up since, is paid by it again."""
    shares = {each.invoice: each for each in await books.refunds.shares(refund.number)}
    allocations = {each.invoice: each for each in await books.payments.allocations(payment.number)}
    paid = Money.zero(refund.currency)
    for invoice in await books.invoices.lock_all(list(shares)):
        part = invoice.money(shares[invoice.id].minor_units)
        applied = await pay_given_up(books, invoice, part, at)
        applied += apply_to_invoice(invoice, part - applied, at)
        allocations[invoice.id].applied_minor_units += applied.minor_units
        paid += applied
    await books.flush()
    return paid


async def _tell_customer(
    books: "Books", refund: "RefundRow", payment: "PaymentRow | None", at: datetime
) -> None:
    mail = Mail(
        MailKind.REFUNDED,
        refund.customer,
        refund.number,
        document=refund.number,
        facts={
            "payment": refund.payment,
            "amount": refund.amount,
            "method": payment.paid_with if payment else None,
            "paid_at": payment.decided_at if payment else None,
            "paid_on": refund.paid_on,
            "reference": refund.reference,
        },
    )
    await queue_mail(books, mail, at)
