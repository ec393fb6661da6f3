"""A customer's quotes: the list, each with its options to choose, and two versions side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from activities.quote_answers import mark_quote_viewed
from api.callers import SignedInContact
from api.comments.views import customers_thread
from api.documents import Asked, pdf_answer, print_view
from api.doors import ContactMay
from api.inputs import VersionNumber
from api.paging import PAGE_SIZE, Cursors, PageOf, page_of
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.looks import is_look
from api.problems import NothingHere
from api.quotes.papers import quote_asked, sheet_asked, sheet_of
from api.quotes.views import QuoteView, beside, quote_view
from api.security.cookies import Jar
from api.security.limits import DOCUMENTS_OF_PERSON
from domain.comments import Subject, SubjectKind
from domain.errors import BillingError, NotFound
from domain.policy import Action
from domain.quote_conversions import QuoteConversion
from domain.quotes import QuoteStatus
from domain.words import N_
from runtime.status_labels import status_label
from storage.books import Books
from storage.quotes import QuoteRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.QUOTE_VIEW)]
After = Annotated[str, Query(max_length=500)]


class VersionQuery(BaseModel):
    """Which version is meant; without it the one on offer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: VersionNumber | None = None


class SheetQuery(BaseModel):
    """Which acceptance is meant, the first, the second …; without it the one that stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: VersionNumber | None = None


class ChoiceQuery(BaseModel):
    """Which version is looked at, and with which options, where somebody has `chosen` them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: VersionNumber | None = None
    option: Annotated[list[int], Field(default_factory=list, max_length=200)]
    chosen: bool = False


PLACES = {
    QuoteConversion.DRAFT_INVOICE: ("invoices", Action.INVOICE_VIEW),
    QuoteConversion.SENT_INVOICE: ("invoices", Action.INVOICE_VIEW),
    QuoteConversion.SUBSCRIPTION: ("subscriptions", Action.SUBSCRIPTION_VIEW),
    QuoteConversion.SALES_ORDER: ("sales-orders", Action.SALES_ORDER_VIEW),
    QuoteConversion.RETAINER: ("retainers", Action.RETAINER_VIEW),
}
"""Where a customer finds what a quote became, and who may look."""
SHOWN = [each for each in QuoteStatus if each is not QuoteStatus.DRAFT]


@router.get("/quotes")
async def list_quotes(
    request: Request, contact: Looking, status: QuoteStatus | None = None, after: After = ""
) -> Response:
    rows = await quote_page(request, contact, status, after, PAGE_SIZE)
    title = contact.say(N_("Quotes"))
    page = page_named("quotes.html", title, "quotes", region="list")
    filters = [
        {"label": contact.say(N_("All")), "href": "/quotes", "current": status is None},
        *(
            {
                "label": status_label(each, contact.say).word,
                "href": f"/quotes?status={each}",
                "current": status is each,
            }
            for each in SHOWN
        ),
    ]
    return portal_page(request, contact, page, rows=rows, filters=filters, status=status)


@router.get("/quotes/{number}")
async def show_quote(
    request: Request, contact: Looking, number: str, asked: Annotated[ChoiceQuery, Query()]
) -> Response:
    """With `chosen` the options are those that were ticked, and the total is theirs."""
    version, options = asked.version, asked.option if asked.chosen else None
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        view, wrong = await _choosing(contact, books, row, version, options)
        thread = await customers_thread(contact, books, Subject(SubjectKind.QUOTE, number))
    await remember_quote(request, contact, view)
    page = page_named("quote.html", number, "quotes", region="offer")
    return portal_page(
        request,
        contact,
        page,
        view=view,
        thread=thread,
        wrong=wrong,
        can_answer=contact.may(Action.QUOTE_ANSWER) and _is_answerable(contact, view),
        can_forward=contact.may(Action.DOCUMENT_FORWARD),
        over=view.quote.status is QuoteStatus.EXPIRED,
        leads_to=_leads_to(contact, view),
    )


@router.get("/quotes/{number}/compare")
async def compare_versions(
    request: Request,
    contact: Looking,
    number: str,
    before: VersionNumber = 1,
    after: VersionNumber = 1,
) -> Response:
    """Two versions that were sent, side by side."""
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        check_sent(row, before, after)
        found = await beside(books, row, before, after)
    page = page_named("quote_compare.html", contact.say(N_("What changed")), "quotes")
    return portal_page(request, contact, page, found=found, number=number)


