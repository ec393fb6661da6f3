"""A customer's credit notes: the list, and each with its lines; pages and /v1."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.credit_notes.shapes import CreditNoteDetail, CreditNoteList, CreditNoteShape
from api.credit_notes.views import REASONS, credit_note_view, read_key, write_key
from api.doors import ContactMay
from api.paging import LARGEST_PAGE, PAGE_SIZE, Cursors, PageOf, page_of
from api.portal.frame import page_named, portal_page
from api.security.cookies import Jar
from domain.policy import Action
from domain.words import N_
from storage.books import Books
from storage.credit_notes_seen import CreditNoteSeen, CreditNotesSeen

router = APIRouter()

Looking = Annotated[SignedInContact, ContactMay(Action.CREDIT_NOTE_VIEW)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@router.get("/credit-notes", include_in_schema=False)
async def list_credit_notes(request: Request, contact: Looking, after: After = "") -> Response:
    rows = await _page(request, contact, after, PAGE_SIZE)
    title = contact.say(N_("Credit notes"))
    page = page_named("credit_notes.html", title, "credit-notes", region="list")
    return portal_page(request, contact, page, rows=rows, reasons=REASONS)


@router.get("/credit-notes/{number}", include_in_schema=False)
async def show_credit_note(request: Request, contact: Looking, number: str) -> Response:
    async with contact.parts.open_books() as books:
        await books.only_read()
        view = await credit_note_view(_notes(contact, books), number)
    page = page_named("credit_note.html", number, "credit-notes")
    return portal_page(request, contact, page, view=view)


@router.get("/v1/credit-notes")
async def list_for_programs(
    request: Request, contact: Looking, after: After = "", limit: Limit = PAGE_SIZE
) -> CreditNoteList:
    page = await _page(request, contact, after, limit)
    items = [CreditNoteShape.of(seen) for seen in page.rows]
    return CreditNoteList(items=items, next=page.next)


@router.get("/v1/credit-notes/{number}")
async def show_for_programs(contact: Looking, number: str) -> CreditNoteDetail:
    async with contact.parts.open_books() as books:
        return CreditNoteDetail.of(await credit_note_view(_notes(contact, books), number))


async def _page(
    request: Request, contact: SignedInContact, after: str, limit: int
) -> PageOf[CreditNoteSeen]:
    cursors = Cursors(Jar.of(contact.parts.settings), f"credit-notes/{contact.customer.number}")
    async with contact.parts.open_books() as books:
        await books.only_read()
        key = read_key(cursors, after)
        rows = await _notes(contact, books).page(before=key, limit=limit + 1)
    last = write_key(cursors, rows[limit - 1]) if len(rows) > limit else None
    return page_of(request, rows, limit, last)


def _notes(contact: SignedInContact, books: Books) -> CreditNotesSeen:
    return CreditNotesSeen(books.session, contact.customer.number)
