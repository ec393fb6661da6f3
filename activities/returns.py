"""Payments that come back: the bank had paid, and takes it back days later."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.dunning_runs import begin_dunning
from activities.messages import Mail, queue_mail
from activities.reminder_runs import begin_reminders
from activities.subscribed import balance_of
from domain.accounts import Account, payment_returned
from domain.declines import decline
from domain.invoices import INVOICE_LIFECYCLE, PAYABLE, InvoiceEvent
from domain.messages import MailKind
from domain.money import Money
from domain.payments import FailureClass

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow


async def take_back(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """What the payment paid is open again, and in dunning where it is charged automatically."""
    await _book(books, payment, at)
    payment.excess_minor_units = 0
    shares = await books.payments.allocations(payment.number)
    invoices = {row.id: row for row in await books.invoices.lock_all([s.invoice for s in shares])}
    opened: list[InvoiceRow] = []
    for share in shares:
        if share.applied_minor_units:
            _reopen(invoices[share.invoice], share.applied_minor_units)
            opened.append(invoices[share.invoice])
        share.applied_minor_units = 0
    await books.flush()
    for invoice in opened:
        await _tell_customer(books, payment, invoice, at)
        await _dun(books, payment, invoice, at)


def _reopen(invoice: "InvoiceRow", minor_units: int) -> None:
    invoice.paid_minor_units -= minor_units
    invoice.paid_at = None
    invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.REOPEN)
    if invoice.paid_minor_units or invoice.credited_minor_units:
        invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.PAY_PART)


async def _dun(books: "Books", payment: "PaymentRow", invoice: "InvoiceRow", at: datetime) -> None:
    if invoice.status not in PAYABLE:
        return
    failure = payment.failure_class or FailureClass.SOFT
    run = await begin_dunning(books, invoice, failure, at) if invoice.subscription else None
    if run is None:
        await begin_reminders(books, invoice, at)


async def _book(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """Credit that came of it and was used meanwhile is lost: nobody owes it by an invoice."""
    excess = Money(payment.excess_minor_units, payment.currency)
    credit = await balance_of(books, payment.customer, payment.currency)
    returned = payment_returned(
        payment.amount,
        applied=payment.amount - excess,
        credit=min(excess, credit),
        via=Account.PROCESSOR_CLEARING,
    )
    await book(books, Cause(payment.number, "returned", payment.customer), returned, at)


async def _tell_customer(
    books: "Books", payment: "PaymentRow", invoice: "InvoiceRow", at: datetime
) -> None:
    await queue_mail(
        books,
        Mail(
            MailKind.PAYMENT_RETURNED,
            payment.customer,
            about=f"{payment.number}/{invoice.number}",
            document=payment.number,
            facts={
                "payment": payment.number,
                "amount": payment.amount,
                "reason": decline(payment.failure_code).words,
                "invoice": invoice.number,
            },
        ),
        at,
    )
