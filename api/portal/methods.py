"""Payment methods: what is saved, for what it is charged; give, replace, choose, remove."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInContact
from api.commands import Commands, Order
from api.doors import ContactMay
from api.inputs import FormBody, Line
from api.pages import wants_fragment
from api.portal import own
from api.portal.frame import after, give, page_named, portal_page
from api.portal.method_orders import (
    NewMethod,
    check_new,
    check_offered,
    method_order,
    own_method,
    own_set_up,
    set_up_order,
)
from api.portal.views.methods import methods_seen, set_up_page
from domain.policy import Action
from domain.set_ups import OPEN_SET_UP, SetUpStatus
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_SEE)]
Editing = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_EDIT)]
Assigning = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_ASSIGN)]
Removing = Annotated[SignedInContact, ContactMay(Action.PAYMENT_METHOD_REMOVE)]
LONGEST_WAIT = 30
HOME = "/payment-methods"


class NewForm(FormBody):
    replaces: Line = ""
    subscription: Line = ""
    use: Line = ""


class AssignForm(FormBody):
    subscription: Line = ""


class RemoveForm(FormBody):
    replacement: Line = ""


@router.get("/payment-methods")
async def list_methods(
    request: Request, contact: Looking, wanted: Annotated[str, Query(alias="for")] = ""
) -> Response:
    """Every saved method; with `for` one is chosen for that subscription."""
    async with contact.parts.open_books() as books:
        seen = await methods_seen(contact, books, wanted)
    page = page_named("methods.html", contact.say(N_("Payment methods")), "account")
    return portal_page(request, contact, page, seen=seen)


@router.post("/payment-methods")
async def give_method(contact: Editing, form: Annotated[NewForm, Form()]) -> Response:
    """On to the processor's page, where it is given."""
    new = NewMethod(
        replaces=form.replaces or None,
        subscription=form.subscription or None,
        for_all=form.use == "all",
        make_default=form.use in ("all", "default"),
    )
    async with contact.parts.open_books() as books:
        await check_new(contact, books, new)
    decided = await give(contact, set_up_order(contact, form.idempotency_key, new))
    return after(contact, decided, f"{HOME}/{decided.key}?go=on", back=HOME)


@router.get("/payment-methods/{number}")
async def show_set_up(
    request: Request,
    contact: Looking,
    number: str,
    go: Annotated[str, Query(max_length=10)] = "",
    wait: Annotated[int, Query(ge=1, le=LONGEST_WAIT)] = 1,
) -> Response:
    """How far it is. With `go` the customer is on the way to the processor's page."""
    async with contact.parts.open_books() as books:
        seen = set_up_page(contact, await own_set_up(contact, books, number))
    forward = bool(go) and seen.row.status is SetUpStatus.WAITING and bool(seen.row.hosted_url)
    if wants_fragment(request) and (forward or not seen.is_waiting):
        return Response(headers={"HX-Redirect": f"{HOME}/{number}{'?go=on' if forward else ''}"})
    if forward and seen.row.hosted_url:
        return RedirectResponse(seen.row.hosted_url, 303)
    poll = f"{HOME}/{number}?wait={min(wait * 2, LONGEST_WAIT)}{'&go=on' if go else ''}"
    page = page_named("method.html", seen.title, "account", region="state")
    return portal_page(request, contact, page, seen=seen, poll=poll, wait=wait)


@router.get("/payment-methods/{number}/return")
async def come_back(contact: Looking, number: str) -> Response:
    """The customer is back from the processor's page: what was given there is asked."""
    async with contact.parts.open_books() as books:
        row = await own_set_up(contact, books, number)
    if row.status in OPEN_SET_UP:
        await Commands(contact.parts).send(_returned(contact, number), contact)
    return RedirectResponse(f"{HOME}/{number}", 303)


@router.post("/payment-methods/{number}/abandon")
async def give_up(contact: Editing, number: str, form: Annotated[FormBody, Form()]) -> Response:
    """Close the processor's page."""
    async with contact.parts.open_books() as books:
        await own_set_up(contact, books, number)
    order = method_order(contact, number, "abandon", form.idempotency_key)
    done = N_("It was called off. Nothing has changed.")
    return after(contact, await give(contact, order), HOME, done)


@router.post("/payment-methods/{number}/default")
async def make_default(
    contact: Assigning, number: str, form: Annotated[FormBody, Form()]
) -> Response:
    async with contact.parts.open_books() as books:
        await own_method(contact, books, number)
    order = method_order(contact, number, "make_default", form.idempotency_key)
    done = N_("It is charged from now on where no other method was chosen.")
    return after(contact, await give(contact, order), HOME, done)


@router.post("/payment-methods/{number}/assignment")
async def assign(contact: Assigning, number: str, form: Annotated[AssignForm, Form()]) -> Response:
    """Charge one subscription to it, or all of them."""
    async with contact.parts.open_books() as books:
        await own_method(contact, books, number)
        if form.subscription:
            await own.subscription(contact, books, form.subscription)
    payload = {"subscription": form.subscription or None}
    order = method_order(contact, number, "assign", form.idempotency_key, payload)
    there = f"/subscriptions/{form.subscription}" if form.subscription else HOME
    return after(contact, await give(contact, order), there, N_("It is charged from now on."))


@router.post("/payment-methods/{number}/removal")
async def remove(contact: Removing, number: str, form: Annotated[RemoveForm, Form()]) -> Response:
    async with contact.parts.open_books() as books:
        await own_method(contact, books, number)
        await check_offered(contact, books, form.replacement)
    payload = {"replacement": form.replacement or None}
    order = method_order(contact, number, "remove", form.idempotency_key, payload)
    return after(contact, await give(contact, order), HOME, N_("The payment method is removed."))


def _returned(contact: SignedInContact, number: str) -> Order:
    """Coming back again and again within a minute is coming back once."""
    minute = f"{contact.parts.clock.now():%Y%m%d%H%M}"
    return method_order(contact, number, "returned", f"{number}/{minute}")
