"""What programs of staff do to a subscription: previews, and commands that confirm them."""

from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from api import asked
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.seen import PreviewShape
from api.staff import deeds
from api.staff.v1.answers import answered
from domain.policy import Action
from domain.previews import PreviewKind

router = APIRouter(prefix="/v1/staff/subscriptions/{number}")

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]
Activating = Annotated[SignedInStaff, StaffMay(Action.TRIAL_ACTIVATE)]
Editing = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_EDIT)]
Pausing = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_PAUSE)]
Resuming = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_RESUME)]
Cancelling = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_CANCEL)]
Keeping = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_UNSCHEDULE)]
Reactivating = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_REACTIVATE)]


@router.post("/previews")
async def preview(
    staff: Looking, number: str, body: Annotated[asked.AnyStaffLook, Body()]
) -> PreviewShape:
    """What a step would cost or save now; nothing is written. Refused as the step would be."""
    async with staff.parts.open_books() as books:
        _, summary = await deeds.preview(staff, books, number, body.asks, body.payload())
    return PreviewShape.of(summary)


@router.post("/change")
async def change(
    staff: Editing, key: IdempotencyKey, number: str, body: asked.ChangeAsked
) -> Response:
    return await _do(staff, key, number, PreviewKind.CHANGE, body)


@router.delete("/change")
async def withdraw_change(staff: Editing, key: IdempotencyKey, number: str) -> Response:
    return await _tell(staff, key, number, "withdraw")


@router.post("/pause")
async def pause(
    staff: Pausing, key: IdempotencyKey, number: str, body: asked.PauseAsked
) -> Response:
    return await _do(staff, key, number, PreviewKind.PAUSE, body)


@router.put("/pause")
async def change_schedule(
    staff: Pausing, key: IdempotencyKey, number: str, body: asked.PauseAsked
) -> Response:
    """Other days; of a pause that runs only the resume date."""
    return await _tell(staff, key, number, "schedule", body)


@router.delete("/pause")
async def delete_schedule(staff: Pausing, key: IdempotencyKey, number: str) -> Response:
    return await _tell(staff, key, number, "delete")


@router.post("/activation")
async def activate(
    staff: Activating, key: IdempotencyKey, number: str, body: asked.ActivateAsked
) -> Response:
    """End the trial now: the first term is charged or invoiced."""
    return await _do(staff, key, number, PreviewKind.ACTIVATE, body)


@router.post("/resumption")
async def resume(
    staff: Resuming, key: IdempotencyKey, number: str, body: asked.ResumeAsked
) -> Response:
    return await _do(staff, key, number, PreviewKind.RESUME, body)


@router.post("/cancellation")
async def cancel(
    staff: Cancelling, key: IdempotencyKey, number: str, body: asked.StaffCancelAsked
) -> Response:
    """With `credit` and `open_invoices` as staff choose who may credit, or write off, anyway."""
    return await _do(staff, key, number, PreviewKind.CANCEL, body)


@router.delete("/cancellation")
async def keep(staff: Keeping, key: IdempotencyKey, number: str) -> Response:
    """Take the cancellation back, until the last second."""
    return await _tell(staff, key, number, "keep")


@router.post("/reactivation")
async def reactivate(
    staff: Reactivating, key: IdempotencyKey, number: str, body: asked.StaffReactivateAsked
) -> Response:
    return await _do(staff, key, number, PreviewKind.REACTIVATE, body)


async def _do(
    staff: SignedInStaff, key: str, number: str, kind: PreviewKind, body: asked.Asked
) -> Response:
    return answered(await deeds.do(staff, number, kind, key, body.confirmed()))


async def _tell(
    staff: SignedInStaff, key: str, number: str, name: str, body: asked.Asked | None = None
) -> Response:
    payload = body.payload() if body else {}
    return answered(await deeds.tell(staff, number, deeds.ERRANDS[name], key, payload))
