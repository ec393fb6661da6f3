"""Charges that wait for the next invoice of a subscription, as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response

from api.amounts import Amount
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.staff.changes import unbilled_charges as changes
from api.staff.v1.answers import Listed, created
from api.staff.v1.invoice_drafts import LineBody
from api.staff.v1.shapes import Shape
from api.staff.views.subscriptions import find_subscription
from api.staff.views.unbilled_charges import charges_view
from domain.policy import Action
from storage.unbilled_charges import UnbilledChargeRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]
Adding = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


class ChargeShape(Shape):
    """`removed_at` tells that it will not be billed."""

    number: str
    subscription: str
    description: str
    quantity: int
    unit_price: Amount
    discount: Amount
    tax_rate: str | None
    added_at: datetime
    removed_at: datetime | None

    @classmethod
    def of(cls, row: UnbilledChargeRow) -> "ChargeShape":
        line = row.line
        return cls(
            number=row.number,
            subscription=row.subscription,
            description=line.description,
            quantity=line.quantity,
            unit_price=Amount.of(line.unit_price),
            discount=Amount.of(line.discount),
            tax_rate=line.tax,
            added_at=row.added_at,
            removed_at=row.removed_at,
        )


@router.get("/subscriptions/{number}/charges")
async def list_charges(staff: Looking, number: str) -> Listed[ChargeShape]:
    """Those that wait, in the order in which they will stand on the invoice."""
    async with staff.parts.open_books() as books:
        view = await charges_view(books, number)
    return Listed(items=[ChargeShape.of(each) for each in view.charges], next=None)


@router.post("/subscriptions/{number}/charges", status_code=201, response_model=ChargeShape)
async def add_charge(staff: Adding, key: IdempotencyKey, number: str, body: LineBody) -> Response:
    """It stands on the next invoice of a whole term, and in what is announced of it."""
    async with staff.parts.open_books() as books:
        currency = (await find_subscription(books, number)).currency
    done = (await changes.add(staff, key, number, body.line(currency))).done
    shape = await _shape(staff, done.document)
    return created(shape, f"/v1/staff/subscriptions/{number}/charges")


@router.delete("/charges/{number}")
async def remove_charge(staff: Adding, key: IdempotencyKey, number: str) -> ChargeShape:
    """It will not be billed."""
    return await _shape(staff, (await changes.remove(staff, key, number)).done.document)


async def _shape(staff: SignedInStaff, number: str) -> ChargeShape:
    async with staff.parts.open_books() as books:
        return ChargeShape.of(await books.unbilled_charges.get(number))
