"""Invoices: the list with its filters, and one with its lines, its payments and its journal."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInStaff
from api.comments.views import staffs_thread
from api.doors import StaffMay
from api.paging import PAGE_SIZE, page_of
from api.staff.chrome import Sheet, console_page, cursors
from api.staff.views.documents import paper_of
from api.staff.views.given_out import given_out
from api.staff.views.invoices import Wanted, invoice_list, invoice_view, search_of
from api.staff.views.processes import workflow_url
from api.staff.views.words import ACCOUNTS, CHANNELS, asked
from domain.comments import Subject, SubjectKind
from domain.credit_notes import CREDITABLE
from domain.documents import DocumentKind
from domain.invoices import InvoiceStatus
from domain.numbers import shelf_of
from domain.policy import Action
from domain.printing import DocumentKey
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
STATUSES = [status for status in InvoiceStatus if status is not InvoiceStatus.DRAFT]


class InvoicesAsked(BaseModel):
    """Which invoices a list shows. `overdue` goes before a status."""

    status: InvoiceStatus | None = None
    overdue: bool = False
    customer: Annotated[str, Field(max_length=40)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    after: Annotated[str, Field(max_length=500)] = ""


@router.get("/console/invoices")
async def list_invoices(
    request: Request,
    staff: Looking,
    asked: Annotated[InvoicesAsked, Query()],
) -> Response:
    pages = cursors(staff, "invoices")
    key = pages.read(asked.after)
    wanted = Wanted(
        customer=asked.customer.strip().upper() or None,
        search=search_of(staff, asked.status, asked.q, overdue=asked.overdue),
        before=(date.fromisoformat(key[0]), key[1]) if key else None,
        limit=PAGE_SIZE + 1,
    )
    async with staff.parts.open_books() as books:
        view = await invoice_list(books, wanted)
    rows = view.invoices
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    cursor = pages.write(str(last.issued_on), str(last.number)) if last else None
    return console_page(
        request,
        staff,
        Sheet("invoices.html", N_("Invoices"), "invoices", "list"),
        list=page_of(request, rows, PAGE_SIZE, cursor),
        names=view.names,
        chosen="overdue" if asked.overdue else asked.status,
        customer=asked.customer,
        q=asked.q,
        statuses=STATUSES,
        may_issue=staff.may(Action.INVOICE_ISSUE),
    )


@router.get("/console/invoices/{number}")
async def show_invoice(request: Request, staff: Looking, number: str) -> Response:
    """Looking at it here does not make it viewed: that is the customer's eye."""
    if shelf_of(number) == "retainers":
        return RedirectResponse(f"/console/retainers/{number}", 303)
    async with staff.parts.open_books() as books:
        view = await invoice_view(books, number)
        paper = await paper_of(books, DocumentKind.INVOICE, number)
        key = DocumentKey(DocumentKind.INVOICE, number)
        out = await given_out(staff, books, view.customer.number, key)
        thread = await staffs_thread(staff, books, Subject(SubjectKind.INVOICE, number))
    return console_page(
        request,
        staff,
        Sheet("invoice.html", "", "invoices", name=number),
        view=view,
        paper=paper,
        **out,
        thread=thread,
        accounts=ACCOUNTS,
        channels=CHANNELS,
        may_dun=staff.may(Action.DUNNING_MANAGE),
        may_issue=staff.may(Action.INVOICE_ISSUE),
        may_void=staff.may(Action.INVOICE_VOID),
        may_give_up=staff.may(Action.INVOICE_WRITE_OFF),
        asked_words=asked,
        may_credit=view.invoice.status in CREDITABLE and staff.may(Action.CREDIT_NOTE_ISSUE),
        credit=view.credit if staff.may(Action.CREDIT_USE) else None,
        may_draw=staff.may(Action.RETAINER_DRAW),
        may_waive=staff.may(Action.LATE_FEE_WAIVE),
        process=workflow_url(staff.parts.settings, f"dunning/{number}") if view.run else None,
    )
