"""A customer's retainer invoices: the list, and each with what it was used for; pages and /v1."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.comments.views import customers_thread
from api.documents import Asked, pdf_answer, print_view
from api.doors import ContactMay
from api.paging import LARGEST_PAGE, PAGE_SIZE, Cursors, PageOf, page_of
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.looks import remember_look
from api.portal.paying import pay_page
from api.portal.views.invoices import document_of
from api.retainers.shapes import RetainerDetail, RetainerList, RetainerShape
from api.retainers.views import read_key, retainer_view, write_key
from api.security.cookies import Jar
from api.security.limits import DOCUMENTS_OF_PERSON
from domain.comments import Subject, SubjectKind
from domain.documents import DocumentKind
from domain.policy import Action
from domain.words import N_
from storage.invoices import InvoiceRow

router = APIRouter()

Looking = Annotated[SignedInContact, ContactMay(Action.RETAINER_VIEW)]
Paying = Annotated[SignedInContact, ContactMay(Action.INVOICE_PAY)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@router.get("/retainers", include_in_schema=False)
async def list_retainers(request: Request, contact: Looking, after: After = "") -> Response:
    rows = await _page(request, contact, after, PAGE_SIZE)
    title = contact.say(N_("Retainers"))
    page = page_named("retainers.html", title, "invoices", region="list")
    return portal_page(request, contact, page, rows=rows)


@router.get("/retainers/{number}", include_in_schema=False)
async def show_retainer(request: Request, contact: Looking, number: str) -> Response:
    """The first look of a person of the customer's is remembered."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        seen = await own.retainer(contact, books, number)
        document = await document_of(contact, books, seen)
        view = await retainer_view(books, seen.row)
        thread = await customers_thread(contact, books, Subject(SubjectKind.RETAINER, number))
    await remember_look(request, contact, seen.row)
    page = page_named("retainer.html", number, "invoices")
    words = {
        "document": document,
        "view": view,
        "thread": thread,
        "can_pay": contact.may(Action.INVOICE_PAY),
        "can_forward": contact.may(Action.DOCUMENT_FORWARD),
    }
    return portal_page(request, contact, page, **words)


@router.get("/retainers/{number}/pay", include_in_schema=False)
async def pay_retainer_page(request: Request, contact: Paying, number: str) -> Response:
    async with contact.parts.open_books() as books:
        seen = await own.retainer(contact, books, number)
    return await pay_page(request, contact, seen)


@router.get("/v1/retainers")
async def list_for_programs(
    request: Request, contact: Looking, after: After = "", limit: Limit = PAGE_SIZE
) -> RetainerList:
    page = await _page(request, contact, after, limit)
    return RetainerList(items=[RetainerShape.of(row) for row in page.rows], next=page.next)


@router.get("/v1/retainers/{number}")
async def show_for_programs(request: Request, contact: Looking, number: str) -> RetainerDetail:
    async with contact.parts.open_books() as books:
        seen = await own.retainer(contact, books, number)
        view = await retainer_view(books, seen.row)
    await remember_look(request, contact, seen.row)
    return RetainerDetail.seen(view)


@router.get("/retainers/{number}/pdf", include_in_schema=False)
@router.get("/v1/retainers/{number}/pdf", response_class=Response)
async def download_retainer(request: Request, contact: Looking, number: str) -> Response:
    return await pdf_answer(contact, await _document(request, contact, number))


@router.get("/retainers/{number}/print", include_in_schema=False)
async def print_retainer(request: Request, contact: Looking, number: str) -> Response:
    return await print_view(contact, await _document(request, contact, number))


async def _document(request: Request, contact: SignedInContact, number: str) -> Asked:
    """The customer's own. To have its document is to have seen it."""
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
    async with contact.parts.open_books() as books:
        seen = await own.retainer(contact, books, number)
    await remember_look(request, contact, seen.row)
    return Asked(DocumentKind.RETAINER, number, f"/retainers/{number}")


async def _page(
    request: Request, contact: SignedInContact, after: str, limit: int
) -> PageOf[InvoiceRow]:
    customer = contact.customer.number
    cursors = Cursors(Jar.of(contact.parts.settings), f"retainers/{customer}")
    async with contact.parts.open_books() as books:
        await books.only_read()
        before = read_key(cursors, after)
        rows = await books.retainers.page(customer=customer, before=before, limit=limit + 1)
    last = write_key(cursors, rows[limit - 1]) if len(rows) > limit else None
    return page_of(request, rows, limit, last)
