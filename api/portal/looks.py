"""Looks: what counts as a person who has seen a document."""

from starlette.requests import Request

from activities.views import mark_viewed
from api.callers import SignedInContact
from storage.invoices import InvoiceRow

_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def is_look(request: Request) -> bool:
    """Whether somebody looks, and not a browser that fetches ahead what nobody may ever open."""
    said = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return request.method == "GET" and "prefetch" not in said and "preview" not in said


async def remember_look(request: Request, contact: SignedInContact, invoice: InvoiceRow) -> None:
    """The first look of a person of the customer's is remembered, once for ever."""
    if invoice.viewed_at is not None or not is_look(request):
        return
    async with contact.parts.open_books() as books:
        now = contact.parts.clock.now()
        await mark_viewed(books, invoice.id, contact.contact.number, now)
