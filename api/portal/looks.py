"""Looks: what counts as a person who has seen a document."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.requests import Request

from activities.views import Viewable, mark_opened, mark_viewed
from api.callers import SignedInContact
from domain.comments import Subject
from storage.books import Books
from storage.invoices import InvoiceRow

Mark = Callable[[Books, str, datetime], Awaitable[None]]
"""Notes that a contact person has seen it."""
_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def is_look(request: Request) -> bool:
    """Whether somebody looks, and not a browser that fetches ahead what nobody may ever open."""
    said = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return request.method == "GET" and "prefetch" not in said and "preview" not in said


async def remember_look(request: Request, contact: SignedInContact, invoice: InvoiceRow) -> None:
    """The first look of a person of the customer's is remembered, once for ever."""
    await remember_first(
        request, contact, invoice, lambda books, *seen: mark_viewed(books, invoice.id, *seen)
    )


async def remember_opening(request: Request, contact: SignedInContact, subject: Subject) -> None:
    """The first look at what keeps it apart: a project, or an approval."""
    if not is_look(request):
        return
    async with contact.parts.open_books() as books:
        if subject.number not in await books.first_views.of(subject.kind, [subject.number]):
            now = contact.parts.clock.now()
            await mark_opened(books, subject, contact.contact.number, now)


async def remember_first(
    request: Request, contact: SignedInContact, row: Viewable, mark: Mark
) -> None:
    """Have the first look marked, of whatever remembers one."""
    if row.viewed_at is not None or not is_look(request):
        return
    async with contact.parts.open_books() as books:
        await mark(books, contact.contact.number, contact.parts.clock.now())
