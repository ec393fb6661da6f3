"""Quotes for a customer's programs: read, and answered as they were seen."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.amounts import Price
from api.callers import SignedInContact
from api.documents import pdf_answer
from api.doors import ContactMay
from api.editions import check_edition, tag, tagged
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line, VersionNumber, Words
from api.paging import LARGEST_PAGE, PAGE_SIZE
from api.portal import own
from api.portal.quote_answers import Said, check_of_quote
from api.portal.quotes import (
    ChoiceQuery,
    SheetQuery,
    VersionQuery,
    acceptance_document,
    check_sent,
    quote_document,
    quote_page,
    remember_quote,
    seen_by_customer,
)
from api.portal.signing import SigningBody
from api.portal.v1.answers import give
from api.portal.v1.asking import ACCEPTED
from api.quotes.shapes import ComparisonShape, QuoteDetail, QuoteList, QuoteShape
from api.quotes.views import beside
from domain.policy import Action
from domain.quotes import UNDECIDED, QuoteStatus
from storage.quotes import QuoteRow

router = APIRouter(prefix="/v1/quotes")

Looking = Annotated[SignedInContact, ContactMay(Action.QUOTE_VIEW)]
Answering = Annotated[SignedInContact, ContactMay(Action.QUOTE_ANSWER)]


@dataclass(frozen=True)
class LooksBy:
    """Who looks, and by which request: what is fetched ahead is no look."""

    request: Request
    contact: SignedInContact


def looks_by(request: Request, contact: Looking) -> LooksBy:
    return LooksBy(request, contact)


Looker = Annotated[LooksBy, Depends(looks_by)]


class AcceptanceBody(SigningBody):
    """`version`, `options` and `total` as they were seen."""

    version: VersionNumber
    total: Price
    options: Annotated[list[int], Field(default_factory=list, max_length=200)]
    terms_accepted: bool = False
    purchase_order: Line = ""


class DeclineBody(Body):
    version: VersionNumber
    reason: Words = ""


@router.get("")
async def list_quotes(
    request: Request,
    contact: Looking,
    status: QuoteStatus | None = None,
    after: Annotated[str, Query(max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> QuoteList:
    page = await quote_page(request, contact, status, after, limit)
    return QuoteList(items=[QuoteShape.of(row) for row in page.rows], next=page.next)


@router.get("/{number}")
async def show_quote(
    looker: Looker, response: Response, number: str, asked: Annotated[ChoiceQuery, Query()]
) -> QuoteDetail:
    """As it is suggested or was accepted; with `chosen` what it comes to with each `option`."""
    contact = looker.contact
    options = asked.option if asked.chosen else None
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        view = await seen_by_customer(contact, books, row, asked.version, options)
    await remember_quote(looker.request, contact, view)
    tagged(response, _edition(row))
    return QuoteDetail.seen(view)


@router.get("/{number}/pdf", response_class=Response)
async def download_quote(
    request: Request, contact: Looking, number: str, asked: Annotated[VersionQuery, Query()]
) -> Response:
    """The document of a version as it was sent."""
    return await pdf_answer(contact, await quote_document(request, contact, number, asked.version))


@router.get("/{number}/acceptance/pdf", response_class=Response)
async def download_acceptance(
    contact: Looking, number: str, asked: Annotated[SheetQuery, Query()]
) -> Response:
    """What was accepted, by whom, when and how: the sheet of the acceptance that stands."""
    return await pdf_answer(contact, await acceptance_document(contact, number, asked.sheet))


@router.get("/{number}/comparison")
async def compare(
    contact: Looking,
    number: str,
    before: VersionNumber = 1,
    after: VersionNumber = 1,
) -> ComparisonShape:
    """Two versions side by side."""
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        check_sent(row, before, after)
        return ComparisonShape.of(await beside(books, row, before, after))


@router.post("/{number}/acceptance", responses=ACCEPTED, response_model=None)
async def accept(
    request: Request, contact: Answering, number: str, body: AcceptanceBody, key: IdempotencyKey
) -> Response:
    """Accept it as it was seen: the ETag goes into `If-Match`."""
    await _as_seen(request, contact, number)
    payload = {
        "version": body.version,
        "minor_units": body.total.amount,
        "currency": body.total.currency,
        "options": sorted(set(body.options)),
        "name": body.name,
        "drawing": body.drawing,
        "terms": body.terms_accepted,
        "purchase_order": body.purchase_order,
    }
    order = Said(number, "accept", key, payload).order(contact)
    return await give(contact, order, check_of_quote(contact, number))


@router.post("/{number}/decline", responses=ACCEPTED, response_model=None)
async def decline(
    contact: Answering, number: str, body: DeclineBody, key: IdempotencyKey
) -> Response:
    payload = {"version": body.version, "reason": body.reason}
    order = Said(number, "decline", key, payload).order(contact)
    return await give(contact, order, check_of_quote(contact, number))


async def _as_seen(request: Request, contact: SignedInContact, number: str) -> None:
    """Of what is decided by now, its process tells who was first: that says more than an ETag.

    Raises `NothingHere`, `EditionMissing` and `EditionMoved`.
    """
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
    if row.status in UNDECIDED or "if-match" not in request.headers:
        check_edition(request, _edition(row))


def _edition(row: QuoteRow) -> str:
    """What customers see of it: a next version that is being written is nothing to them."""
    return tag(row.number, row.version, row.status, row.valid_until or "open")
