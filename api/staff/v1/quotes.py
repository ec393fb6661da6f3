"""Quotes as JSON: written, changed as they were seen, sent, and what comes of them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from activities.quote_writing import QuotedLine, QuoteText
from api.callers import SignedInStaff
from api.documents import pdf_answer
from api.doors import StaffMay
from api.editions import seen_number, tag, tagged
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line, VersionNumber, Words
from api.paging import page_of
from api.quotes.shapes import ComparisonShape, QuoteDetail, QuoteList, QuoteShape
from api.quotes.views import beside, find_quote, quote_view
from api.staff.changes import quotes as changes
from api.staff.chrome import cursors
from api.staff.pages.quotes import acceptance_document, quote_document
from api.staff.v1.answers import Paging, answered
from api.staff.v1.invoice_drafts import LineBody
from api.staff.v1.seen import Seen, unmoved
from api.staff.views.customers import find_customer
from domain.invoice_drafts import MOST_LINES
from domain.policy import Action
from domain.quote_conversions import QuoteConversion, SubscribedPlan
from domain.quotes import QuoteStatus
from storage.quotes import QuoteRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.QUOTE_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.QUOTE_EDIT)]


class QuoteLineBody(LineBody):
    optional: bool = False
    suggested: bool = False


class PlanBody(Body):
    """What the quote sells, if it is to become a subscription."""

    code: Line
    quantity: Annotated[int, Field(ge=1, le=10**6)] = 1


class QuoteContentBody(Body):
    """Without `valid_until` it holds for as long as nobody withdraws it.

    Without a word about it, it asks for a purchase order as the preference says.
    """

    title: Line = ""
    lines: Annotated[list[QuoteLineBody], Field(min_length=1, max_length=MOST_LINES)]
    valid_until: Annotated[date | None, Field(strict=False)] = None
    notes: Words = ""
    terms: Words = ""
    asks_for_purchase_order: bool | None = None
    project: Line = ""
    plan: PlanBody | None = None

    def text(self, currency: str) -> QuoteText:
        """Raises `CurrencyMismatch`."""
        return QuoteText(
            self.title,
            tuple(
                QuotedLine(each.line(currency), each.optional or each.suggested, each.suggested)
                for each in self.lines
            ),
            self.valid_until,
            self.notes,
            self.terms,
            self.asks_for_purchase_order,
            self.project,
            SubscribedPlan(self.plan.code, self.plan.quantity) if self.plan else None,
        )


class QuoteBody(QuoteContentBody):
    customer: Line


class ExtensionBody(Body):
    valid_until: Annotated[date, Field(strict=False)]


class ConversionBody(Body):
    kind: Annotated[QuoteConversion, Field(strict=False)]


class QuoteQuery(Paging):
    status: QuoteStatus | None = None
    customer: Line = ""


async def seen_quote(request: Request, staff: Editing, number: str) -> Seen[QuoteRow]:
    """Raises `NoSuchQuote`, `EditionMissing` and `EditionMoved`."""
    async with staff.parts.open_books() as books:
        row = await find_quote(books, number)
    return Seen(staff, row, seen_number(request, number))


SeenQuote = Annotated[Seen[QuoteRow], Depends(seen_quote)]


@router.get("/quotes")
async def list_quotes(
    request: Request, staff: Looking, asked: Annotated[QuoteQuery, Query()]
) -> QuoteList:
    pages, limit = cursors(staff, "quotes"), asked.limit
    key = pages.read(asked.after)
    async with staff.parts.open_books() as books:
        rows = await books.quotes.page(
            customer=asked.customer or None,
            status=asked.status,
            before=key[0] if key else "",
            limit=limit + 1,
        )
    last = pages.write(rows[limit - 1].number) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    return QuoteList(items=[QuoteShape.of(row) for row in page.rows], next=page.next)


@router.post("/quotes", status_code=201)
async def write(
    response: Response, staff: Editing, key: IdempotencyKey, body: QuoteBody
) -> QuoteDetail:
    """The draft of a first version: nobody else sees it."""
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, body.customer)
    outcome = await changes.write(staff, key, customer.number, body.text(customer.currency))
    response.headers["Location"] = f"/v1/staff/quotes/{outcome.done.key}"
    return await _shown(response, staff, outcome.done.key)


@router.get("/quotes/{number}")
async def show_quote(
    response: Response,
    staff: Looking,
    number: str,
    version: VersionNumber | None = None,
) -> QuoteDetail:
    """The draft where one is written, else the version on offer; or the one that is asked for."""
    return await _shown(response, staff, number, version)


@router.get("/quotes/{number}/pdf", response_class=Response)
async def download_quote(
    staff: Looking, number: str, version: VersionNumber | None = None
) -> Response:
    """The document of a version as it was sent."""
    return await pdf_answer(staff, await quote_document(staff, number, version))


@router.get("/quotes/{number}/acceptance/pdf", response_class=Response)
async def download_acceptance(
    staff: Looking, number: str, sheet: VersionNumber | None = None
) -> Response:
    """What was accepted, by whom, when and how: the sheet of the acceptance that stands."""
    return await pdf_answer(staff, await acceptance_document(staff, number, sheet))


@router.get("/quotes/{number}/comparison")
async def compare(
    staff: Looking, number: str, before: VersionNumber, after: VersionNumber
) -> ComparisonShape:
    """Two versions side by side."""
    async with staff.parts.open_books() as books:
        found = await beside(books, await find_quote(books, number), before, after)
    return ComparisonShape.of(found)


@router.put("/quotes/{number}")
async def change(
    draft: SeenQuote, response: Response, key: IdempotencyKey, body: QuoteContentBody
) -> QuoteDetail:
    """The draft, as it was seen: the ETag goes into `If-Match`."""
    text = body.text(draft.row.currency)
    outcome = await changes.rewrite(draft.staff, key, draft.row.number, draft.edition, text)
    unmoved(outcome.refusal)
    return await _shown(response, draft.staff, outcome.done.key)


@router.post("/quotes/{number}/revision")
async def revise(
    response: Response, staff: Editing, key: IdempotencyKey, number: str
) -> QuoteDetail:
    """Begin the next version as a copy of the one before."""
    return await _shown(response, staff, (await changes.revise(staff, key, number)).done.key)


@router.delete("/quotes/{number}/revision")
async def drop(draft: SeenQuote, response: Response, key: IdempotencyKey) -> QuoteDetail:
    """The next version is not written after all."""
    outcome = await changes.drop(draft.staff, key, draft.row.number, draft.edition)
    unmoved(outcome.refusal)
    return await _shown(response, draft.staff, outcome.done.key)


@router.post("/quotes/{number}/sending")
async def send(seen: SeenQuote, key: IdempotencyKey) -> Response:
    """Offer the draft as it was seen; from now on this version stays as it is."""
    return await _told(seen, key, "send")


@router.post("/quotes/{number}/extension")
async def extend(seen: SeenQuote, key: IdempotencyKey, body: ExtensionBody) -> Response:
    """Of the quote as it was seen, like all that is decided about it."""
    return await _told(seen, key, "extend", valid_until=body.valid_until.isoformat())


@router.post("/quotes/{number}/withdrawal")
async def withdraw(seen: SeenQuote, key: IdempotencyKey) -> Response:
    """Nobody can accept it any more; not what somebody has accepted unseen."""
    return await _told(seen, key, "withdraw")


@router.delete("/quotes/{number}/acceptance")
async def undo(seen: SeenQuote, key: IdempotencyKey) -> Response:
    """Take the acceptance back: the version is on offer again."""
    return await _told(seen, key, "undo")


@router.post("/quotes/{number}/conversion")
async def convert(seen: SeenQuote, key: IdempotencyKey, body: ConversionBody) -> Response:
    """Make of it what was agreed, once."""
    return await _told(seen, key, "convert", kind=body.kind.value)


async def _told(seen: Seen[QuoteRow], key: str, signal: str, **payload: object) -> Response:
    """Raises `EditionMoved`."""
    number, said = seen.row.number, {"edition": seen.edition, **payload}
    decided = await changes.tell(seen.staff, key, number, signal, **said)
    unmoved(decided.refusal)
    return answered(decided)


async def _shown(
    response: Response, staff: SignedInStaff, number: str, version: int | None = None
) -> QuoteDetail:
    async with staff.parts.open_books() as books:
        row = await find_quote(books, number)
        view = await quote_view(staff, books, row, version or row.draft)
    tagged(response, tag(row.number, row.edition))
    return QuoteDetail.seen(view)
