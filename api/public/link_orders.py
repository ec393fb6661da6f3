"""What the holder of a link may ask for: to pay its document, or to give a payment method."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import Visitor
from api.commands import Commands, Order
from api.doors import LinkHolderMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody, Sealed
from api.portal.refusals import AmountsChanged
from api.public.held_links import HeldLink, gone_here, hidden, proven_link
from api.public.link_views import confirmed
from api.security.cookies import Jar
from api.security.limits import LINK_FORMS_FROM_ADDRESS, PAY_OF_CUSTOMER, limited
from domain.documents import TO_BE_PAID
from domain.errors import BillingError
from domain.numbers import Series
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Paying = Annotated[Visitor, LinkHolderMay(Action.DOCUMENT_LINK_PAY)]
COUNTED = [limited(LINK_FORMS_FROM_ADDRESS)]
UNDER_WAY = N_("It is being processed. Look again in a moment.")


class PayForm(FormBody):
    bill: Sealed = ""


@router.post("/links/{id}/pay", dependencies=COUNTED)
async def pay(
    request: Request, visitor: Paying, id: UUID, form: Annotated[PayForm, Form()]
) -> Response:
    """Pay what was confirmed, on the processor's page. Pressed twice, it pays once."""
    held = await proven_link(request, visitor, id)
    key = held.row.document if held else None
    if held is None or key is None or key.kind not in TO_BE_PAID:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(PAY_OF_CUSTOMER, held.row.customer)
    units = confirmed(held, form.bill)
    if units is None:
        return _back(held, AmountsChanged())
    order = Order(
        idempotency_key=checked_key(form.idempotency_key),
        route="link/pay",
        process="payment",
        key=Series.PAYMENT,
        signal="pay",
        says=f"pay {key.number} by a link",
        customer=held.row.customer,
        document=key.number,
        payload={
            "invoices": [{"number": key.number, "minor_units": units, "owed": units}],
            "method": None,
            "save_method": False,
            "link": str(id),
        },
    )
    return await _given(held, order, "payments")


@router.post("/links/{id}/method", dependencies=COUNTED)
async def give_method(
    request: Request, visitor: Paying, id: UUID, form: Annotated[FormBody, Form()]
) -> Response:
    """On to the processor's page; what is given there is charged from then on."""
    held = await proven_link(request, visitor, id)
    if held is None or held.row.document:
        return gone_here(request, visitor, id)
    order = Order(
        idempotency_key=checked_key(form.idempotency_key),
        route="link/method",
        process="method",
        key=Series.METHOD,
        signal="set_up",
        says="give a payment method by a link",
        customer=held.row.customer,
        payload={"for_all": True, "make_default": True, "link": str(id)},
    )
    return await _given(held, order, "methods")


async def _given(held: HeldLink, order: Order, place: str) -> Response:
    """Give the command, and go to where one sees what becomes of it."""
    try:
        decided = await Commands(held.visitor.parts).send(order, held)
    except BillingError as refusal:
        return _back(held, refusal)
    if decided.refusal:
        return _back(held, decided.refusal)
    jar = Jar.of(held.visitor.parts.settings)
    if decided.is_pending:
        return hidden(see_other(jar, held.home, held.visitor.say(UNDER_WAY), "info"))
    return hidden(see_other(jar, f"{held.home}/{place}/{decided.key}?go=on"))


def _back(held: HeldLink, refusal: BillingError) -> Response:
    jar = Jar.of(held.visitor.parts.settings)
    return hidden(see_other(jar, held.home, held.visitor.put(refusal), "bad"))
