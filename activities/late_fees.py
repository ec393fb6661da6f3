"""Late fees: an invoice of its own for paying late, and what staff waive of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.credits import use_credit
from activities.invoice_ends import void_invoice
from activities.invoices import Bill, draft_invoice, finalise_invoice
from activities.messages import Mail, queue_mail
from domain.articles import amounts_of
from domain.customer_rules import late_fee
from domain.invoices import UnknownInvoice
from domain.messages import MailKind
from domain.periods import local_date
from domain.reminders import NotALateFee, late_fee_items

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.reminders import ReminderRow


async def charge_late_fee(
    books: "Books", row: "ReminderRow", invoice: "InvoiceRow", at: datetime
) -> None:
    """Invoice the fee of today's preferences, once for each invoice. Nothing if there is none."""
    preferences = await books.organisations.preferences()
    number, outstanding = invoice.number or "", invoice.balance.outstanding
    items = late_fee_items(late_fee(preferences), outstanding, number)
    if not items or row.fee_invoice or not row.subscription:
        return
    subscription = await books.subscriptions.get(row.subscription)
    bill = Bill(amounts_of(items), None)
    fee = await draft_invoice(books, subscription, bill, at)
    customer = await books.customers.get(invoice.customer)
    today = local_date(at, customer.time_zone)
    days = preferences.invoices_net_days
    await finalise_invoice(books, fee, issued_on=today, net_days=days, at=at)
    await use_credit(books, fee, at)
    row.fee_invoice = fee.id
    facts = {
        "invoice": number,
        "fee_invoice": fee.number,
        "fee": fee.total,
        "amount": outstanding,
        "due_on": invoice.due_on,
    }
    about = f"{number}/{fee.number}"
    mail = Mail(MailKind.LATE_FEE, invoice.customer, about, document=fee.number or "", facts=facts)
    await queue_mail(books, mail, at)


async def waive_late_fee(books: "Books", number: str, at: datetime) -> "InvoiceRow":
    """Declare the fee's invoice void.

    Raises `UnknownInvoice`, `NotALateFee` and as `void_invoice`.
    """
    found = await books.invoices.with_number(number)
    if found is None:
        raise UnknownInvoice(invoice=number)
    if await books.reminders.with_fee(found.id) is None:
        raise NotALateFee(invoice=number)
    return await void_invoice(books, number, at)
