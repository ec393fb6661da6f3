"""How far something is that the holder of a link has begun, and the way back from elsewhere."""

import re
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from api.callers import Visitor
from api.commands import Commands, Order
from api.doors import LinkHolderMay
from api.pages import Page, show, wants_fragment
from api.portal.views.methods import set_up_page
from api.portal.views.payments import payment_told
from api.public.held_links import HeldLink, gone_here, hidden, proven_link
from domain.payments import PaymentStatus
from domain.policy import Action
from domain.set_ups import OPEN_SET_UP, SetUpStatus
from storage.payments import PaymentRow
from storage.set_ups import SetUpRow

router = APIRouter(include_in_schema=False)

Paying = Annotated[Visitor, LinkHolderMay(Action.DOCUMENT_LINK_PAY)]
LONGEST_WAIT = 30
_NUMBER = re.compile(r"[A-Z]{2,8}-[0-9]{6,15}")


class Moving(BaseModel):
    """With `go` somebody is on the way to the processor's page; `wait` is how long a page waits."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    go: Annotated[str, Field(max_length=10)] = ""
    wait: Annotated[int, Field(ge=1, le=LONGEST_WAIT)] = 1


AnyMoving = Annotated[Moving, Query()]


@router.get("/links/{id}/payments/{number}")
async def show_payment(
    request: Request, visitor: Paying, id: UUID, number: str, moving: AnyMoving
) -> Response:
    """How it stands. With `go` its payer is on the way to the processor's page."""
    held = await proven_link(request, visitor, id)
    row = await _payment(held, number)
    if held is None or row is None:
        return gone_here(request, visitor, id)
    told = payment_told(visitor, row)
    step = Step(
        f"{held.home}/payments/{number}",
        row.status,
        (told.title, told.text),
        told.is_waiting,
        row.hosted_url if told.can_go_on else None,
    )
    return _stands(request, held, step, moving)


@router.get("/links/{id}/methods/{number}")
async def show_method(
    request: Request, visitor: Paying, id: UUID, number: str, moving: AnyMoving
) -> Response:
    held = await proven_link(request, visitor, id)
    row = await _method(held, number)
    if held is None or row is None:
        return gone_here(request, visitor, id)
    told = set_up_page(visitor, row)
    step = Step(
        f"{held.home}/methods/{number}",
        row.status,
        (told.title, told.text),
        told.is_waiting,
        row.hosted_url if row.status is SetUpStatus.WAITING else None,
    )
    return _stands(request, held, step, moving)


@router.get("/links/{id}/payments/{number}/return")
async def come_back(request: Request, visitor: Paying, id: UUID, number: str) -> Response:
    """Back from the processor's page: what happened there is asked, not assumed."""
    held = await proven_link(request, visitor, id)
    row = await _payment(held, number)
    if held is None or row is None:
        return gone_here(request, visitor, id)
    if row.decided_at is None:
        await Commands(visitor.parts).send(_returned(held, "payment", number), held)
    return hidden(RedirectResponse(f"{held.home}/payments/{number}", 303))


@router.get("/links/{id}/methods/{number}/return")
async def come_back_with_method(
    request: Request, visitor: Paying, id: UUID, number: str
) -> Response:
    held = await proven_link(request, visitor, id)
    row = await _method(held, number)
    if held is None or row is None:
        return gone_here(request, visitor, id)
    if row.status in OPEN_SET_UP:
        await Commands(visitor.parts).send(_returned(held, "method", number), held)
    return hidden(RedirectResponse(f"{held.home}/methods/{number}", 303))


@dataclass(frozen=True)
class Step:
    """Something under way: its address, its words, and the processor's page while that waits."""

    address: str
    status: PaymentStatus | SetUpStatus
    words: tuple[str, str]
    is_waiting: bool
    waits_at: str | None


def _stands(request: Request, held: HeldLink, step: Step, moving: Moving) -> Response:
    """Its page, or on to the processor's; the page leads on by itself."""
    goes = step.waits_at if moving.go else None
    if wants_fragment(request) and (goes or not step.is_waiting):
        there = f"{step.address}{'?go=on' if goes else ''}"
        return hidden(Response(headers={"HX-Redirect": there}))
    if goes:
        return hidden(RedirectResponse(goes, 303))
    later = min(moving.wait * 2, LONGEST_WAIT)
    page = Page("public/link_step.html", step.words[0], region="state")
    words = {
        "step": step,
        "home": held.home,
        "wait": moving.wait,
        "poll": f"{step.address}?wait={later}{'&go=on' if moving.go else ''}",
    }
    return hidden(show(request, held.visitor, page, **words))


async def _payment(held: HeldLink | None, number: str) -> PaymentRow | None:
    """One that was begun by this link, and no other of the customer's."""
    if held is None or not _NUMBER.fullmatch(number):
        return None
    async with held.visitor.parts.open_books() as books:
        row = await books.payments.find(number)
    return row if row and row.link == held.row.id else None


async def _method(held: HeldLink | None, number: str) -> SetUpRow | None:
    """One that is given by this link."""
    if held is None or not _NUMBER.fullmatch(number):
        return None
    async with held.visitor.parts.open_books() as books:
        row = await books.set_ups.find(number)
    return row if row and row.link == held.row.id else None


def _returned(held: HeldLink, process: str, number: str) -> Order:
    """Coming back again and again within a minute is coming back once."""
    minute = f"{held.visitor.parts.clock.now():%Y%m%d%H%M}"
    return Order(
        idempotency_key=f"{number}/{minute}",
        route=f"{process}/returned",
        process=process,
        key=number,
        signal="returned",
        says="the customer is back",
        customer=held.row.customer,
        document=number,
        payload={"link": str(held.row.id)},
    )
