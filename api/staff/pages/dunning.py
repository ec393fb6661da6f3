"""What staff can do about the dunning of an invoice: hold, release, stop, one last try."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.security.cookies import Jar
from api.staff.changes.dunning import dunning_wish
from api.staff.changes.late_fees import waive
from api.staff.changes.orders import give
from api.staff.chrome import go_decided, go_done
from api.staff.inputs import Reader, day_in
from api.staff.views.dunning import find_run
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Managing = Annotated[SignedInStaff, StaffMay(Action.DUNNING_MANAGE)]
Waiving = Annotated[SignedInStaff, StaffMay(Action.LATE_FEE_WAIVE)]
_DONE = {
    "release": N_("It goes on with the tries that are planned."),
    "stop": N_("Dunning is stopped; the invoice stays due."),
    "last_try": N_("The next try is the last one."),
}


class HoldForm(FormBody):
    until: Line = ""


@router.post("/console/invoices/{number}/dunning/hold")
async def hold(staff: Managing, number: str, form: Annotated[HoldForm, Form()]) -> Response:
    """Nothing is tried before that day, at the hour at which the organisation runs."""
    async with staff.parts.open_books() as books:
        row = await find_run(books, number)
        organisation = await books.organisations.get()
    reader, now = Reader(staff), staff.parts.clock.now()
    until = reader.read("until", form.until, day_in(row.zone, organisation.run_hour), now)
    if reader.errors:
        jar = Jar.of(staff.parts.settings)
        return see_other(jar, _home(number), reader.errors["until"], "bad")
    wish = dunning_wish(row, "hold", {"until": until.isoformat()})
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    return go_decided(staff, _home(number), decided, N_("Dunning is held until then."))


@router.post("/console/invoices/{number}/dunning/release")
async def release(staff: Managing, number: str, form: Annotated[FormBody, Form()]) -> Response:
    return await _ask(staff, number, "release", form)


@router.post("/console/invoices/{number}/dunning/stop")
async def stop(staff: Managing, number: str, form: Annotated[FormBody, Form()]) -> Response:
    """The subscription is live again, and the invoice stays due."""
    return await _ask(staff, number, "stop", form)


@router.post("/console/invoices/{number}/dunning/last-try")
async def last_try(staff: Managing, number: str, form: Annotated[FormBody, Form()]) -> Response:
    return await _ask(staff, number, "last_try", form)


@router.post("/console/invoices/{number}/waiver")
async def waive_fee(staff: Waiving, number: str, form: Annotated[FormBody, Form()]) -> Response:
    """The invoice of a late fee that nobody has to pay: it is void."""
    outcome = await waive(staff, checked_key(form.idempotency_key), number)
    return go_done(staff, _home(number), outcome, N_("The late fee is waived."))


async def _ask(staff: SignedInStaff, number: str, signal: str, form: FormBody) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_run(books, number)
    decided = await give(staff, dunning_wish(row, signal), checked_key(form.idempotency_key))
    return go_decided(staff, _home(number), decided, _DONE[signal])


def _home(number: str) -> str:
    return f"/console/invoices/{number}"
