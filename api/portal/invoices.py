"""A customer's invoices: the list, and each with its lines and payments."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.comments.views import customers_thread
from api.doors import ContactMay
from api.paging import PAGE_SIZE, Cursors, page_of
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.looks import remember_look
from api.portal.views.filters import InvoiceFilter, pills
from api.portal.views.invoices import document_of, in_list
from api.security.cookies import Jar
from domain.comments import Subject, SubjectKind
from domain.documents import DocumentKind
from domain.periods import local_date
from domain.policy import Action
from domain.words import N_
from storage.portal.invoices import InvoiceSeen

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.INVOICE_VIEW)]


@router.get("/invoices")
async def list_invoices(
    request: Request,
    contact: Looking,
    show: InvoiceFilter = InvoiceFilter.ALL,
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    cursors = invoice_cursors(contact)
    async with contact.parts.open_books() as books:
        await books.only_read()
        invoices = own.invoices(contact, books)
        rows = await invoices.page(
            search=show.search(today_for(contact), q),
            before=read_key(cursors, after),
            limit=PAGE_SIZE + 1,
        )
        attempts = await invoices.open_attempts(rows)
    last = write_key(cursors, rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else None
    page = page_named("invoices.html", contact.say(N_("Invoices")), "invoices", region="list")
    listed = [in_list(contact, seen, attempts) for seen in rows]
    words = {
        "rows": page_of(request, listed, PAGE_SIZE, last),
        "filters": pills(contact, "/invoices", show, {"q": q}),
        "show": show.value,
        "q": q,
        "can_pay": contact.may(Action.INVOICE_PAY),
    }
    return portal_page(request, contact, page, **words)


@router.get("/invoices/{number}")
async def show_invoice(request: Request, contact: Looking, number: str) -> Response:
    """The invoice. The first look of a person of the customer's is remembered."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        document = await document_of(contact, books, await own.invoice(contact, books, number))
        has_xml = await books.documents.is_e_invoice(DocumentKind.INVOICE, number)
        thread = await customers_thread(contact, books, Subject(SubjectKind.INVOICE, number))
    await remember_look(request, contact, document.seen.row)
    page = page_named("invoice.html", number, "invoices")
    can_pay = contact.may(Action.INVOICE_PAY)
    can_forward = contact.may(Action.DOCUMENT_FORWARD)
    words = {"can_pay": can_pay, "can_forward": can_forward, "has_xml": has_xml}
    return portal_page(request, contact, page, document=document, thread=thread, **words)


def today_for(contact: SignedInContact) -> date:
    """The customer's day, by which an invoice is overdue."""
    return local_date(contact.parts.clock.now(), contact.zone)


def invoice_cursors(contact: SignedInContact) -> Cursors:
    return Cursors(Jar.of(contact.parts.settings), f"invoices/{contact.customer.number}")


def read_key(cursors: Cursors, after: str) -> tuple[date, str] | None:
    """The date and number after which the list goes on. Raises `BadRequest`."""
    key = cursors.read(after)
    return (date.fromisoformat(key[0]), key[1]) if key else None


def write_key(cursors: Cursors, seen: InvoiceSeen) -> str:
    return cursors.write(str(seen.row.issued_on), seen.row.number or "")
