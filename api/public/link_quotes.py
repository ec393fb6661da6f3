"""A quote that somebody holds a link to: answered by it where the organisation allows that."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from activities.acceptance_sheets import Sheet
from activities.quote_books import answer_rules, decision_of
from api.callers import Visitor
from api.commands import Commands, Order
from api.documents import pdf_answer
from api.doors import LinkHolderMay
from api.flash import see_other
from api.idempotency import checked_key
from api.portal.quote_answers import AcceptForm, DeclineForm, acceptance
from api.problems import NothingHere
from api.public.held_links import HeldLink, gone_here, held_link, hidden, proven_link
from api.quotes.papers import sheet_asked, sheet_of
from api.quotes.views import Choice, Version, version_of
from api.security.cookies import Jar
from api.security.limits import COMMANDS_OF_PERSON, FILES_OF_LINK, LINK_FORMS_FROM_ADDRESS, limited
from domain.documents import DocumentKind
from domain.errors import BillingError
from domain.numbers import quoted
from domain.policy import Action
from domain.printing import DocumentKey
from domain.quote_answers import AnswerRules
from domain.quotes import UNDECIDED, Decision
from domain.words import N_
from storage.books import Books
from storage.quotes import QuoteRow

router = APIRouter(include_in_schema=False)

Holder = Annotated[Visitor, LinkHolderMay(Action.DOCUMENT_LINK_OPEN)]
Answering = Annotated[Visitor, LinkHolderMay(Action.QUOTE_ANSWER_BY_LINK)]
COUNTED = [limited(LINK_FORMS_FROM_ADDRESS)]
DONE = {
    "accept": N_("Thank you. The quote is accepted."),
    "decline": N_("The quote is declined. Thank you for telling us."),
}
UNDER_WAY = N_("It is being processed. Look again in a moment.")


@dataclass(frozen=True)
class LinkedQuote:
    """The version that a link opens, as it is suggested, and who has decided about it.

    `can_answer` where its holder may do that now; `sheet` is that of its acceptance, if it stands.
    """

    shown: Version
    choice: Choice
    rules: AnswerRules
    decision: Decision | None
    can_answer: bool
    sheet: Sheet | None


async def linked_quote(held: HeldLink, books: Books, key: DocumentKey) -> LinkedQuote | None:
    """None for whatever is no quote."""
    if key.kind is not DocumentKind.QUOTE:
        return None
    number, version = quoted(key.number)
    row = await books.quotes.get(number)
    shown = await version_of(books, row, version)
    zone = (await books.organisations.get()).time_zone
    may = held.visitor.may(Action.QUOTE_ANSWER_BY_LINK) and held.visitor.preferences.view_quotes
    return LinkedQuote(
        shown,
        shown.with_options(shown.suggested),
        await answer_rules(books, shown.row),
        await decision_of(books, row, zone),
        may and row.status in UNDECIDED and row.version == version,
        await _sheet(books, row, version),
    )


async def _sheet(books: Books, row: QuoteRow, version: int) -> Sheet | None:
    """What was accepted is on it, if that is the version that the link opens."""
    standing = await books.quotes.standing_acceptance(row.number)
    if standing is None or standing.version != version:
        return None
    return await sheet_of(books, row.number, None)


@router.get("/links/{id}/acceptance/pdf")
async def download_acceptance(request: Request, visitor: Holder, id: UUID) -> Response:
    """As the quote's own PDF, once it is accepted."""
    held = await held_link(request, visitor, id)
    key = held.row.document if held and held.person else None
    if held is None or key is None:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(FILES_OF_LINK, str(id))
    async with visitor.parts.open_books() as books:
        quote = await linked_quote(held, books, key)
    if quote is None or quote.sheet is None:
        raise NothingHere
    return hidden(await pdf_answer(visitor, sheet_asked(held.home, quote.sheet)))


@router.post("/links/{id}/accept", dependencies=COUNTED)
async def accept(
    request: Request, visitor: Answering, id: UUID, form: Annotated[AcceptForm, Form()]
) -> Response:
    """As it is suggested; who likes to choose signs in."""
    held = await proven_link(request, visitor, id)
    number = _quote_of(held)
    if held is None or not number:
        return gone_here(request, visitor, id)
    said = acceptance(number, form.idempotency_key, form)
    return await _answer(held, number, "accept", (said.key, {**said.payload}))


@router.post("/links/{id}/decline", dependencies=COUNTED)
async def decline(
    request: Request, visitor: Answering, id: UUID, form: Annotated[DeclineForm, Form()]
) -> Response:
    held = await proven_link(request, visitor, id)
    number = _quote_of(held)
    if held is None or not number:
        return gone_here(request, visitor, id)
    payload = {"version": form.version, "reason": form.reason}
    return await _answer(held, number, "decline", (form.idempotency_key, payload))


def _quote_of(held: HeldLink | None) -> str:
    """The quote that the link is about, while links open anything at all."""
    key = held.row.document if held else None
    is_quote = key is not None and key.kind is DocumentKind.QUOTE
    if held is None or not is_quote or not held.visitor.may(Action.DOCUMENT_LINK_OPEN):
        return ""
    return quoted(key.number)[0] if key else ""


async def _answer(
    held: HeldLink, number: str, signal: str, said: tuple[str, dict[str, object]]
) -> Response:
    key, payload = said
    held.visitor.parts.limits.count(COMMANDS_OF_PERSON, held.actor.name)
    order = Order(
        idempotency_key=checked_key(key),
        route=f"link/quote/{signal}",
        process="quote",
        key=number,
        signal=signal,
        says=f"{signal} {number} by a link",
        customer=held.row.customer,
        document=number,
        payload={**payload, "link": str(held.row.id)},
    )
    jar = Jar.of(held.visitor.parts.settings)
    try:
        decided = await Commands(held.visitor.parts).send(order, held)
    except BillingError as refusal:
        return hidden(see_other(jar, held.home, held.visitor.put(refusal), "bad"))
    if decided.refusal:
        return hidden(see_other(jar, held.home, held.visitor.put(decided.refusal), "bad"))
    words = UNDER_WAY if decided.is_pending else DONE[signal]
    return hidden(see_other(jar, held.home, held.visitor.say(words), "info"))
