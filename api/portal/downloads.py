"""A customer's documents, many at once: their files as a ZIP, their list for spreadsheets."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from activities.quote_answers import mark_quote_viewed
from activities.views import mark_viewed
from api.callers import SignedInContact
from api.doors import ContactMay
from api.downloads.asking import (
    ChosenQuery,
    InvoicesQuery,
    PaymentsQuery,
    QuotesQuery,
    SalesOrdersQuery,
)
from api.downloads.files import NAMES, csv_of, zip_of
from api.flash import see_other
from api.portal import own
from api.portal.invoices import today_for
from api.security.cookies import Jar
from api.security.limits import DOWNLOADS_OF_PERSON
from domain.documents import DocumentKind
from domain.errors import Invalid
from domain.policy import Action
from storage.registers import Selection

router = APIRouter(include_in_schema=False)
programs = APIRouter(prefix="/v1")

Invoices = Annotated[SignedInContact, ContactMay(Action.INVOICE_VIEW)]
Payments = Annotated[SignedInContact, ContactMay(Action.PAYMENT_VIEW)]
CreditNotes = Annotated[SignedInContact, ContactMay(Action.CREDIT_NOTE_VIEW)]
Retainers = Annotated[SignedInContact, ContactMay(Action.RETAINER_VIEW)]
Quotes = Annotated[SignedInContact, ContactMay(Action.QUOTE_VIEW)]
SalesOrders = Annotated[SignedInContact, ContactMay(Action.SALES_ORDER_VIEW)]
AnyInvoices = Annotated[InvoicesQuery, Query()]
AnyPayments = Annotated[PaymentsQuery, Query()]
AnyQuotes = Annotated[QuotesQuery, Query()]
AnySalesOrders = Annotated[SalesOrdersQuery, Query()]
AnyDocuments = Annotated[ChosenQuery, Query()]
_VIEWED = {DocumentKind.INVOICE: own.invoices, DocumentKind.RETAINER: own.retainers}
"""What a customer's first look is remembered of."""


@router.get("/invoices.zip")
async def invoices_zip(contact: Invoices, asked: AnyInvoices) -> Response:
    return await _page_zip(contact, DocumentKind.INVOICE, asked)


@router.get("/payments.zip")
async def payments_zip(contact: Payments, asked: AnyPayments) -> Response:
    return await _page_zip(contact, DocumentKind.RECEIPT, asked)


@router.get("/credit-notes.zip")
async def credit_notes_zip(contact: CreditNotes, asked: AnyDocuments) -> Response:
    return await _page_zip(contact, DocumentKind.CREDIT_NOTE, asked)


@router.get("/invoices.csv")
@programs.get("/invoices.csv", response_class=Response)
async def invoices_csv(contact: Invoices, asked: AnyInvoices) -> Response:
    return await _csv(contact, DocumentKind.INVOICE, asked)


@router.get("/retainers.zip")
async def retainers_zip(contact: Retainers, asked: AnyDocuments) -> Response:
    return await _page_zip(contact, DocumentKind.RETAINER, asked)


@router.get("/retainers.csv")
@programs.get("/retainers.csv", response_class=Response)
async def retainers_csv(contact: Retainers, asked: AnyDocuments) -> Response:
    return await _csv(contact, DocumentKind.RETAINER, asked)


@router.get("/quotes.zip")
async def quotes_zip(contact: Quotes, asked: AnyQuotes) -> Response:
    return await _page_zip(contact, DocumentKind.QUOTE, asked)


@router.get("/quotes.csv")
@programs.get("/quotes.csv", response_class=Response)
async def quotes_csv(contact: Quotes, asked: AnyQuotes) -> Response:
    return await _csv(contact, DocumentKind.QUOTE, asked)


@router.get("/sales-orders.zip")
async def sales_orders_zip(contact: SalesOrders, asked: AnySalesOrders) -> Response:
    return await _page_zip(contact, DocumentKind.SALES_ORDER, asked)


@router.get("/sales-orders.csv")
@programs.get("/sales-orders.csv", response_class=Response)
async def sales_orders_csv(contact: SalesOrders, asked: AnySalesOrders) -> Response:
    return await _csv(contact, DocumentKind.SALES_ORDER, asked)


@router.get("/payments.csv")
@programs.get("/payments.csv", response_class=Response)
async def payments_csv(contact: Payments, asked: AnyPayments) -> Response:
    return await _csv(contact, DocumentKind.RECEIPT, asked)


