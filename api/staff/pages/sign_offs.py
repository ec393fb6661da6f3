"""What waits for a second person: the list, and one to be approved or rejected."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.paging import PAGE_SIZE, page_of
from api.staff.changes.sign_offs import approve, reject
from api.staff.chrome import Sheet, console_page, cursors, go_done
from api.staff.views.sign_offs import DEEDS, sign_off_list, sign_off_view
from domain.policy import Action
from domain.sign_offs import SignOffStatus
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.SIGN_OFF_VIEW)]
Deciding = Annotated[SignedInStaff, StaffMay(Action.SIGN_OFF_DECIDE)]


class AnswerForm(FormBody):
    reason: Line = ""


@router.get("/console/sign-offs")
async def list_sign_offs(
    request: Request,
    staff: Looking,
    status: SignOffStatus | None = None,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "sign-offs")
    key = pages.read(after)
    before = (datetime.fromisoformat(key[0]), key[1]) if key else None
    async with staff.parts.open_books() as books:
        view = await sign_off_list(books, status, before, PAGE_SIZE + 1)
    last = view.rows[PAGE_SIZE - 1] if len(view.rows) > PAGE_SIZE else None
    cursor = pages.write(last.asked_at.isoformat(), last.number) if last else None
    return console_page(
        request,
        staff,
        Sheet("sign_offs.html", N_("Sign-offs"), "payments", "list"),
        list=page_of(request, view.rows, PAGE_SIZE, cursor),
        view=view,
        deeds=DEEDS,
        chosen=status,
        statuses=list(SignOffStatus),
    )


@router.get("/console/sign-offs/{number}")
async def show_sign_off(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await sign_off_view(books, number)
    is_own = view.row.asked_by == staff.actor.name
    may_decide = view.row.status is SignOffStatus.WAITING and staff.may(Action.SIGN_OFF_DECIDE)
    return console_page(
        request,
        staff,
        Sheet("sign_off.html", "", "payments", name=number),
        view=view,
        deeds=DEEDS,
        is_own=is_own,
        may_decide=may_decide and not is_own,
    )


@router.post("/console/sign-offs/{number}/approve")
async def approve_it(staff: Deciding, number: str, form: Annotated[FormBody, Form()]) -> Response:
    """It is done at once."""
    outcome = await approve(staff, checked_key(form.idempotency_key), number)
    return go_done(staff, f"/console/sign-offs/{number}", outcome, N_("It is approved and done."))


@router.post("/console/sign-offs/{number}/reject")
async def reject_it(staff: Deciding, number: str, form: Annotated[AnswerForm, Form()]) -> Response:
    outcome = await reject(staff, checked_key(form.idempotency_key), number, form.reason)
    done = N_("It is rejected: nothing is done.")
    return go_done(staff, f"/console/sign-offs/{number}", outcome, done)
