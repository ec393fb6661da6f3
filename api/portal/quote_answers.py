"""Accepting and declining: what was seen, who signs, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import Field
from starlette.responses import Response

from activities.quote_books import answer_rules
from api.callers import SignedInContact
from api.commands import Check, Order
from api.doors import ContactMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody, Line, VersionNumber, Words
from api.portal import own
from api.portal.frame import after, give, page_named, portal_page
from api.portal.quotes import seen_by_customer
from api.portal.signing import SIGNING_FIELDS, SigningForm
from api.security.cookies import Jar
from domain.errors import BillingError
from domain.policy import Action
from domain.quote_answers import (
    DeclineReasonMissing,
    PurchaseOrderMissing,
    TermsNotAccepted,
)
from domain.words import N_
from storage.books import Books

router = APIRouter(include_in_schema=False)

Answering = Annotated[SignedInContact, ContactMay(Action.QUOTE_ANSWER)]
FIELDS: Mapping[type[BillingError], str] = {
    TermsNotAccepted: "terms",
    **SIGNING_FIELDS,
    PurchaseOrderMissing: "purchase_order",
    DeclineReasonMissing: "reason",
}


class AcceptForm(SigningForm):
    """What was on the screen: the version, its total in minor units, the options of it."""

    version: int = 0
    minor_units: int = 0
    currency: Line = ""
    option: Annotated[list[int], Field(default_factory=list, max_length=200)]
    terms: Line = ""
    purchase_order: Line = ""


class DeclineForm(FormBody):
    version: int = 0
    reason: Words = ""


@dataclass(frozen=True)
class Said:
    """An answer to a quote, however it was given."""

    number: str
    signal: str
    key: str
    payload: Mapping[str, object]

    def order(self, contact: SignedInContact) -> Order:
        """The command. Raises `IdempotencyKeyMissing`."""
        return Order(
            idempotency_key=checked_key(self.key),
            route=f"quote/{self.signal}",
            process="quote",
            key=self.number,
            signal=self.signal,
            says=f"{self.signal} version {self.payload['version']} of {self.number}",
            customer=contact.customer.number,
            document=self.number,
            payload=self.payload,
        )


def acceptance(number: str, key: str, form: AcceptForm) -> Said:
    return Said(
        number,
        "accept",
        key,
        {
            "version": form.version,
            "minor_units": form.minor_units,
            "currency": form.currency,
            "options": sorted(set(form.option)),
            "name": form.name,
            "drawing": form.drawing,
            "terms": bool(form.terms),
            "purchase_order": form.purchase_order,
        },
    )


def check_of_quote(contact: SignedInContact, number: str) -> Check:
    """What a command about it asks before it is accepted. Raises `NothingHere`."""

    async def check(books: Books) -> None:
        await own.quote(contact, books, number)

    return check


@router.get("/quotes/{number}/accept")
async def accept_page(
    request: Request,
    contact: Answering,
    number: str,
    version: VersionNumber | None = None,
    option: Annotated[list[int], Query(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """The version and the total once more, and what whoever accepts has to give."""
    try:
        return await _accept_page(request, contact, number, _Asked(version, option), None)
    except BillingError as refusal:
        jar = Jar.of(contact.parts.settings)
        return see_other(jar, f"/quotes/{number}", contact.put(refusal), "bad")


@router.post("/quotes/{number}/accept")
async def accept(
    request: Request, contact: Answering, number: str, form: Annotated[AcceptForm, Form()]
) -> Response:
    said = acceptance(number, form.idempotency_key, form)
    decided = await give(contact, said.order(contact), check_of_quote(contact, number))
    field = FIELDS.get(type(decided.refusal)) if decided.refusal else None
    if field and decided.refusal:
        asked = _Asked(form.version, form.option, {field: contact.put(decided.refusal)})
        return await _accept_page(request, contact, number, asked, form)
    done = N_("Thank you. The quote is accepted.")
    return after(contact, decided, f"/quotes/{number}", done)


@router.get("/quotes/{number}/decline")
async def decline_page(
    request: Request,
    contact: Answering,
    number: str,
    version: VersionNumber | None = None,
) -> Response:
    return await _decline_page(request, contact, number, version, {})


@router.post("/quotes/{number}/decline")
async def decline(
    request: Request, contact: Answering, number: str, form: Annotated[DeclineForm, Form()]
) -> Response:
    payload = {"version": form.version, "reason": form.reason}
    said = Said(number, "decline", form.idempotency_key, payload)
    decided = await give(contact, said.order(contact), check_of_quote(contact, number))
    if isinstance(decided.refusal, DeclineReasonMissing):
        errors = {"reason": contact.put(decided.refusal)}
        return await _decline_page(request, contact, number, form.version, errors)
    done = N_("The quote is declined. Thank you for telling us.")
    return after(contact, decided, f"/quotes/{number}", done)


@dataclass(frozen=True)
class _Asked:
    """Which version with which options is answered, and what is wrong with the answer."""

    version: int | None
    options: Sequence[int] = ()
    errors: Mapping[str, str] | None = None


async def _accept_page(
    request: Request,
    contact: SignedInContact,
    number: str,
    asked: _Asked,
    form: AcceptForm | None,
) -> Response:
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        view = await seen_by_customer(contact, books, row, asked.version, list(asked.options))
        rules = await answer_rules(books, view.shown.row)
    page = page_named("quote_accept.html", contact.say(N_("Accept the quote")), "quotes")
    page = page.again(asked.errors) if asked.errors else page
    return portal_page(request, contact, page, view=view, rules=rules, typed=form)


async def _decline_page(
    request: Request,
    contact: SignedInContact,
    number: str,
    version: int | None,
    errors: Mapping[str, str],
) -> Response:
    async with contact.parts.open_books() as books:
        row = await own.quote(contact, books, number)
        view = await seen_by_customer(contact, books, row, version)
        rules = await answer_rules(books, view.shown.row)
    page = page_named("quote_decline.html", contact.say(N_("Decline the quote")), "quotes")
    page = page.again(errors) if errors else page
    return portal_page(request, contact, page, view=view, rules=rules)
