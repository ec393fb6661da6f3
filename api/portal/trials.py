"""Trials: activated after a look at the charges, extended after they have expired."""

import hmac
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.commands import Check, Order
from api.doors import ContactMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.portal import own
from api.portal.frame import after, give, page_named, portal_page
from api.portal.refusals import ChargesChanged
from api.portal.views.permits import permits_of
from api.portal.views.prices import first_term
from api.security.cookies import Jar
from domain.policy import Action
from domain.words import N_
from storage.books import Books

router = APIRouter(include_in_schema=False)

Activating = Annotated[SignedInContact, ContactMay(Action.TRIAL_ACTIVATE)]
Extending = Annotated[SignedInContact, ContactMay(Action.TRIAL_EXTEND)]


class ActivateForm(FormBody):
    charges: Line = ""


@router.get("/subscriptions/{number}/activate")
async def charges_page(request: Request, contact: Activating, number: str) -> Response:
    """What activating would cost, before anything happens."""
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
    if not permits_of(contact, seen).activate:
        return _back(contact, number, N_("This subscription cannot be activated as it stands."))
    charges = first_term(contact, seen, contact.parts.clock.now())
    page = page_named("activate.html", contact.say(N_("Activate now")), "subscriptions")
    return portal_page(request, contact, page, seen=seen, charges=charges)


@router.post("/subscriptions/{number}/activate")
async def activate(
    contact: Activating, number: str, form: Annotated[ActivateForm, Form()]
) -> Response:
    """What was shown is what will be charged; otherwise the charges are shown again."""
    order = activation_order(contact, number, form.idempotency_key, form.charges)
    decided = await give(contact, order, charges_check(contact, number, form.charges))
    again = f"/subscriptions/{number}/activate"
    back = again if isinstance(decided.refusal, ChargesChanged) else ""
    return after(contact, decided, f"/subscriptions/{number}", back=back)


@router.post("/subscriptions/{number}/extend")
async def extend(contact: Extending, number: str, form: Annotated[FormBody, Form()]) -> Response:
    order = trial_order(contact, number, "extend", form.idempotency_key)
    done = N_("The trial has begun again.")
    decided = await give(contact, order, own.check_of_subscription(contact, number))
    return after(contact, decided, f"/subscriptions/{number}", done)


def activation_order(contact: SignedInContact, number: str, key: str, charges: str) -> Order:
    """The command to activate at these charges. Raises `IdempotencyKeyMissing`."""
    order = trial_order(contact, number, "activate", key)
    return replace(order, payload={"charges": charges})


def charges_check(contact: SignedInContact, number: str, seal: str) -> Check:
    """Whether the charges are still those that were shown."""

    async def check(books: Books) -> None:
        seen = await own.subscription(contact, books, number)
        charges = first_term(contact, seen, contact.parts.clock.now())
        if not hmac.compare_digest(charges.seal.encode(), seal.encode()):
            raise ChargesChanged

    return check


def trial_order(contact: SignedInContact, number: str, signal: str, key: str) -> Order:
    """The command for the trial of this subscription. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route=f"trial/{signal}",
        process="trial",
        key=number,
        signal=signal,
        says=f"{signal} the trial of {number}",
        customer=contact.customer.number,
        document=number,
    )


def _back(contact: SignedInContact, number: str, text: str) -> Response:
    jar = Jar.of(contact.parts.settings)
    return see_other(jar, f"/subscriptions/{number}", contact.say(text), "warn")
