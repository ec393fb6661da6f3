"""That somebody has looked at a document, the first time only."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.notifications import Notification, notify
from domain.notifications import NotificationKind
from domain.numbers import shelf_of

if TYPE_CHECKING:
    from storage.books import Books


async def mark_viewed(books: "Books", invoice: UUID, contact: str, at: datetime) -> None:
    """Note that this contact person has seen the invoice, and let staff know, once for ever."""
    row = await books.invoices.lock(invoice)
    if row.viewed_at is not None or row.number is None:
        return
    row.viewed_at = at
    link = f"/console/{shelf_of(row.number)}/{row.number}"
    viewed = NotificationKind.INVOICE_VIEWED
    facts = {"contact": contact, "amount": str(row.total)}
    await notify(books, Notification(viewed, row.customer, row.number, link, facts), at)
