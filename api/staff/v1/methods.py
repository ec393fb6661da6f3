"""Payment methods of a customer as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line
from api.staff.changes.methods import (
    allow_bank_account,
    assignment_wish,
    default_wish,
    removal_wish,
)
from api.staff.changes.orders import give
from api.staff.v1.answers import answered
from api.staff.v1.shapes import Shape
from api.staff.views.customers import find_customer
from api.staff.views.methods import MethodView, find_method, method_views
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_SEE)]
Allowing = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_ALLOW)]
Assigning = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_ASSIGN)]
Removing = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_METHOD_REMOVE)]


class MethodShape(Shape):
    """`used_by` are the subscriptions that are charged to it."""

    number: str
    kind: str
    label: str
    expires_month: int | None
    expires_year: int | None
    is_default: bool
    used_by: list[str]

    @classmethod
    def of(cls, view: MethodView) -> "MethodShape":
        return cls(
            number=view.row.number,
            kind=view.row.kind,
            label=view.row.label,
            expires_month=view.row.expires_month,
            expires_year=view.row.expires_year,
            is_default=view.row.is_default,
            used_by=[each.number for each in view.used_by],
        )


class MethodsShape(Shape):
    """What a customer has saved, and whether a bank account may be given."""

    bank_account_allowed: bool
    methods: list[MethodShape]


class AssignmentBody(Body):
    """Without `subscription` all of them that are not over."""

    subscription: Line | None = None


class AllowanceBody(Body):
    on: bool


@router.get("/customers/{number}/payment-methods")
async def list_methods(staff: Looking, number: str) -> MethodsShape:
    return await _methods(staff, number)


@router.put("/customers/{number}/bank-account")
async def allow(
    staff: Allowing, key: IdempotencyKey, number: str, body: AllowanceBody
) -> MethodsShape:
    """Let this customer pay from a bank account from now on, or no longer."""
    outcome = await allow_bank_account(staff, key, number, on=body.on)
    return await _methods(staff, outcome.done.key)


@router.post("/payment-methods/{number}/default")
async def make_default(staff: Assigning, key: IdempotencyKey, number: str) -> Response:
    """Charge it where no other method was chosen."""
    async with staff.parts.open_books() as books:
        row = await find_method(books, number)
    return answered(await give(staff, default_wish(row), key))


@router.post("/payment-methods/{number}/assignment")
async def assign(
    staff: Assigning, key: IdempotencyKey, number: str, body: AssignmentBody
) -> Response:
    """Charge one subscription to it from now on, or all of them."""
    async with staff.parts.open_books() as books:
        row = await find_method(books, number)
    return answered(await give(staff, assignment_wish(row, body.subscription), key))


@router.delete("/payment-methods/{number}")
async def remove(
    staff: Removing,
    key: IdempotencyKey,
    number: str,
    replacement: Annotated[Line, Query()] = "",
) -> Response:
    """Forget it; while it is charged, only with another that takes its place."""
    async with staff.parts.open_books() as books:
        row = await find_method(books, number)
    return answered(await give(staff, removal_wish(row, replacement or None), key))


async def _methods(staff: SignedInStaff, number: str) -> MethodsShape:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
        views = await method_views(books, number)
    return MethodsShape(
        bank_account_allowed=customer.bank_account_allowed,
        methods=[MethodShape.of(view) for view in views],
    )