@router.get("/quotes/{number}/pdf")
async def download_quote(
    request: Request, contact: Looking, number: str, asked: Annotated[VersionQuery, Query()]
) -> Response:
    return await pdf_answer(contact, await quote_document(request, contact, number, asked.version))


@router.get("/quotes/{number}/print")
async def print_quote(
    request: Request, contact: Looking, number: str, asked: Annotated[VersionQuery, Query()]
) -> Response:
    asked_for = await quote_document(request, contact, number, asked.version)
    return await print_view(contact, asked_for)


@router.get("/quotes/{number}/acceptance/pdf")
async def download_acceptance(
    contact: Looking, number: str, asked: Annotated[SheetQuery, Query()]
) -> Response:
    return await pdf_answer(contact, await acceptance_document(contact, number, asked.sheet))


@router.get("/quotes/{number}/acceptance/print")
async def print_acceptance(
    contact: Looking, number: str, asked: Annotated[SheetQuery, Query()]
) -> Response:
    return await print_view(contact, await acceptance_document(contact, number, asked.sheet))


async def acceptance_document(contact: SignedInContact, number: str, sheet: int | None) -> Asked:
    """Of the acceptance that stands, or another. Raises `NotIssued` and `NothingHere`."""
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        try:
            found = await sheet_of(books, row.number, sheet)
        except NotFound:
            raise NothingHere from None
    return sheet_asked(f"/quotes/{number}", found)


async def quote_document(
    request: Request, contact: SignedInContact, number: str, version: int | None
) -> Asked:
    """Of a version that was sent, the one on offer unless another is asked for.

    To have its document is to have seen it. Raises `NothingHere`.
    """
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        view = await seen_by_customer(contact, books, row, version)
    await remember_quote(request, contact, view)
    return quote_asked(f"/quotes/{number}", number, view.shown.row.version)


def check_sent(row: QuoteRow, *versions: int) -> None:
    """What is still being written is nobody's business. Raises `NothingHere`."""
    if max(versions) > row.version:
        raise NothingHere


async def seen_by_customer(
    contact: SignedInContact,
    books: Books,
    row: QuoteRow,
    version: int | None,
    options: list[int] | None = None,
) -> QuoteView:
    """Raises `NothingHere`, `NoSuchOption` and `NothingOffered`."""
    check_sent(row, version or 1)
    try:
        view = await quote_view(contact, books, row, version or row.version, options)
    except NotFound:
        raise NothingHere from None
    return view.for_customer()


async def _choosing(
    contact: SignedInContact,
    books: Books,
    row: QuoteRow,
    version: int | None,
    options: list[int] | None,
) -> tuple[QuoteView, str]:
    """What the options come to; where that is nothing, as it was suggested, and why."""
    try:
        return await seen_by_customer(contact, books, row, version, options), ""
    except BillingError as refusal:
        return await seen_by_customer(contact, books, row, version), contact.put(refusal)


def _leads_to(contact: SignedInContact, view: QuoteView) -> str:
    """The page of what it became, where they have one."""
    if view.conversion is None or view.became is None:
        return ""
    shelf, look = PLACES[view.conversion.kind]
    return f"/{shelf}/{view.became}" if contact.may(look) else ""


def _is_answerable(contact: SignedInContact, view: QuoteView) -> bool:
    """Whether it waits for an answer, or has run out and may be accepted all the same."""
    ran_out = view.quote.status is QuoteStatus.EXPIRED and not view.is_old
    return view.is_open or (ran_out and contact.preferences.quotes_accept_expired)


async def remember_quote(request: Request, contact: SignedInContact, view: QuoteView) -> None:
    """The first look at a version by a person of the customer's is remembered."""
    if not view.is_open or not is_look(request) or view.was_seen:
        return
    async with contact.parts.open_books() as books:
        number, version = view.quote.number, view.shown.row.version
        now = contact.parts.clock.now()
        await mark_quote_viewed(books, number, version, contact.contact.number, now)


async def quote_page(
    request: Request,
    contact: SignedInContact,
    status: QuoteStatus | None,
    after: str,
    limit: int,
) -> PageOf[QuoteRow]:
    """The customer's own, the newest first."""
    customer = contact.customer.number
    cursors = Cursors(Jar.of(contact.parts.settings), f"quotes/{customer}")
    key = cursors.read(after)
    async with contact.parts.open_books() as books:
        await books.only_read()
        rows = await books.quotes.page(
            customer=customer,
            status=status,
            sent_only=True,
            before=key[0] if key else "",
            limit=limit + 1,
        )
    last = cursors.write(rows[limit - 1].number) if len(rows) > limit else None
    return page_of(request, rows, limit, last)
