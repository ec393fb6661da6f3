"""What staff do about a customer's payment methods: allow bank accounts, choose, remove."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.staff.changes.methods import (
    allow_bank_account,
    assignment_wish,
    default_wish,
    removal_wish,
)
from api.staff.changes.orders import give
from api.staff.chrome import go_decided, go_done
from api.staff.views.methods import find_method
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Allowing = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_ALLOW)]
Assigning = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_ASSIGN)]
Removing = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_REMOVE)]


class AllowForm(FormBody):
    on: Annotated[str, Form(pattern="^(yes|no)$")]


class AssignmentForm(FormBody):
    """Without `subscription` all of them."""

    subscription: Line = ""


class RemovalForm(FormBody):
    replacement: Line = ""


@router.post("/console/customers/{number}/bank-account")
async def allow(staff: Allowing, number: str, form: Annotated[AllowForm, Form()]) -> Response:
    """Let this customer pay from a bank account from now on, or no longer."""
    on = form.on == "yes"
    outcome = await allow_bank_account(staff, checked_key(form.idempotency_key), number, on=on)
    done = N_("Bank accounts can be given from now on.")
    if not on:
        done = N_("No further bank account can be given. Those that are saved stay.")
    return go_done(staff, f"/console/customers/{number}", outcome, done)


@router.post("/console/payment-methods/{number}/default")
async def make_default(
    staff: Assigning, number: str, form: Annotated[FormBody, Form()]
) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_method(books, number)
    decided = await give(staff, default_wish(row), checked_key(form.idempotency_key))
    done = N_("It is charged from now on where no other method was chosen.")
    return go_decided(staff, f"/console/customers/{row.customer}", decided, done)


@router.post("/console/payment-methods/{number}/assignment")
async def assign(
    staff: Assigning, number: str, form: Annotated[AssignmentForm, Form()]
) -> Response:
    """Charge one subscription to it, or all of them."""
    async with staff.parts.open_books() as books:
        row = await find_method(books, number)
    wish = assignment_wish(row, form.subscription or None)
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    done = N_("It is charged from now on.")
    return go_decided(staff, f"/console/customers/{row.customer}", decided, done)


@router.post("/console/payment-methods/{number}/removal")
async def remove(staff: Removing, number: str, form: Annotated[RemovalForm, Form()]) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_method(books, number)
    wish = removal_wish(row, form.replacement or None)
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    there = f"/console/customers/{row.customer}"
    return go_decided(staff, there, decided, N_("The payment method is removed."))
