"""Reminder runs: begun for what nobody charges automatically, ended by money or by words."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.process import Told, tell
from domain.customer_rules import ladder
from domain.dunning import DUNNING_LIFECYCLE, DunningEvent
from domain.invoices import PAYABLE, InvoiceKind
from domain.reminders import ReminderRun, next_reminder, reminders_from
from domain.subscriptions import ENDED

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.reminders import ReminderRow


async def begin_reminders(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """From now on the customer is reminded of this invoice, as the preferences say today.

    What would have come before is dropped. Nobody is reminded of what is paid, or once they left,
    or of a retainer invoice: what it asks for is not owed.
    """
    preferences = await books.organisations.preferences()
    if not preferences.reminders_enabled or not await _is_owed(books, invoice):
        return
    customer = await books.customers.get(invoice.customer)
    organisation = await books.organisations.get()
    assert invoice.due_on, "a finalised invoice has a due date"
    run = reminders_from(
        ReminderRun(
            invoice.due_on,
            ladder(preferences),
            zone=customer.time_zone,
            hour=organisation.run_hour,
        ),
        at,
    )
    if next_reminder(run):
        await _begin(books, invoice, run, at)


async def _is_owed(books: "Books", invoice: "InvoiceRow") -> bool:
    """By somebody who has not left, and is not reminded of it already."""
    is_asked = invoice.status in PAYABLE and invoice.number is not None
    if not is_asked or invoice.kind is InvoiceKind.RETAINER:
        return False
    known = await books.reminders.for_invoice(invoice.id)
    if known and known.ended_at is None:
        return False
    if invoice.subscription is None:
        return True
    return (await books.subscriptions.get(invoice.subscription)).status not in ENDED


async def _begin(books: "Books", invoice: "InvoiceRow", run: ReminderRun, at: datetime) -> None:
    assert invoice.number, "only a finalised invoice is reminded of"
    row = await books.reminders.for_invoice(invoice.id)
    if row is None:
        row = books.reminders.new(
            invoice=invoice.number,
            invoice_id=invoice.id,
            subscription=invoice.subscription,
            customer=invoice.customer,
        )
    row.begin(run, at)
    await books.flush()
    about = {"subscription": invoice.subscription}
    outstanding = str(invoice.balance.outstanding)
    number, customer = invoice.number, invoice.customer
    told = Told("dunning", number, customer, says=outstanding, document=number, payload=about)
    await tell(books, told, at)


async def end_reminders(
    books: "Books", invoice: "InvoiceRow", event: DunningEvent, at: datetime
) -> None:
    """The invoice was paid, or nobody is to be reminded of it any more."""
    row = await books.reminders.for_invoice(invoice.id)
    if row and DUNNING_LIFECYCLE.allows(row.status, event):
        end_reminder_run(row, event, at)
        signal = "paid" if event is DunningEvent.PAY else "stop"
        told = Told("dunning", row.invoice, row.customer, signal, signal, row.invoice)
        await tell(books, told, at)


async def stop_reminders(books: "Books", subscription: str, at: datetime) -> None:
    """The customer has left: nobody is reminded of what they still owe."""
    for row in await books.reminders.running_for(subscription):
        end_reminder_run(row, DunningEvent.STOP, at)
        told = Told("dunning", row.invoice, row.customer, "stop", "stop", row.invoice)
        await tell(books, told, at)


def end_reminder_run(row: "ReminderRow", event: DunningEvent, at: datetime) -> None:
    row.status = DUNNING_LIFECYCLE.advance(row.status, event)
    row.held_until, row.ended_at, row.next_at = None, at, None
