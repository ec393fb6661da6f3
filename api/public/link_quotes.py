"""A quote that somebody holds a link to: answered by it where the organisation allows that."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import Visitor
from api.commands import Commands, Order
from api.documents import pdf_answer
from api.doors import LinkHolderMay
from api.flash import see_other
from api.idempotency import checked_key
from api.portal.quote_answers import FIELDS, AcceptForm, DeclineForm, acceptance
from api.problems import NothingHere
from api.public.held_links import HeldLink, gone_here, held_link, hidden, proven_link
from api.public.link_pages import Typed, link_page
from api.public.linked_quotes import linked_quote
from api.quotes.papers import sheet_asked
from api.security.cookies import Jar
from api.security.limits import COMMANDS_OF_PERSON, FILES_OF_LINK, LINK_FORMS_FROM_ADDRESS, limited
from domain.documents import DocumentKind
from domain.errors import BillingError
from domain.numbers import quoted
from domain.policy import Action
from domain.quote_answers import OfferMoved
from domain.words import N_

router = APIRouter(include_in_schema=False)

Holder = Annotated[Visitor, LinkHolderMay(Action.DOCUMENT_LINK_OPEN)]
Answering = Annotated[Visitor, LinkHolderMay(Action.QUOTE_ANSWER_BY_LINK)]
COUNTED = [limited(LINK_FORMS_FROM_ADDRESS)]
DONE = {
    "accept": N_("Thank you. The quote is accepted."),
    "decline": N_("The quote is declined. Thank you for telling us."),
}
TO_TYPE = {**FIELDS, OfferMoved: ""}
"""Beside which field of the page a refusal stands that can be mended there."""
UNDER_WAY = N_("It is being processed. Look again in a moment.")


@router.get("/links/{id}/acceptance/pdf")
async def download_acceptance(request: Request, visitor: Holder, id: UUID) -> Response:
    """As the quote's own PDF, once it is accepted."""
    held = await held_link(request, visitor, id)
    key = held.row.document if held and held.person else None
    if held is None or key is None:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(FILES_OF_LINK, str(id))
    async with visitor.parts.open_books() as books:
        quote = await linked_quote(held, books, key, None)
    if quote is None or quote.sheet is None:
        raise NothingHere
    return hidden(await pdf_answer(visitor, sheet_asked(held.home, quote.sheet)))


@router.post("/links/{id}/choose", dependencies=COUNTED)
async def choose(
    request: Request, visitor: Answering, id: UUID, form: Annotated[AcceptForm, Form()]
) -> Response:
    """What it comes to with other options. Nothing that was typed is lost, or in an address."""
    held = await proven_link(request, visitor, id)
    if held is None or not _quote_of(held):
        return gone_here(request, visitor, id)
    return await _page(request, held, Typed(form.option, form))


@router.post("/links/{id}/accept", dependencies=COUNTED)
async def accept(
    request: Request, visitor: Answering, id: UUID, form: Annotated[AcceptForm, Form()]
) -> Response:
    """With the options that are ticked, for the total that stood there."""
    held = await proven_link(request, visitor, id)
    number = _quote_of(held)
    if held is None or not number:
        return gone_here(request, visitor, id)
    said = acceptance(number, form.idempotency_key, form)
    typed = Typed(form.option, form)
    return await _answer(request, held, _Answer("accept", said.key, {**said.payload}, typed))


@router.post("/links/{id}/decline", dependencies=COUNTED)
async def decline(
    request: Request, visitor: Answering, id: UUID, form: Annotated[DeclineForm, Form()]
) -> Response:
    held = await proven_link(request, visitor, id)
    if held is None or not _quote_of(held):
        return gone_here(request, visitor, id)
    payload = {"version": form.version, "reason": form.reason}
    answer = _Answer("decline", form.idempotency_key, payload, Typed(form=form))
    return await _answer(request, held, answer)


@dataclass(frozen=True)
class _Answer:
    """An answer as it was given, and as it was typed."""

    signal: str
    key: str
    payload: dict[str, object]
    typed: Typed


def _quote_of(held: HeldLink | None) -> str:
    """The quote that the link is about, while links open anything at all."""
    key = held.row.document if held else None
    is_quote = key is not None and key.kind is DocumentKind.QUOTE
    if held is None or not is_quote or not held.visitor.may(Action.DOCUMENT_LINK_OPEN):
        return ""
    return quoted(key.number)[0] if key else ""


async def _answer(request: Request, held: HeldLink, answer: _Answer) -> Response:
    """What became of it; the page once more where something is to be typed otherwise."""
    held.visitor.parts.limits.count(COMMANDS_OF_PERSON, held.actor.name)
    jar, number = Jar.of(held.visitor.parts.settings), _quote_of(held)
    try:
        decided = await Commands(held.visitor.parts).send(_order(held, number, answer), held)
        refusal = decided.refusal
    except BillingError as refused:
        decided, refusal = None, refused
    if refusal and type(refusal) in TO_TYPE:
        errors = {TO_TYPE[type(refusal)]: held.visitor.put(refusal)}
        return await _page(request, held, replace(answer.typed, errors=errors))
    if refusal or decided is None:
        words = held.visitor.put(refusal) if refusal else ""
        return hidden(see_other(jar, held.home, words, "bad"))
    words = UNDER_WAY if decided.is_pending else DONE[answer.signal]
    return hidden(see_other(jar, held.home, held.visitor.say(words), "info"))


async def _page(request: Request, held: HeldLink, typed: Typed) -> Response:
    async with held.visitor.parts.open_books() as books:
        return await link_page(request, held, books, typed)


def _order(held: HeldLink, number: str, answer: _Answer) -> Order:
    """The command. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(answer.key),
        route=f"link/quote/{answer.signal}",
        process="quote",
        key=number,
        signal=answer.signal,
        says=f"{answer.signal} {number} by a link",
        customer=held.row.customer,
        document=number,
        payload={**answer.payload, "link": str(held.row.id)},
    )
