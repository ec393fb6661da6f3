"""Customers that are parked: released here, with what was found."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.staff.changes.parking import release
from api.staff.chrome import go_done
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)


class ReleaseForm(FormBody):
    reason: Line = ""


@router.post("/console/customers/{number}/release")
async def release_them(
    staff: Annotated[SignedInStaff, StaffMay(Action.PARKED_RESOLVE)],
    number: str,
    form: Annotated[ReleaseForm, Form()],
) -> Response:
    """What waited is charged, in its order."""
    outcome = await release(staff, checked_key(form.idempotency_key), number, form.reason)
    done = N_("The customer is released. What waited goes on.")
    return go_done(staff, f"/console/customers/{number}", outcome, done)
