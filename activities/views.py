"""That somebody has looked at a document, the first time only."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from activities.notifications import Notification, notify
from domain.comments import PLACES, Subject
from domain.notifications import NotificationKind
from domain.numbers import shelf_of

if TYPE_CHECKING:
    from storage.books import Books


class Viewable(Protocol):
    """A row that remembers when a person of its customer's has first seen it."""

    viewed_at: datetime | None


async def note_first_view(books: "Books", row: Viewable, what: Notification, at: datetime) -> None:
    """Note it on the row, which is held, and let staff know, once for ever."""
    if row.viewed_at is None:
        row.viewed_at = at
        await notify(books, what, at)


async def mark_opened(books: "Books", subject: Subject, contact: str, at: datetime) -> None:
    """The same for what keeps its first view apart; nothing for what the customer does not see."""
    whose = await books.comments.whose(subject)
    if whose is None or not whose.is_shown:
        return
    if await books.first_views.note(subject, contact, at):
        link = f"/console/{PLACES[subject.kind].shelf}/{subject.number}"
        kind, facts = NotificationKind.DOCUMENT_VIEWED, {"contact": contact}
        await notify(books, Notification(kind, whose.customer, subject.number, link, facts), at)


async def mark_viewed(books: "Books", invoice: UUID, contact: str, at: datetime) -> None:
    """Note that this contact person has seen the invoice, or retainer invoice."""
    row = await books.invoices.lock(invoice)
    if row.number is None:
        return
    link = f"/console/{shelf_of(row.number)}/{row.number}"
    viewed = NotificationKind.INVOICE_VIEWED
    facts = {"contact": contact, "amount": str(row.total)}
    await note_first_view(
        books, row, Notification(viewed, row.customer, row.number, link, facts), at
    )
