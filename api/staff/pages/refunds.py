"""Money that goes back: one refund and what became of it, and credit that was paid out by hand."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.days import today_about
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.staff.changes.orders import give, processor_asked_again
from api.staff.changes.pay_outs import pay_credit_out, take_back
from api.staff.chrome import Sheet, console_page, go_decided, go_done
from api.staff.inputs import Reader
from api.staff.pages.money_forms import CAUSES, AnyPayOut, PayOutForm
from api.staff.views.customers import find_customer
from api.staff.views.processes import workflow_url
from api.staff.views.refunds import refund_view
from api.staff.views.words import ACCOUNTS
from domain.errors import BillingError
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_VIEW)]
Resolving = Annotated[SignedInStaff, StaffMay(Action.PARKED_RESOLVE)]
Refunding = Annotated[SignedInStaff, StaffMay(Action.REFUND_CREATE)]
AnyKey = Annotated[FormBody, Form()]


@router.get("/console/refunds/{number}")
async def show_refund(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await refund_view(books, number)
    row = view.refund
    return console_page(
        request,
        staff,
        Sheet("refund_seen.html", "", "payments", name=number),
        view=view,
        causes=CAUSES,
        accounts=ACCOUNTS,
        can_ask=row.is_parked and staff.may(Action.PARKED_RESOLVE),
        may_take_back=view.can_be_taken_back and staff.may(Action.REFUND_CREATE),
        process=workflow_url(staff.parts.settings, f"refund/{number}") if row.payment else None,
    )


@router.post("/console/refunds/{number}/ask")
async def ask_processor(staff: Resolving, number: str, form: AnyKey) -> Response:
    """Have the processor asked again about a refund that nobody goes on with by itself."""
    async with staff.parts.open_books() as books:
        view = await refund_view(books, number)
    wish = processor_asked_again("refund", number, view.customer.number)
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    done = N_("The payment processor is asked again.")
    return go_decided(staff, f"/console/refunds/{number}", decided, done)


@router.post("/console/refunds/{number}/return")
async def take_pay_out_back(staff: Refunding, number: str, form: AnyKey) -> Response:
    """What was paid out came back, or was written down by mistake."""
    outcome = await take_back(staff, checked_key(form.idempotency_key), number)
    done = N_("It is taken back: everything is as it was before it was paid out.")
    return go_done(staff, f"/console/refunds/{number}", outcome, done)


@router.get("/console/customers/{number}/pay-out")
async def pay_out_form(request: Request, staff: Refunding, number: str) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
    today = today_about(staff, customer)
    form = PayOutForm(csrf="", currency=customer.currency, paid_on=today.isoformat())
    return await _pay_out_page(request, staff, number, form, {})


@router.post("/console/customers/{number}/pay-out")
async def pay_out(request: Request, staff: Refunding, number: str, form: AnyPayOut) -> Response:
    """Write down that a customer's credit was paid out by bank transfer."""
    reader = Reader(staff)
    out = form.read(reader, number)
    if out is None:
        return await _pay_out_page(request, staff, number, form, reader.errors)
    refusal: BillingError | None
    try:
        outcome = await pay_credit_out(staff, checked_key(form.idempotency_key), out)
        refusal = outcome.refusal
    except BillingError as why:
        refusal = why
    if refusal:
        return await _pay_out_page(request, staff, number, form, {"amount": staff.put(refusal)})
    done = N_("It is written down, and the customer is told.")
    return go_done(staff, f"/console/refunds/{outcome.done.key}", outcome, done)


async def _pay_out_page(
    request: Request, staff: SignedInStaff, number: str, form: PayOutForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
        credits = await books.journal.credits(number)
    return console_page(
        request,
        staff,
        Sheet("pay_out.html", N_("Pay credit out"), "payments", errors=errors),
        customer=customer,
        credits=credits,
        given=form,
    )
