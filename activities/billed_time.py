"""Time and the invoices that it stands on: taken onto one, and given back when that ends."""

from typing import TYPE_CHECKING

from domain.approvals import ENTRY_LIFECYCLE, EntryEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.time_entries import TimeEntryRow


async def bill_time(books: "Books", rows: "Sequence[TimeEntryRow]", invoice: "InvoiceRow") -> None:
    """From now on they stand on this invoice and no other."""
    for row in rows:
        row.status = ENTRY_LIFECYCLE.advance(row.status, EntryEvent.INVOICE)
        row.invoice = invoice.id
    await books.flush()


async def give_time_back(books: "Books", invoice: "InvoiceRow") -> None:
    """Its invoice is void, or was never issued: approved time is approved, other time open."""
    rows = await books.time_entries.on_invoice(invoice.id)
    if not rows:
        return
    approved = await books.approvals.waiting_in([row.number for row in rows])
    for row in rows:
        event = EntryEvent.RESTORE if row.number in approved else EntryEvent.RELEASE
        row.status = ENTRY_LIFECYCLE.advance(row.status, event)
        row.invoice = None
        if event is EntryEvent.RELEASE:
            row.rate_minor_units = None
    await books.flush()
