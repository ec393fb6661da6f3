"""Moving money as JSON: what came in another way, what goes back, what is credited and used."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from activities.invoice_credits import CreditWish
from activities.offline_payments import Received
from activities.pay_outs import PaidOut
from activities.refunds import Wanted
from api.amounts import LARGEST, Amount, Sum
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line, each_once
from api.once import Outcome
from api.staff.changes.money import (
    give_back,
    give_credit,
    receive_payment,
    take_payment_back,
    use_credit_for,
    void_note,
)
from api.staff.changes.pay_outs import pay_credit_out
from api.staff.changes.pay_outs import take_back as take_back_pay_out
from api.staff.v1.answers import answered, created, waiting
from api.staff.v1.shapes import Shape
from api.staff.views.payments import payment_view
from api.staff.views.refunds import refund_view
from domain.credit_notes import CreditReason
from domain.payments import OfflineMeans
from domain.policy import Action
from domain.refunds import RefundCause, RefundSource, RefundStage
from storage.refunds import RefundRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_VIEW)]
Recording = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_RECORD)]
Refunding = Annotated[SignedInStaff, StaffMay(Action.REFUND_CREATE)]
Crediting = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_ISSUE)]
Voiding = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_VOID)]
Using = Annotated[SignedInStaff, StaffMay(Action.CREDIT_USE)]
Words = Annotated[str, Field(max_length=500)]


class RefundBody(Body):
    """`source` says what it is taken from: credit, or the invoices that were paid."""

    amount: Sum
    source: Annotated[RefundSource, Field(strict=False)]
    cause: Annotated[RefundCause, Field(strict=False)] = RefundCause.REQUESTED
    words: Words = ""


class RefundShape(Shape):
    number: str
    stage: RefundStage
    source: RefundSource
    cause: RefundCause
    amount: Amount
    failure_code: str | None
    created_at: datetime
    decided_at: datetime | None


class ReceivedBody(Body):
    """Without `invoices` it pays what is open, the oldest due first.

    `again` says that it is other money than what is recorded with the same reference.
    """

    amount: Sum
    means: Annotated[OfflineMeans, Field(strict=False)]
    received_on: Annotated[date, Field(strict=False)]
    reference: Line = ""
    invoices: Annotated[list[Line], Field(default_factory=list, max_length=500)]
    keep_rest: bool = False
    again: bool = False


class PaidOutBody(Body):
    """Credit that was paid out by bank transfer; `reference` is what the bank's statement says."""

    amount: Sum
    paid_on: Annotated[date, Field(strict=False)]
    reference: Line = ""
    words: Words = ""


class CreditedLine(Body):
    """So many minor units of the line at this position, as the line was charged."""

    position: Annotated[int, Field(ge=1, le=10_000)]
    amount: Annotated[int, Field(ge=1, le=LARGEST)]


class CreditBody(Body):
    """Without `lines` all that is left of the invoice."""

    reason: Annotated[CreditReason, Field(strict=False)] = CreditReason.GOODWILL
    words: Words = ""
    lines: Annotated[list[CreditedLine], Field(default_factory=list, max_length=500)]
    apply: bool = True


class DoneShape(Shape):
    """What was written down, by its number."""

    number: str


@router.get("/payments/{number}/refunds")
async def list_refunds(staff: Looking, number: str) -> list[RefundShape]:
    async with staff.parts.open_books() as books:
        view = await payment_view(books, number)
    return [_refund_shape(row) for row in view.refunds]


def _refund_shape(row: RefundRow) -> RefundShape:
    return RefundShape(
        number=row.number,
        stage=row.stage,
        source=row.source,
        cause=row.cause,
        amount=Amount.of(row.amount),
        failure_code=row.failure_code,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )


@router.post("/payments/{number}/refunds")
async def refund(staff: Refunding, key: IdempotencyKey, number: str, body: RefundBody) -> Response:
    """Give money of a payment back; it is booked at once and sent to the processor."""
    async with staff.parts.open_books() as books:
        payment = (await payment_view(books, number)).payment
    wanted = Wanted(number, body.amount.money(), body.source, body.cause, body.words)
    given = await give_back(staff, key, payment, wanted)
    return waiting(given.done.key) if isinstance(given, Outcome) else answered(given)


@router.post("/payments/{number}/return")
async def take_back(staff: Recording, key: IdempotencyKey, number: str) -> DoneShape:
    """Money that came another way came back, or was written down by mistake."""
    return DoneShape(number=(await take_payment_back(staff, key, number)).done.key)


@router.post("/customers/{number}/payments", status_code=201, response_model=DoneShape)
async def receive(
    staff: Recording, key: IdempotencyKey, number: str, body: ReceivedBody
) -> Response:
    """Write down money that came in another way than by the processor."""
    received = Received(
        number,
        body.amount.money(),
        body.means,
        body.reference,
        body.received_on,
        tuple(body.invoices),
        keep_rest=body.keep_rest,
        again=body.again,
    )
    payment = (await receive_payment(staff, key, received)).done.key
    return created(DoneShape(number=payment), f"/v1/staff/payments/{payment}")


@router.post("/customers/{number}/pay-outs", status_code=201, response_model=DoneShape)
async def pay_out(
    staff: Refunding, key: IdempotencyKey, number: str, body: PaidOutBody
) -> Response:
    """Write down that credit was paid out; its number is that of a refund."""
    out = PaidOut(number, body.amount.money(), body.paid_on, body.reference, body.words)
    outcome = await pay_credit_out(staff, key, out)
    if outcome.waits:
        return waiting(outcome.waits)
    refund = outcome.done.key
    return created(DoneShape(number=refund), f"/v1/staff/refunds/{refund}")


@router.get("/refunds/{number}")
async def show_refund(staff: Looking, number: str) -> RefundShape:
    async with staff.parts.open_books() as books:
        return _refund_shape((await refund_view(books, number)).refund)


@router.post("/refunds/{number}/return")
async def take_pay_out_back(staff: Refunding, key: IdempotencyKey, number: str) -> DoneShape:
    """What was paid out by hand came back, or was written down by mistake."""
    return DoneShape(number=(await take_back_pay_out(staff, key, number)).done.key)


@router.post("/invoices/{number}/credit-notes", status_code=201, response_model=DoneShape)
async def credit(staff: Crediting, key: IdempotencyKey, number: str, body: CreditBody) -> Response:
    """Give a part of an invoice back, or all of it."""
    lines = each_once((each.position, each.amount) for each in body.lines)
    wish = CreditWish(number, body.reason, body.words, lines, apply=body.apply)
    outcome = await give_credit(staff, key, wish)
    if outcome.waits:
        return waiting(outcome.waits)
    note = outcome.done.key
    return created(DoneShape(number=note), f"/v1/staff/credit-notes/{note}")


@router.post("/invoices/{number}/credit")
async def use_credit(staff: Using, key: IdempotencyKey, number: str) -> DoneShape:
    """Use the customer's credit for this invoice."""
    return DoneShape(number=(await use_credit_for(staff, key, number)).done.key)


@router.post("/credit-notes/{number}/void", response_model=DoneShape)
async def void(staff: Voiding, key: IdempotencyKey, number: str) -> Response | DoneShape:
    """It was a mistake, and nothing of it was used."""
    outcome = await void_note(staff, key, number)
    return waiting(outcome.waits) if outcome.waits else DoneShape(number=outcome.done.key)
