"""Payments: the list with its filters, and one with where its money went."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.paging import PAGE_SIZE, page_of
from api.staff.changes.orders import give, processor_asked_again
from api.staff.chrome import Sheet, console_page, cursors, go_decided
from api.staff.pages.money_forms import CAUSES, MEANS
from api.staff.views.given_out import given_out
from api.staff.views.payments import payment_list, payment_view
from api.staff.views.problems import problem_view
from api.staff.views.processes import workflow_url
from api.staff.views.words import ACCOUNTS, CHANNELS
from domain.documents import DocumentKind
from domain.payments import PaymentChannel, PaymentStatus
from domain.policy import Action
from domain.printing import DocumentKey
from domain.refunds import REFUNDABLE
from domain.words import N_
from storage.overviews import Asked

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_VIEW)]
Resolving = Annotated[SignedInStaff, StaffMay(Action.PARKED_RESOLVE)]


@router.get("/console/payments")
async def list_payments(
    request: Request,
    staff: Looking,
    status: PaymentStatus | None = None,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "payments")
    key = pages.read(after)
    asked = Asked(
        customer=customer.strip().upper() or None,
        statuses=[status] if status else [],
        before=(datetime.fromisoformat(key[0]), key[1]) if key else None,
        limit=PAGE_SIZE + 1,
    )
    async with staff.parts.open_books() as books:
        view = await payment_list(books, asked)
    rows = view.payments
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    cursor = pages.write(last.created_at.isoformat(), last.number) if last else None
    return console_page(
        request,
        staff,
        Sheet("payments.html", N_("Payments"), "payments", "list"),
        list=page_of(request, rows, PAGE_SIZE, cursor),
        names=view.names,
        chosen=status,
        customer=customer,
        statuses=list(PaymentStatus),
        channels=CHANNELS,
    )


@router.get("/console/payments/{number}")
async def show_payment(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await payment_view(books, number)
        key = DocumentKey(DocumentKind.RECEIPT, number)
        out = await given_out(staff, books, view.customer.number, key)
    return console_page(
        request,
        staff,
        Sheet("payment.html", "", "payments", name=number),
        view=view,
        **out,
        may_refund=view.payment.status in REFUNDABLE and staff.may(Action.REFUND_CREATE),
        may_return=view.payment.channel is PaymentChannel.OFFLINE
        and view.payment.status is PaymentStatus.SUCCEEDED
        and staff.may(Action.PAYMENT_RECORD),
        causes=CAUSES,
        means=MEANS,
        can_ask=view.payment.is_parked and staff.may(Action.PARKED_RESOLVE),
        problem=problem_view(staff.parts.settings, view.payment.failure_code, view.customer.number),
        accounts=ACCOUNTS,
        channels=CHANNELS,
        process=workflow_url(staff.parts.settings, f"payment/{number}"),
    )


@router.post("/console/payments/{number}/ask")
async def ask_processor(
    staff: Resolving, number: str, form: Annotated[FormBody, Form()]
) -> Response:
    """Have the processor asked again about a payment that nobody goes on with by itself."""
    async with staff.parts.open_books() as books:
        view = await payment_view(books, number)
    wish = processor_asked_again("payment", number, view.customer.number)
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    done = N_("The payment processor is asked again.")
    return go_decided(staff, f"/console/payments/{number}", decided, done)
