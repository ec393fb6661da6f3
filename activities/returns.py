"""Payments that come back: the bank had paid, and takes it back days later."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.bookings import Cause, book
from activities.credits import lose_credit, undo_uses
from activities.dunning_runs import begin_dunning
from activities.invoice_credits import pay_from_credit
from activities.invoices import once_more
from activities.messages import Mail, queue_mail
from activities.notifications import Notification, notify
from activities.reminder_runs import begin_reminders, end_reminders
from activities.retainer_draws import claim_of_payment, kept_of_retainer, undo_overdrawn
from activities.returned_advances import still_asked
from domain.accounts import account_of, invoice_written_off, payment_returned
from domain.allocations import Share
from domain.declines import decline
from domain.dunning import DunningEvent
from domain.invoices import INVOICE_LIFECYCLE, PAYABLE, InvoiceEvent, InvoiceStatus, settling_event
from domain.messages import MailKind
from domain.money import Money
from domain.notifications import NotificationKind
from domain.payments import FailureClass, PaymentChannel
from domain.refunds import refund_shares
from domain.returns import returned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow


@dataclass(frozen=True)
class OpenedAgain:
    """An invoice that is owed again for this part, of which credit has paid so much at once."""

    invoice: "InvoiceRow"
    part: Money
    credited: Money


async def take_back(
    books: "Books", payment: "PaymentRow", at: datetime, taken: Money | None = None
) -> None:
    """What the payment paid is open again, and in dunning where it is charged automatically.

    Other credit of the customer's goes first where it is used by itself.

    `taken` is how much the bank takes, all of it unless somebody says otherwise. What was paid
    with the credit that it brought, or drawn of a retainer that it paid, is undone as far as
    nothing else is left; what had been given back before is lost. The customer hears of the
    retainer, or, where that is not asked for any more, of what it was drawn for.
    """
    back = returned(
        taken or payment.amount,
        left=await left_of(books, payment),
        applied=await still_applied(books, payment),
    )
    payment.taken_back_minor_units = back.taken.minor_units
    unused = await undo_uses(books, payment, back.excess, at)
    credit = await lose_credit(books, payment.customer, payment.number, back.excess, at)
    undrawn = await undo_overdrawn(books, payment.number, back.reopened, at)
    for invoice, part in (*unused, *undrawn):
        await _open_again(books, invoice, part, at)
    postings = payment_returned(
        back.taken,
        applied=back.reopened,
        credit=credit,
        via=account_of(payment.channel),
        claim=await claim_of_payment(books, payment.number),
    )
    await book(books, Cause(payment.number, "returned", payment.customer), postings, at)
    await _tell_staff(books, payment, back.taken, back.taken - back.reopened - credit, at)
    asked = await still_asked(books, await reopen(books, payment, back.reopened, at), at)
    opened, untold = [*(asked or undrawn), *unused], undrawn if asked else ()
    for invoice, part in opened:
        credited = await pay_from_credit(books, invoice, at)
        await _tell_customer(books, payment, OpenedAgain(invoice, part, credited), at)
    for invoice, _ in untold:
        await pay_from_credit(books, invoice, at)
    for invoice, _ in (*opened, *untold):
        await _dun(books, payment, invoice, at)


async def left_of(books: "Books", payment: "PaymentRow") -> Money:
    """What of it was not given back, and is not on its way."""
    return payment.amount - Money(await books.refunds.given_back(payment.number), payment.currency)


async def still_applied(books: "Books", payment: "PaymentRow") -> Money:
    """What it paid and is not given back: what left a retainer by a refund is its own no more."""
    zero = Money.zero(payment.currency)
    applied = sum((each.amount for each in await applied_of(books, payment)), zero)
    return applied - await kept_of_retainer(books, payment.number, payment.currency)


async def applied_of(books: "Books", payment: "PaymentRow") -> tuple[Share, ...]:
    """What the payment paid, by the ids of the invoices."""
    return tuple(
        Share(str(each.invoice), Money(each.applied_minor_units, payment.currency))
        for each in await books.payments.allocations(payment.number)
        if each.applied_minor_units
    )


async def reopen(
    books: "Books", payment: "PaymentRow", amount: Money, at: datetime
) -> "Sequence[tuple[InvoiceRow, Money]]":
    """So much of what the payment paid is owed again, in proportion; each invoice with its part."""
    shares = {
        UUID(each.invoice): each.amount
        for each in refund_shares(amount, await applied_of(books, payment))
    }
    allocations = {each.invoice: each for each in await books.payments.allocations(payment.number)}
    opened = await books.invoices.lock_all(list(shares))
    for invoice in opened:
        allocations[invoice.id].applied_minor_units -= shares[invoice.id].minor_units
        await _owe_again(books, invoice, shares[invoice.id], at)
    await books.flush()
    return [(invoice, shares[invoice.id]) for invoice in opened]


async def _owe_again(books: "Books", invoice: "InvoiceRow", amount: Money, at: datetime) -> None:
    invoice.paid_minor_units -= amount.minor_units
    await _open_again(books, invoice, amount, at)


async def _open_again(books: "Books", invoice: "InvoiceRow", amount: Money, at: datetime) -> None:
    """It is open again; one that was given up stays given up, by so much more."""
    invoice.paid_at = None
    if invoice.status is InvoiceStatus.WRITTEN_OFF:
        invoice.written_off_minor_units += amount.minor_units
        cause = await once_more(books, invoice, "written off")
        await book(books, cause, invoice_written_off(amount), at)
        return
    invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.REOPEN)
    event = settling_event(invoice.balance)
    if event:
        invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, event)


async def _dun(books: "Books", payment: "PaymentRow", invoice: "InvoiceRow", at: datetime) -> None:
    if invoice.status not in PAYABLE:
        return
    failure = payment.failure_class or FailureClass.SOFT
    run = await begin_dunning(books, invoice, failure, at) if invoice.subscription else None
    if run:
        await end_reminders(books, invoice, DunningEvent.STOP, at)
    else:
        await begin_reminders(books, invoice, at)


async def _tell_staff(
    books: "Books", payment: "PaymentRow", taken: Money, lost: Money, at: datetime
) -> None:
    """Unless it was they who wrote it down; but always of what is lost."""
    number, link = payment.number, f"/console/payments/{payment.number}"
    told = {NotificationKind.PAYMENT_RETURNED: taken}
    if payment.channel is PaymentChannel.OFFLINE:
        told = {}
    if not lost.is_zero:
        told[NotificationKind.PAID_BACK_TWICE] = lost
    for kind, amount in told.items():
        facts = {"amount": str(amount)}
        await notify(books, Notification(kind, payment.customer, number, link, facts), at)


async def _tell_customer(
    books: "Books", payment: "PaymentRow", again: OpenedAgain, at: datetime
) -> None:
    number, left = again.invoice.number, again.invoice.balance.outstanding
    await queue_mail(
        books,
        Mail(
            MailKind.PAYMENT_RETURNED,
            payment.customer,
            about=f"{payment.number}/{number}",
            document=payment.number,
            facts={
                "payment": payment.number,
                "amount": again.part,
                "reason": decline(payment.failure_code).words,
                "invoice": number,
                "credited": None if again.credited.is_zero else again.credited,
                "remaining": None if left.is_zero else left,
            },
        ),
        at,
    )
