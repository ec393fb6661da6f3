"""Notifications that staff have read."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from activities.notifications import read_notification
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.inputs import FormBody, Line
from api.staff.chrome import go
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Reading = Annotated[SignedInStaff, StaffMay(Action.NOTIFICATION_READ)]
Id = Annotated[int, Path(ge=1, lt=2**62)]


class UntilForm(FormBody):
    until: Line = ""


@router.post("/console/notifications/read")
async def read_all(staff: Reading, form: Annotated[UntilForm, Form()]) -> Response:
    """Everything that the page had shown."""
    until = int(form.until) if form.until.isascii() and form.until.isdigit() else 0
    async with staff.parts.open_books() as books:
        now = staff.parts.clock.now()
        await books.notifications.read_all(min(until, 2**62), staff.actor.name, now)
    return go(staff, "/console", N_("What was new is read."))


@router.post("/console/notifications/{id}/read")
async def read_one(staff: Reading, id: Id, form: Annotated[FormBody, Form()]) -> Response:  # noqa: ARG001 - what the page's form sends is declared
    async with staff.parts.open_books() as books:
        await read_notification(books, id, staff.actor.name, staff.parts.clock.now())
    return go(staff, "/console", N_("What was new is read."))