@router.get("/credit-notes.csv")
@programs.get("/credit-notes.csv", response_class=Response)
async def credit_notes_csv(contact: CreditNotes, asked: AnyDocuments) -> Response:
    return await _csv(contact, DocumentKind.CREDIT_NOTE, asked)


@programs.get("/invoices.zip", response_class=Response)
async def invoices_for_programs(contact: Invoices, asked: AnyInvoices) -> Response:
    """The PDFs of the invoices that are named, or of all that the filter lets through."""
    return await _zip(contact, DocumentKind.INVOICE, asked)


@programs.get("/retainers.zip", response_class=Response)
async def retainers_for_programs(contact: Retainers, asked: AnyDocuments) -> Response:
    """The PDFs of the retainer invoices that are named, or of all."""
    return await _zip(contact, DocumentKind.RETAINER, asked)


@programs.get("/quotes.zip", response_class=Response)
async def quotes_for_programs(contact: Quotes, asked: AnyQuotes) -> Response:
    """The PDFs of the quotes that are named, or of all, each in the version on offer."""
    return await _zip(contact, DocumentKind.QUOTE, asked)


@programs.get("/sales-orders.zip", response_class=Response)
async def sales_orders_for_programs(contact: SalesOrders, asked: AnySalesOrders) -> Response:
    """The PDFs of the sales orders that are named, or of all."""
    return await _zip(contact, DocumentKind.SALES_ORDER, asked)


@programs.get("/payments.zip", response_class=Response)
async def payments_for_programs(contact: Payments, asked: AnyPayments) -> Response:
    """The receipts of the payments that are named, or of all that were made."""
    return await _zip(contact, DocumentKind.RECEIPT, asked)


@programs.get("/credit-notes.zip", response_class=Response)
async def credit_notes_for_programs(contact: CreditNotes, asked: AnyDocuments) -> Response:
    return await _zip(contact, DocumentKind.CREDIT_NOTE, asked)


async def _page_zip(contact: SignedInContact, kind: DocumentKind, asked: ChosenQuery) -> Response:
    """The file or, where there can be none, the list again with why."""
    try:
        return await _zip(contact, kind, asked)
    except Invalid as refusal:
        jar = Jar.of(contact.parts.settings)
        return see_other(jar, f"/{NAMES[kind]}", contact.put(refusal), "bad")


async def _zip(contact: SignedInContact, kind: DocumentKind, asked: ChosenQuery) -> Response:
    wanted = _selection(contact, kind, asked)
    answer = await zip_of(contact, wanted)
    if kind in _VIEWED:
        await _remember(contact, wanted)
    elif kind is DocumentKind.QUOTE:
        await _remember_quotes(contact, wanted)
    return answer


async def _csv(contact: SignedInContact, kind: DocumentKind, asked: ChosenQuery) -> Response:
    return await csv_of(contact, _selection(contact, kind, asked))


def _selection(contact: SignedInContact, kind: DocumentKind, asked: ChosenQuery) -> Selection:
    """The customer's own, counted before any work."""
    contact.parts.limits.count(DOWNLOADS_OF_PERSON, contact.contact.number)
    customer = contact.customer.number
    if isinstance(asked, InvoicesQuery):
        search = asked.show.search(today_for(contact), asked.q)
        return Selection(kind, customer, numbers=asked.numbers, where=search.conditions)
    return Selection(kind, customer, asked.statuses, asked.numbers, issued=True)


async def _remember(contact: SignedInContact, wanted: Selection) -> None:
    """To have a document is to have seen it."""
    now = contact.parts.clock.now()
    async with contact.parts.open_books() as books:
        invoices = _VIEWED[wanted.kind](contact, books)
        for seen in await invoices.unseen(wanted.where, wanted.numbers):
            await mark_viewed(books, seen, contact.contact.number, now)


async def _remember_quotes(contact: SignedInContact, wanted: Selection) -> None:
    """As with invoices, of those that wait for an answer."""
    person, now = contact.contact.number, contact.parts.clock.now()
    customer = contact.customer.number
    async with contact.parts.open_books() as books:
        for row in await books.quotes.unseen(customer, wanted.statuses, wanted.numbers):
            await mark_quote_viewed(books, row.number, row.version, person, now)
