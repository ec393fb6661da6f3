"""Trials: extended after they have expired."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInContact
from api.commands import Order
from api.doors import ContactMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.portal import own
from api.portal.frame import after, give
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Extending = Annotated[SignedInContact, ContactMay(Action.TRIAL_EXTEND)]


@router.post("/subscriptions/{number}/extend")
async def extend(contact: Extending, number: str, form: Annotated[FormBody, Form()]) -> Response:
    order = trial_order(contact, number, "extend", form.idempotency_key)
    done = N_("The trial has begun again.")
    decided = await give(contact, order, own.check_of_subscription(contact, number))
    return after(contact, decided, f"/subscriptions/{number}", done)


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
