"""Issued invoices: declared void, written off, restored, and sent again."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.once import Outcome
from api.security.cookies import Jar
from api.staff.changes import invoices as changes
from api.staff.chrome import go_done
from domain.invoices import NoReasonGiven
from domain.numbers import shelf_of
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Voiding = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VOID)]
GivingUp = Annotated[SignedInStaff, StaffMay(Action.INVOICE_WRITE_OFF)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]
Ending = Callable[[SignedInStaff, str, str, str], Awaitable[Outcome]]


class ReasonForm(FormBody):
    reason: Line = ""


AnyReason = Annotated[ReasonForm, Form()]


@router.post("/console/invoices/{number}/void")
async def void(staff: Voiding, number: str, form: AnyReason) -> Response:
    done = N_("The invoice is void: nobody owes it any more.")
    return await _end(staff, number, form, (changes.void, done))


@router.post("/console/invoices/{number}/write-off")
async def write_off(staff: GivingUp, number: str, form: AnyReason) -> Response:
    done = N_("What was owed on it is written off.")
    return await _end(staff, number, form, (changes.write_off, done))


@router.post("/console/invoices/{number}/restore")
async def restore(staff: GivingUp, number: str, form: AnyReason) -> Response:
    done = N_("It is owed again, since the day on which it was due.")
    return await _end(staff, number, form, (changes.restore, done))


@router.post("/console/invoices/{number}/send")
async def send_again(staff: Issuing, number: str, form: Annotated[FormBody, Form()]) -> Response:
    outcome = await changes.send_again(staff, checked_key(form.idempotency_key), number)
    done = N_("The invoice is on its way to the main contact person.")
    return go_done(staff, _home(number), outcome, done)


def _home(number: str) -> str:
    """Its page: retainer invoices have their own."""
    return f"/console/{shelf_of(number)}/{number}"


async def _end(
    staff: SignedInStaff, number: str, form: ReasonForm, what: tuple[Ending, str]
) -> Response:
    change, done = what
    home = _home(number)
    try:
        outcome = await change(staff, checked_key(form.idempotency_key), number, form.reason)
    except NoReasonGiven as refusal:
        return see_other(Jar.of(staff.parts.settings), home, staff.put(refusal), "bad")
    return go_done(staff, home, outcome, done)
