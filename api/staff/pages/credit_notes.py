"""Credit notes of every customer: the list, and each with its lines and its journal; and /v1."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.credit_notes.shapes import CreditNoteDetail, CreditNoteList, CreditNoteShape
from api.credit_notes.views import REASONS, credit_note_view, read_key, write_key
from api.doors import StaffMay
from api.paging import LARGEST_PAGE, PAGE_SIZE, PageOf, page_of
from api.staff.chrome import Sheet, console_page, cursors
from api.staff.views.given_out import given_out
from domain.documents import DocumentKind
from domain.policy import Action
from domain.printing import DocumentKey
from domain.words import N_
from storage.credit_notes_seen import CreditNoteSeen, CreditNotesSeen
from storage.overviews import Overviews

router = APIRouter()

Looking = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_VIEW)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
Customer = Annotated[str, Query(max_length=40)]


@router.get("/console/credit-notes", include_in_schema=False)
async def list_credit_notes(
    request: Request, staff: Looking, customer: Customer = "", after: After = ""
) -> Response:
    rows = await _page(request, staff, (customer, after), PAGE_SIZE)
    async with staff.parts.open_books() as books:
        names = await Overviews(books.session).names([seen.row.customer for seen in rows.rows])
    sheet = Sheet("credit_notes.html", N_("Credit notes"), "invoices", "list")
    return console_page(request, staff, sheet, rows=rows, reasons=REASONS, names=names)


@router.get("/console/credit-notes/{number}", include_in_schema=False)
async def show_credit_note(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        await books.only_read()
        view = await credit_note_view(CreditNotesSeen(books.session), number)
        customer = await books.customers.get(view.seen.row.customer)
        key = DocumentKey(DocumentKind.CREDIT_NOTE, number)
        out = await given_out(staff, books, customer.number, key)
    sheet = Sheet("credit_note.html", "", "invoices", name=number)
    may_void = staff.may(Action.CREDIT_NOTE_VOID)
    return console_page(
        request,
        staff,
        sheet,
        view=view,
        customer=customer,
        may_void=may_void,
        **out,
    )


@router.get("/v1/staff/credit-notes", tags=["staff"])
async def list_for_programs(
    request: Request,
    staff: Looking,
    customer: Customer = "",
    after: After = "",
    limit: Limit = PAGE_SIZE,
) -> CreditNoteList:
    page = await _page(request, staff, (customer, after), limit)
    items = [CreditNoteShape.of(seen) for seen in page.rows]
    return CreditNoteList(items=items, next=page.next)


@router.get("/v1/staff/credit-notes/{number}", tags=["staff"])
async def show_for_programs(staff: Looking, number: str) -> CreditNoteDetail:
    async with staff.parts.open_books() as books:
        return CreditNoteDetail.of(await credit_note_view(CreditNotesSeen(books.session), number))


async def _page(
    request: Request, staff: SignedInStaff, asked: tuple[str, str], limit: int
) -> PageOf[CreditNoteSeen]:
    customer, after = asked
    pages = cursors(staff, "credit-notes")
    async with staff.parts.open_books() as books:
        await books.only_read()
        notes = CreditNotesSeen(books.session, customer.strip().upper() or None)
        rows = await notes.page(before=read_key(pages, after), limit=limit + 1)
    last = write_key(pages, rows[limit - 1]) if len(rows) > limit else None
    return page_of(request, rows, limit, last)
