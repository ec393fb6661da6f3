"""Giving up a payment that was begun: its page is closed, so that one can pay another way."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInContact
from api.commands import Order
from api.doors import ContactMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody
from api.portal import own
from api.portal.frame import after, give
from api.portal.views.payments import PaymentPage, payment_page
from api.security.cookies import Jar
from domain.payments import PaymentStatus
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

PATIENCE_SECONDS = 2.0
LOOK_EVERY_SECONDS = 0.1
GIVEN_UP = N_("The payment that you had begun was called off. Nothing was charged.")


@router.post("/payments/{number}/abandon")
async def give_up(
    contact: Annotated[SignedInContact, ContactMay(Action.INVOICE_PAY)],
    number: str,
    form: Annotated[FormBody, Form()],
) -> Response:
    """Whoever has paid in the meantime has paid; otherwise on to another way to pay."""
    async with contact.parts.open_books() as books:
        await own.payment(contact, books, number)
    decided = await give(contact, abandon_order(contact, number, form.idempotency_key))
    if not decided.is_applied:
        return after(contact, decided, f"/payments/{number}")
    page = await _settled(contact, number)
    if page.seen.row.status in (PaymentStatus.CANCELLED, PaymentStatus.FAILED):
        jar = Jar.of(contact.parts.settings)
        return see_other(jar, page.retry, contact.say(GIVEN_UP), "info")
    return after(contact, decided, f"/payments/{number}")


def abandon_order(contact: SignedInContact, number: str, key: str) -> Order:
    """The command to close the page. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route="payment/abandon",
        process="payment",
        key=number,
        signal="abandon",
        says=f"give up {number}",
        customer=contact.customer.number,
        document=number,
    )


async def _settled(contact: SignedInContact, number: str) -> PaymentPage:
    """The payment, decided if the processor answers soon."""
    for _ in range(round(PATIENCE_SECONDS / LOOK_EVERY_SECONDS)):
        async with contact.parts.open_books() as books:
            page = await payment_page(contact, books, number)
        if page.seen.row.decided_at:
            break
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return page
