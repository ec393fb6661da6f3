"""What programs do to a subscription: look at what it costs, then do it, as it was seen."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from api import asked
from api.callers import SignedInContact
from api.doors import ContactMay
from api.idempotency import IdempotencyKey
from api.portal import own, steps
from api.portal.v1.answers import give
from api.portal.v1.asking import ACCEPTED
from api.security.limits import COMMANDS_OF_PERSON
from api.seen import PreviewShape
from domain.policy import Action
from domain.previews import PreviewKind

router = APIRouter(prefix="/v1/subscriptions/{number}")

Looking = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)]
Activating = Annotated[SignedInContact, ContactMay(Action.TRIAL_ACTIVATE)]
Editing = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_EDIT)]
Pausing = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_PAUSE)]
Resuming = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_RESUME)]
Reactivating = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_REACTIVATE)]


@router.post("/previews")
async def preview(
    contact: Looking, number: str, body: Annotated[asked.AnyLook, Body()]
) -> PreviewShape:
    """What a step would cost or save now; nothing is written. Refused as the step would be."""
    contact.parts.limits.count(COMMANDS_OF_PERSON, contact.contact.number)
    _, summary = await steps.look(contact, number, body.asks, body.payload())
    return PreviewShape.of(summary)


@router.get("/activation")
async def preview_activation(contact: Activating, number: str) -> PreviewShape:
    """What activating would cost; nothing is written."""
    _, summary = await steps.look(contact, number, PreviewKind.ACTIVATE, {})
    return PreviewShape.of(summary)


@router.post("/activation", responses=ACCEPTED, response_model=None)
async def activate(
    contact: Activating, number: str, body: asked.ActivateAsked, key: IdempotencyKey
) -> Response:
    """End the trial and begin the first term, at the charges that were shown."""
    return await _do(contact, number, PreviewKind.ACTIVATE, key, body)


@router.post("/change", responses=ACCEPTED, response_model=None)
async def change(
    contact: Editing, number: str, body: asked.ChangeAsked, key: IdempotencyKey
) -> Response:
    """Change what it consists of, as the preview said."""
    return await _do(contact, number, PreviewKind.CHANGE, key, body)


@router.delete("/change", responses=ACCEPTED, response_model=None)
async def withdraw_change(contact: Editing, number: str, key: IdempotencyKey) -> Response:
    """Take the scheduled change back."""
    return await _tell(contact, number, steps.ERRANDS["withdraw_change"], key)


@router.post("/pause", responses=ACCEPTED, response_model=None)
async def pause(
    contact: Pausing, number: str, body: asked.PauseAsked, key: IdempotencyKey
) -> Response:
    """Let billing rest, now or from a day on."""
    return await _do(contact, number, PreviewKind.PAUSE, key, body)


@router.put("/pause", responses=ACCEPTED, response_model=None)
async def change_schedule(
    contact: Pausing, number: str, body: asked.PauseAsked, key: IdempotencyKey
) -> Response:
    """Other days; of a pause that runs only the resume date."""
    return await _tell(contact, number, steps.ERRANDS["change_schedule"], key, body)


@router.delete("/pause", responses=ACCEPTED, response_model=None)
async def delete_schedule(contact: Pausing, number: str, key: IdempotencyKey) -> Response:
    """Take the days away: a pause that runs goes on until it is resumed."""
    return await _tell(contact, number, steps.ERRANDS["delete_schedule"], key)


@router.post("/resumption", responses=ACCEPTED, response_model=None)
async def resume(
    contact: Resuming, number: str, body: asked.ResumeAsked, key: IdempotencyKey
) -> Response:
    """Let billing go on now."""
    return await _do(contact, number, PreviewKind.RESUME, key, body)


@router.post("/cancellation", responses=ACCEPTED, response_model=None)
async def cancel(
    contact: Looking, number: str, body: asked.CancelAsked, key: IdempotencyKey
) -> Response:
    """End it, at once or at the end of what was paid for."""
    return await _do(contact, number, PreviewKind.CANCEL, key, body)


@router.delete("/cancellation", responses=ACCEPTED, response_model=None)
async def remove_cancellation(contact: Looking, number: str, key: IdempotencyKey) -> Response:
    """Take the cancellation back, until the last second."""
    errand = steps.ERRANDS["remove"]
    check = steps.check(contact, number, {}, PreviewKind.CANCEL)
    return await give(contact, steps.order(contact, number, errand, key, {}), check)


@router.post("/reactivation", responses=ACCEPTED, response_model=None)
async def reactivate(
    contact: Reactivating, number: str, body: asked.ReactivateAsked, key: IdempotencyKey
) -> Response:
    """Let what has ended go on."""
    return await _do(contact, number, PreviewKind.REACTIVATE, key, body)


async def _do(
    contact: SignedInContact, number: str, kind: PreviewKind, key: str, body: asked.Asked
) -> Response:
    """What is not theirs is not there, before anything is said about the body."""
    async with contact.parts.open_books() as books:
        await own.subscription(contact, books, number)
    order = steps.order(contact, number, steps.errand_of(kind), key, body.confirmed())
    return await give(contact, order, steps.check(contact, number, order.payload, kind))


async def _tell(
    contact: SignedInContact,
    number: str,
    errand: steps.Errand,
    key: str,
    body: asked.Asked | None = None,
) -> Response:
    payload = body.payload() if body else {}
    order = steps.order(contact, number, errand, key, payload)
    return await give(contact, order, own.check_of_subscription(contact, number))
