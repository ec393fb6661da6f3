"""Payment methods for programs: list, give on the processor's page, choose, remove."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.idempotency import IdempotencyKey
from api.inputs import Body
from api.portal import own
from api.portal.method_orders import (
    NewMethod,
    check_new,
    check_offered,
    method_order,
    own_method,
    own_set_up,
    set_up_order,
)
from api.portal.v1 import making, shapes
from api.portal.v1.answers import give
from api.portal.v1.asking import ACCEPTED, Number
from api.portal.views.methods import methods_seen
from domain.policy import Action

router = APIRouter(prefix="/v1")

Looking = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_SEE)]
Editing = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_EDIT)]
Assigning = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_ASSIGN)]
Removing = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_REMOVE)]


class NewMethodBody(Body):
    """What the method is for: it takes another's place, or one subscription or all use it."""

    replaces: Number | None = None
    subscription: Number | None = None
    for_all: bool = False
    make_default: bool = False


class AssignmentBody(Body):
    """Without `subscription` all of them that are not over."""

    subscription: Number | None = None


@router.get("/payment-methods")
async def list_methods(contact: Looking) -> list[shapes.PaymentMethodSeenShape]:
    async with contact.parts.open_books() as books:
        seen = await methods_seen(contact, books)
    return [making.method_seen(each) for each in seen.methods]


@router.post("/payment-methods", responses=ACCEPTED, response_model=None)
async def give_method(contact: Editing, body: NewMethodBody, key: IdempotencyKey) -> Response:
    """Open a page of the processor's on which a method is given; nothing is charged."""
    new = NewMethod(**body.model_dump())
    async with contact.parts.open_books() as books:
        await check_new(contact, books, new)
    return await give(contact, set_up_order(contact, key, new))


@router.get("/payment-methods/{number}")
async def show_set_up(contact: Looking, number: str) -> shapes.SetUpShape:
    """How far giving it is: `hosted_url` is where the customer gives it."""
    async with contact.parts.open_books() as books:
        return making.set_up(await own_set_up(contact, books, number))


@router.post("/payment-methods/{number}/default", responses=ACCEPTED, response_model=None)
async def make_default(contact: Assigning, number: str, key: IdempotencyKey) -> Response:
    """Charge it where no other method was chosen."""
    async with contact.parts.open_books() as books:
        await own_method(contact, books, number)
    return await give(contact, method_order(contact, number, "make_default", key))


@router.post("/payment-methods/{number}/assignment", responses=ACCEPTED, response_model=None)
async def assign(
    contact: Assigning, number: str, body: AssignmentBody, key: IdempotencyKey
) -> Response:
    """Charge one subscription to it from now on, or all of them."""
    async with contact.parts.open_books() as books:
        await own_method(contact, books, number)
        if body.subscription:
            await own.subscription(contact, books, body.subscription)
    return await give(contact, method_order(contact, number, "assign", key, body.model_dump()))


@router.delete("/payment-methods/{number}", responses=ACCEPTED, response_model=None)
async def remove(
    contact: Removing,
    number: str,
    key: IdempotencyKey,
    replacement: Annotated[Number | None, Query()] = None,
) -> Response:
    """Forget it; while it is charged, only with another that takes its place."""
    async with contact.parts.open_books() as books:
        await own_method(contact, books, number)
        await check_offered(contact, books, replacement)
    payload = {"replacement": replacement}
    return await give(contact, method_order(contact, number, "remove", key, payload))
