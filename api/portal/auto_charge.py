"""Whether a subscription is charged by itself: switched on or off."""

from typing import Annotated, Literal

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

Switching = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_AUTO_CHARGE)]


class SwitchForm(FormBody):
    on: Literal["yes", "no"]


@router.post("/subscriptions/{number}/auto-charge")
async def switch_auto_charge(
    contact: Switching, number: str, form: Annotated[SwitchForm, Form()]
) -> Response:
    on = form.on == "yes"
    order = auto_charge_order(contact, number, form.idempotency_key, on=on)
    done = N_("From now on it is charged automatically.") if on else N_("It is no longer charged.")
    decided = await give(contact, order, own.check_of_subscription(contact, number))
    return after(contact, decided, f"/subscriptions/{number}", done)


def auto_charge_order(contact: SignedInContact, number: str, key: str, *, on: bool) -> Order:
    """The command for this subscription. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route="subscription/auto_charge",
        process="subscription",
        key=number,
        signal="auto_charge",
        says=f"charge {number} automatically: {'yes' if on else 'no'}",
        customer=contact.customer.number,
        document=number,
        payload={"on": on},
    )
