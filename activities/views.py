"""That somebody has looked at a document, the first time only."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from storage.books import Books


async def mark_viewed(books: "Books", invoice: UUID, at: datetime) -> None:
    """Note that the customer has seen the invoice; what was noted before stays."""
    row = await books.invoices.lock(invoice)
    row.viewed_at = row.viewed_at or at
