"""What follows the issue of an invoice that somebody wrote: credit, reminders, and the mail."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.credits import use_credit
from activities.mailed_invoices import mail_issued
from activities.reminder_runs import begin_reminders

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow


async def follow_issue(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """Credit goes first; whoever owes the rest is told, and reminded of it from now on."""
    await use_credit(books, invoice, at)
    await begin_reminders(books, invoice, at)
    await mail_issued(books, invoice, at)
