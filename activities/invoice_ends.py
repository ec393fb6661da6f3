"""Invoices that end without money: declared void, written off, and restored."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.billed_time import give_time_back
from activities.bookings import Cause, book
from activities.credits import give_credit_back
from activities.dunning_runs import recover
from activities.invoices import issue_postings, restore_written_off, write_off_invoice
from activities.quote_advances import end_advance
from activities.reminder_runs import begin_reminders, end_reminders
from activities.terms import begin_after_unpaid
from domain.accounts import reversal
from domain.dunning import DunningEvent
from domain.invoices import (
    INVOICE_LIFECYCLE,
    InvoiceEvent,
    InvoiceKind,
    InvoiceWasCredited,
    PaymentUnderWay,
    UnknownInvoice,
    check_voidable,
)
from domain.subscriptions import SubscriptionStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow


async def void_invoice(books: "Books", number: str, at: datetime) -> "InvoiceRow":
    """Nobody owes it any more; credit that was used on it is the customer's again.

    Raises `UnknownInvoice`, `PaymentUnderWay`, `InvoiceHasPayments`, `InvoiceWasCredited` and
    `UnlawfulTransition`.
    """
    invoice = await lock_invoice(books, number)
    check_voidable(invoice.balance)
    status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.VOID)
    notes = await books.credit_notes.about(invoice.id)
    if notes:
        raise InvoiceWasCredited(credit_note=notes[0])
    await give_credit_back(books, invoice, at)
    invoice.status, invoice.paid_at = status, None
    await give_time_back(books, invoice)
    cause = Cause(number, "void", invoice.customer)
    await book(books, cause, reversal(issue_postings(invoice)), at)
    await _end_collecting(books, invoice, at)
    await _begin_unpaid(books, invoice, at)
    await end_advance(books, invoice, at)
    return invoice


async def give_up_invoice(books: "Books", number: str, at: datetime) -> "InvoiceRow":
    """What is still owed on it is written off.

    Raises `UnknownInvoice`, also for a retainer: nobody owes what that asks for, `PaymentUnderWay`
    and `UnlawfulTransition`.
    """
    invoice = await lock_invoice(books, number)
    if invoice.kind is InvoiceKind.RETAINER:
        raise UnknownInvoice(invoice=number)
    await write_off_invoice(books, invoice, at)
    await _end_collecting(books, invoice, at)
    return invoice


async def restore_invoice(books: "Books", number: str, at: datetime) -> "InvoiceRow":
    """It is owed again, since its due date, and reminded of as the preferences say today.

    Raises `UnknownInvoice` and `UnlawfulTransition`.
    """
    invoice = await lock_invoice(books, number)
    await restore_written_off(books, invoice, at)
    await begin_reminders(books, invoice, at)
    return invoice


async def lock_invoice(books: "Books", number: str) -> "InvoiceRow":
    """The invoice, held, with no payment of it under way.

    Raises `UnknownInvoice` and `PaymentUnderWay`.
    """
    found = await books.invoices.with_number(number)
    if found is None:
        raise UnknownInvoice(invoice=number)
    await books.customers.lock(found.customer)
    [invoice] = await books.invoices.lock_all([found.id])
    if await books.payments.open_attempt([invoice.id]):
        raise PaymentUnderWay
    return invoice


async def paid_otherwise(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """It was paid by what was there already: whatever stood still because of it goes on."""
    await _end_collecting(books, invoice, at, DunningEvent.PAY)
    await _begin_unpaid(books, invoice, at)


async def _end_collecting(
    books: "Books", invoice: "InvoiceRow", at: datetime, event: DunningEvent = DunningEvent.STOP
) -> None:
    """Nobody tries to charge it any more, and nobody is reminded of it."""
    await recover(books, invoice, at, event)
    await end_reminders(books, invoice, event, at)


async def _begin_unpaid(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """A subscription that rested for want of money goes on once nothing is owed for it."""
    if invoice.subscription is None:
        return
    subscription = await books.subscriptions.lock(invoice.subscription)
    await books.flush()
    is_unpaid = subscription.status is SubscriptionStatus.UNPAID
    if is_unpaid and not await books.invoices.outstanding_of(subscription.number):
        await begin_after_unpaid(books, subscription, at)
