"""What the payment processor tells us: a hint to ask, believed only when it is signed."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse

from api.commands import Commands, Order
from api.doors import Door
from api.parts import Parts, parts_of
from api.problems import EventRefused, KeyUsedBefore
from api.security.addresses import address_of
from domain.commands import Actor, ActorKind
from domain.payments import is_being_asked
from domain.policy import Action
from domain.processor import InvalidEvent, ProcessorEvent
from runtime.settings import PROCESSOR_EVENTS_PATH
from storage.payments import PaymentRow
from storage.refunds import RefundRow
from storage.set_ups import SetUpRow

router = APIRouter(tags=["processor"])


_OF_CHARGES = ("charge.", "refund.", "dispute.")
PROCESSOR = Actor(ActorKind.PROCESSOR, "processor")


@dataclass(frozen=True)
class SignedEvent:
    """An event with a good signature, and where it came from."""

    event: ProcessorEvent
    address: str
    actor: Actor = PROCESSOR


@dataclass(frozen=True)
class SignatureDoor(Door):
    """Nobody is signed in here: the signature is what lets an event in."""

    action: Action = Action.PROCESSOR_EVENT_POST

    async def __call__(self, request: Request) -> SignedEvent:
        body = await request.body()
        try:
            event = parts_of(request).processor.read_event(body, request.headers)
        except InvalidEvent:
            raise EventRefused from None
        return SignedEvent(event, address_of(request))


def signed() -> Any:
    return Depends(SignatureDoor())


@router.post(PROCESSOR_EVENTS_PATH)
async def take_event(request: Request, told: Annotated[SignedEvent, signed()]) -> JSONResponse:
    """Pass the hint on to the process it is about. The same event again changes nothing."""
    parts = parts_of(request)
    attempt = told.event.attempt
    async with parts.open_books() as books:
        payment = await books.payments.find(attempt)
        if payment is None and not attempt and told.event.kind.startswith(_OF_CHARGES):
            payment = await books.payments.known_as(told.event.processor_id)
        set_up = None if payment else await books.set_ups.find(attempt)
        refund = await books.refunds.find(told.event.refund) if told.event.refund else None
    if refund:
        await _pass_on(parts, told, "refund", refund)
    elif payment:
        await _pass_on(parts, told, "payment", payment)
    elif set_up:
        await _pass_on(parts, told, "method", set_up)
    return JSONResponse({"status": "ok"})


async def _pass_on(
    parts: Parts, told: SignedEvent, process: str, about: PaymentRow | SetUpRow | RefundRow
) -> None:
    """At once, unless our own question is under way: its answer most often makes it needless."""
    order = Order(
        idempotency_key=told.event.id,
        route=PROCESSOR_EVENTS_PATH,
        process=process,
        key=about.number,
        signal="gateway_event",
        says=f"the processor says {told.event.kind}",
        customer=about.customer,
        document=about.number,
        payload={"kind": told.event.kind},
    )
    with suppress(KeyUsedBefore):
        asking = isinstance(about, PaymentRow) and is_being_asked(about.status, about.channel)
        at_once = not asking
        await Commands(parts).leave(order, told, at_once=at_once)
