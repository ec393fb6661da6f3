"""Documents of the console's lists, many at once: files as a ZIP, lists for spreadsheets."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.downloads.asking import (
    StaffInvoicesQuery,
    StaffPaymentsQuery,
    StaffQuery,
    StaffQuotesQuery,
    StaffRetainersQuery,
    StaffSalesOrdersQuery,
)
from api.downloads.files import NAMES, csv_of, zip_of
from api.flash import see_other
from api.security.cookies import Jar
from api.security.limits import DOWNLOADS_OF_PERSON
from api.staff.views.invoices import search_of
from domain.documents import DocumentKind
from domain.errors import Invalid
from domain.policy import Action
from storage.registers import Selection
from storage.retainers import standing

router = APIRouter(include_in_schema=False)
programs = APIRouter(prefix="/v1/staff", tags=["staff"])

Invoices = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
Payments = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_VIEW)]
Retainers = Annotated[SignedInStaff, StaffMay(Action.RETAINER_VIEW)]
CreditNotes = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_VIEW)]
Quotes = Annotated[SignedInStaff, StaffMay(Action.QUOTE_VIEW)]
SalesOrders = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_VIEW)]
AnyInvoices = Annotated[StaffInvoicesQuery, Query()]
AnyRetainers = Annotated[StaffRetainersQuery, Query()]
AnyPayments = Annotated[StaffPaymentsQuery, Query()]
AnyQuotes = Annotated[StaffQuotesQuery, Query()]
AnySalesOrders = Annotated[StaffSalesOrdersQuery, Query()]
AnyNotes = Annotated[StaffQuery, Query()]


@router.get("/console/invoices.zip")
async def invoices_zip(staff: Invoices, asked: AnyInvoices) -> Response:
    return await _page_zip(staff, _invoices(staff, asked))


@router.get("/console/retainers.zip")
async def retainers_zip(staff: Retainers, asked: AnyRetainers) -> Response:
    return await _page_zip(staff, _retainers(staff, asked))


@router.get("/console/payments.zip")
async def payments_zip(staff: Payments, asked: AnyPayments) -> Response:
    return await _page_zip(staff, _payments(staff, asked))


@router.get("/console/credit-notes.zip")
async def credit_notes_zip(staff: CreditNotes, asked: AnyNotes) -> Response:
    return await _page_zip(staff, _notes(staff, asked))


@router.get("/console/quotes.zip")
async def quotes_zip(staff: Quotes, asked: AnyQuotes) -> Response:
    return await _page_zip(staff, _selection(staff, DocumentKind.QUOTE, asked))


@router.get("/console/sales-orders.zip")
async def sales_orders_zip(staff: SalesOrders, asked: AnySalesOrders) -> Response:
    return await _page_zip(staff, _selection(staff, DocumentKind.SALES_ORDER, asked))


@router.get("/console/invoices.csv")
@programs.get("/invoices.csv", response_class=Response)
async def invoices_csv(staff: Invoices, asked: AnyInvoices) -> Response:
    return await csv_of(staff, _invoices(staff, asked), of_all=True)


@router.get("/console/retainers.csv")
@programs.get("/retainers.csv", response_class=Response)
async def retainers_csv(staff: Retainers, asked: AnyRetainers) -> Response:
    return await csv_of(staff, _retainers(staff, asked), of_all=True)


@router.get("/console/payments.csv")
@programs.get("/payments.csv", response_class=Response)
async def payments_csv(staff: Payments, asked: AnyPayments) -> Response:
    return await csv_of(staff, _payments(staff, asked), of_all=True)


@router.get("/console/credit-notes.csv")
@programs.get("/credit-notes.csv", response_class=Response)
async def credit_notes_csv(staff: CreditNotes, asked: AnyNotes) -> Response:
    return await csv_of(staff, _notes(staff, asked), of_all=True)


@router.get("/console/quotes.csv")
@programs.get("/quotes.csv", response_class=Response)
async def quotes_csv(staff: Quotes, asked: AnyQuotes) -> Response:
    """Drafts too: nothing of them is a file, but they are in the list."""
    return await csv_of(staff, _selection(staff, DocumentKind.QUOTE, asked), of_all=True)


@router.get("/console/sales-orders.csv")
@programs.get("/sales-orders.csv", response_class=Response)
async def sales_orders_csv(staff: SalesOrders, asked: AnySalesOrders) -> Response:
    wanted = _selection(staff, DocumentKind.SALES_ORDER, asked)
    return await csv_of(staff, wanted, of_all=True)


@programs.get("/quotes.zip", response_class=Response)
async def quotes_for_programs(staff: Quotes, asked: AnyQuotes) -> Response:
    """Each in the version on offer; drafts are no documents yet."""
    return await zip_of(staff, _selection(staff, DocumentKind.QUOTE, asked))


@programs.get("/sales-orders.zip", response_class=Response)
async def sales_orders_for_programs(staff: SalesOrders, asked: AnySalesOrders) -> Response:
    return await zip_of(staff, _selection(staff, DocumentKind.SALES_ORDER, asked))


@programs.get("/invoices.zip", response_class=Response)
async def invoices_for_programs(staff: Invoices, asked: AnyInvoices) -> Response:
    """The PDFs of the invoices that are named, or of all that the filter lets through."""
    return await zip_of(staff, _invoices(staff, asked))


@programs.get("/retainers.zip", response_class=Response)
async def retainers_for_programs(staff: Retainers, asked: AnyRetainers) -> Response:
    return await zip_of(staff, _retainers(staff, asked))


@programs.get("/payments.zip", response_class=Response)
async def payments_for_programs(staff: Payments, asked: AnyPayments) -> Response:
    return await zip_of(staff, _payments(staff, asked))


@programs.get("/credit-notes.zip", response_class=Response)
async def credit_notes_for_programs(staff: CreditNotes, asked: AnyNotes) -> Response:
    return await zip_of(staff, _notes(staff, asked))


async def _page_zip(staff: SignedInStaff, wanted: Selection) -> Response:
    """The file or, where there can be none, the list again with why."""
    try:
        return await zip_of(staff, wanted)
    except Invalid as refusal:
        jar = Jar.of(staff.parts.settings)
        home = f"/console/{NAMES[wanted.kind]}"
        return see_other(jar, home, staff.put(refusal), "bad")


def _invoices(staff: SignedInStaff, asked: StaffInvoicesQuery) -> Selection:
    search = search_of(staff, asked.status, asked.q, overdue=asked.overdue)
    return replace(_selection(staff, DocumentKind.INVOICE, asked), where=search.conditions)


def _retainers(staff: SignedInStaff, asked: StaffRetainersQuery) -> Selection:
    found = _selection(staff, DocumentKind.RETAINER, asked)
    return replace(found, where=standing(asked.status))


def _payments(staff: SignedInStaff, asked: StaffPaymentsQuery) -> Selection:
    return _selection(staff, DocumentKind.RECEIPT, asked)


def _notes(staff: SignedInStaff, asked: StaffQuery) -> Selection:
    return _selection(staff, DocumentKind.CREDIT_NOTE, asked)


def _selection(staff: SignedInStaff, kind: DocumentKind, asked: StaffQuery) -> Selection:
    """Counted before any work."""
    staff.parts.limits.count(DOWNLOADS_OF_PERSON, staff.staff.number)
    return Selection(kind, asked.customer.upper() or None, asked.statuses, asked.numbers)
