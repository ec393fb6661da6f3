"""Issued invoices for programs: declared void, written off, restored, and sent again."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line
from api.once import Outcome
from api.staff.changes import invoices as changes
from api.staff.v1.answers import waiting
from api.staff.v1.shapes import InvoiceShape
from api.staff.views.invoices import invoice_view
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Voiding = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VOID)]
GivingUp = Annotated[SignedInStaff, StaffMay(Action.INVOICE_WRITE_OFF)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


class ReasonBody(Body):
    reason: Annotated[Line, Field(min_length=1)]


@router.post("/invoices/{number}/void", response_model=InvoiceShape)
async def void(
    staff: Voiding, key: IdempotencyKey, number: str, body: ReasonBody
) -> Response | InvoiceShape:
    """Nobody owes it any more; credit that was used on it goes back to the customer."""
    return await _invoice(staff, await changes.void(staff, key, number, body.reason))


@router.post("/invoices/{number}/write-off", response_model=InvoiceShape)
async def write_off(
    staff: GivingUp, key: IdempotencyKey, number: str, body: ReasonBody
) -> Response | InvoiceShape:
    """What is still owed on it is bad debt."""
    return await _invoice(staff, await changes.write_off(staff, key, number, body.reason))


@router.post("/invoices/{number}/restore", response_model=InvoiceShape)
async def restore(
    staff: GivingUp, key: IdempotencyKey, number: str, body: ReasonBody
) -> Response | InvoiceShape:
    """It is owed again, since the day on which it was due."""
    return await _invoice(staff, await changes.restore(staff, key, number, body.reason))


@router.post("/invoices/{number}/send", response_model=InvoiceShape)
async def send_again(staff: Issuing, key: IdempotencyKey, number: str) -> Response | InvoiceShape:
    return await _invoice(staff, await changes.send_again(staff, key, number))


async def _invoice(staff: SignedInStaff, outcome: Outcome) -> Response | InvoiceShape:
    if outcome.waits:
        return waiting(outcome.waits)
    async with staff.parts.open_books() as books:
        return InvoiceShape.of((await invoice_view(books, outcome.done.key)).invoice)
