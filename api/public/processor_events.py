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

router = APIRouter(tags=["processor"])


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
    """Pass the hint on to the payment's process. The same event again changes nothing."""
    parts = parts_of(request)
    async with parts.open_books() as books:
        payment = await books.payments.find(told.event.attempt)
    if payment:
        await _pass_on(parts, told, payment)
    return JSONResponse({"status": "ok"})


async def _pass_on(parts: Parts, told: SignedEvent, payment: PaymentRow) -> None:
    """At once, unless our own question is under way: its answer most often makes it needless."""
    order = Order(
        idempotency_key=told.event.id,
        route=PROCESSOR_EVENTS_PATH,
        process="payment",
        key=payment.number,
        signal="gateway_event",
        says=f"the processor says {told.event.kind}",
        customer=payment.customer,
        document=payment.number,
        payload={"kind": told.event.kind},
    )
    with suppress(KeyUsedBefore):
        at_once = not is_being_asked(payment.status, payment.channel)
        await Commands(parts).leave(order, told, at_once=at_once)
