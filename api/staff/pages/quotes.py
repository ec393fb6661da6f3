"""Quotes in the console: listed, looked at as the customer will, sent, and what comes of them."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from activities.quote_conversions import CONVERTERS
from api.callers import SignedInStaff
from api.comments.views import staffs_thread
from api.documents import Asked, pdf_answer, print_view
from api.doors import StaffMay
from api.editions import SeenForm
from api.flash import see_other
from api.forwarding.views import sent_on
from api.idempotency import checked_key
from api.inputs import Line, VersionNumber
from api.paging import PAGE_SIZE, page_of
from api.quotes.papers import quote_asked, sheet_asked, sheet_of
from api.quotes.views import QuoteView, beside, find_quote, quote_view
from api.security.cookies import Jar
from api.staff.changes import quotes as changes
from api.staff.chrome import Sheet, console_page, cursors, go, go_decided, go_done
from api.staff.inputs import NotADate, Reader
from api.staff.pages.line_forms import typed_day
from api.staff.views.document_links import links_of
from api.staff.views.errands import quote_story
from api.staff.views.processes import workflow_url
from api.staff.views.quotes import CONVERSIONS, documents_home, refusal_of
from domain.comments import Subject, SubjectKind
from domain.documents import DocumentKind
from domain.numbers import version_number
from domain.policy import Action
from domain.printing import DocumentKey
from domain.quote_conversions import QuoteConversion
from domain.quotes import QUOTE_LIFECYCLE, REVISABLE, QuoteEvent, QuoteStatus
from domain.words import N_
from runtime.languages import language_of
from runtime.templates import render
from storage.customers import CustomerRow
from storage.overviews import Overviews

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.QUOTE_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.QUOTE_EDIT)]
HOME = "/console/quotes"


class DeedForm(SeenForm):
    valid_until: Line = ""
    kind: Line = ""


AnyDeed = Annotated[DeedForm, Form()]


@router.get("/console/quotes")
async def list_quotes(
    request: Request,
    staff: Looking,
    status: QuoteStatus | None = None,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "quotes")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        rows = await books.quotes.page(
            customer=customer.strip().upper() or None,
            status=status,
            before=key[0] if key else "",
            limit=PAGE_SIZE + 1,
        )
        seen = await books.quotes.seen([row.number for row in rows])
        names = await Overviews(books.session).names([row.customer for row in rows])
    last = pages.write(rows[PAGE_SIZE - 1].number) if len(rows) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("quotes.html", N_("Quotes"), "quotes", "list"),
        list=page_of(request, rows, PAGE_SIZE, last),
        names=names,
        seen=seen,
        chosen=status,
        customer=customer,
        statuses=list(QuoteStatus),
        may_edit=staff.may(Action.QUOTE_EDIT),
    )


@router.get("/console/quotes/{number}")
async def show_quote(
    request: Request, staff: Looking, number: str, version: VersionNumber | None = None
) -> Response:
    """As its customer reads it, in their language, with what can be done."""
    async with staff.parts.open_books() as books:
        row = await find_quote(books, number)
        shown = version or row.draft
        view = await quote_view(staff, books, row, shown)
        customer = await books.customers.get(row.customer)
        seen = await books.quotes.seen([number])
        thread = await staffs_thread(staff, books, Subject(SubjectKind.QUOTE, number))
        preferences = await books.organisations.preferences()
        key = DocumentKey(DocumentKind.QUOTE, version_number(number, row.version))
        forwarded = await sent_on(books, key)
        links = await links_of(staff, books, row.customer, key) if row.version else None
    revisable = row.status in REVISABLE or (
        row.status is QuoteStatus.ACCEPTED and preferences.quotes_edit_accepted
    )
    return console_page(
        request,
        staff,
        Sheet("quote.html", "", "quotes", name=number),
        view=view,
        customer=customer,
        offer=_as_read(staff, view, customer),
        reads=language_of(customer.language),
        story=quote_story(row),
        seen=seen,
        thread=thread,
        became=documents_home(view),
        refused=refusal_of(staff, row),
        sent=forwarded,
        links=links,
        may_forward=staff.may(Action.DOCUMENT_FORWARD),
        conversions=[(kind.value, staff.say(CONVERSIONS[kind])) for kind in CONVERTERS],
        may_edit=staff.may(Action.QUOTE_EDIT),
        can={event.value: QUOTE_LIFECYCLE.allows(row.status, event) for event in QuoteEvent},
        revisable=revisable and row.draft is None,
        process=workflow_url(staff.parts.settings, f"quote/{number}"),
    )


@router.get("/console/quotes/{number}/compare")
async def compare_versions(
    request: Request,
    staff: Looking,
    number: str,
    before: VersionNumber,
    after: VersionNumber,
) -> Response:
    """Two versions side by side, with what changed."""
    async with staff.parts.open_books() as books:
        found = await beside(books, await find_quote(books, number), before, after)
    sheet = Sheet("quote_compare.html", N_("What changed"), "quotes")
    return console_page(request, staff, sheet, found=found, number=number)


@router.get("/console/quotes/{number}/pdf")
async def download_quote(
    staff: Looking, number: str, version: VersionNumber | None = None
) -> Response:
    return await pdf_answer(staff, await quote_document(staff, number, version))


@router.get("/console/quotes/{number}/print")
async def print_quote(
    staff: Looking, number: str, version: VersionNumber | None = None
) -> Response:
    return await print_view(staff, await quote_document(staff, number, version))


@router.get("/console/quotes/{number}/acceptance/pdf")
async def download_acceptance(
    staff: Looking, number: str, sheet: VersionNumber | None = None
) -> Response:
    return await pdf_answer(staff, await acceptance_document(staff, number, sheet))


@router.get("/console/quotes/{number}/acceptance/print")
async def print_acceptance(
    staff: Looking, number: str, sheet: VersionNumber | None = None
) -> Response:
    return await print_view(staff, await acceptance_document(staff, number, sheet))


async def acceptance_document(staff: SignedInStaff, number: str, sheet: int | None) -> Asked:
    """Of the acceptance that stands, or another one.

    Raises `NoSuchQuote`, `NotIssued` and `NoSuchDocument`.
    """
    async with staff.parts.open_books() as books:
        await find_quote(books, number)
        found = await sheet_of(books, number, sheet)
    return sheet_asked(f"{HOME}/{number}", found)


async def quote_document(staff: SignedInStaff, number: str, version: int | None) -> Asked:
    """The newest that was sent, or another version. Raises `NoSuchQuote` and `NotIssued`."""
    async with staff.parts.open_books() as books:
        row = await find_quote(books, number)
    return quote_asked(f"{HOME}/{number}", number, version or row.version)


@router.post("/console/quotes/{number}/send")
async def send(staff: Editing, number: str, form: AnyDeed) -> Response:
    """The customer sees it from now on, and is told by mail."""
    done = N_("The quote is sent. This version stays as it is.")
    return await _tell(staff, number, "send", form, done)


@router.post("/console/quotes/{number}/extend")
async def extend(staff: Editing, number: str, form: AnyDeed) -> Response:
    try:
        day = typed_day(form.valid_until)
    except NotADate as refusal:
        jar = Jar.of(staff.parts.settings)
        return see_other(jar, f"{HOME}/{number}", staff.put(refusal), "bad")
    done = N_("It holds for longer now.")
    return await _tell(staff, number, "extend", form, done, valid_until=day.isoformat())


@router.post("/console/quotes/{number}/withdraw")
async def withdraw(staff: Editing, number: str, form: AnyDeed) -> Response:
    return await _tell(staff, number, "withdraw", form, N_("The quote is withdrawn."))


@router.post("/console/quotes/{number}/undo")
async def undo(staff: Editing, number: str, form: AnyDeed) -> Response:
    done = N_("The acceptance is taken back; the version is on offer again.")
    return await _tell(staff, number, "undo", form, done)


@router.post("/console/quotes/{number}/convert")
async def convert(staff: Editing, number: str, form: AnyDeed) -> Response:
    """Into one of what there is, once."""
    kind = Reader(staff).choice("kind", form.kind, QuoteConversion.DRAFT_INVOICE)
    done = N_("The quote is converted.")
    return await _tell(staff, number, "convert", form, done, kind=kind.value)


@router.post("/console/quotes/{number}/revise")
async def revise(staff: Editing, number: str, form: AnyDeed) -> Response:
    outcome = await changes.revise(staff, checked_key(form.idempotency_key), number)
    if outcome.refusal:
        return go_done(staff, f"{HOME}/{number}", outcome, "")
    return go(staff, f"{HOME}/{number}/edit", N_("The next version begins as the one before."))


@router.post("/console/quotes/{number}/drop")
async def drop(staff: Editing, number: str, form: AnyDeed) -> Response:
    key = checked_key(form.idempotency_key)
    outcome = await changes.drop(staff, key, number, form.seen)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The draft was discarded."))


def _as_read(staff: SignedInStaff, view: QuoteView, customer: CustomerRow) -> Markup:
    """The version in the customer's language."""
    page = render(
        staff.parts.templates,
        "quotes/offer.html",
        language_of(customer.language),
        view=view,
        version=view.shown,
        choice=view.choice,
        zone=customer.time_zone,
    )
    return Markup(page)  # noqa: S704 - rendered by a template of ours, which escapes


async def _tell(
    staff: SignedInStaff, number: str, signal: str, form: DeedForm, done: str, **payload: object
) -> Response:
    """Of the quote as it was seen on its page."""
    key = checked_key(form.idempotency_key)
    decided = await changes.tell(staff, key, number, signal, edition=form.seen, **payload)
    return go_decided(staff, f"{HOME}/{number}", decided, done)
