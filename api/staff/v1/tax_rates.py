"""Tax rates as JSON."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from activities.plans import NewTaxRate
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line
from api.staff.changes.sales import change_rate, write_tax_rate
from api.staff.inputs import share
from api.staff.v1.answers import Listed, created
from api.staff.v1.shapes import Shape
from api.staff.views.plans import tax_rate_view
from domain.e_invoices import percent
from domain.policy import Action
from domain.taxes import RateChange, TaxBehaviour, TaxCategory, TaxRate

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.PLAN_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.PLAN_EDIT)]


class TaxRateBody(Body):
    """`percent` is written like `20` or `8.1`; `note` is what invoices with this tax say."""

    code: Line
    name: Line
    percent: Line
    behaviour: Literal["inclusive", "exclusive"]
    category: Literal["standard", "reduced", "zero", "exempt", "reverse_charge"] = "standard"
    note: Line = ""

    def rate(self) -> NewTaxRate:
        """Raises `NotAPercentage`."""
        return NewTaxRate(
            code=self.code,
            name=self.name,
            rate=share(self.percent),
            behaviour=TaxBehaviour(self.behaviour),
            category=TaxCategory(self.category),
            note=self.note,
        )


class RateChangeBody(Body):
    """Another rate under the same code, from its first day to its last; without one, for good."""

    name: Line
    percent: Line
    starts_on: Annotated[date, Field(strict=False)]
    ends_on: Annotated[date | None, Field(strict=False)] = None

    def change(self) -> RateChange:
        """Raises `NotAPercentage` and `NotAValidity`."""
        return RateChange(self.name, share(self.percent), self.starts_on, self.ends_on)


class RateChangeShape(Shape):
    name: str
    percent: str
    starts_on: date
    ends_on: date | None

    @classmethod
    def of(cls, change: RateChange) -> "RateChangeShape":
        said = percent(change.rate)
        return cls(
            name=change.name, percent=said, starts_on=change.starts_on, ends_on=change.ends_on
        )


class TaxRateShape(Shape):
    """`changes` are in the order in which they were written down: the later one counts."""

    code: str
    name: str
    percent: str
    behaviour: TaxBehaviour
    category: TaxCategory
    note: str
    changes: list[RateChangeShape]

    @classmethod
    def of(cls, rate: TaxRate) -> "TaxRateShape":
        return cls(
            code=rate.code,
            name=rate.name,
            percent=percent(rate.rate),
            behaviour=rate.behaviour,
            category=rate.category,
            note=rate.note,
            changes=[RateChangeShape.of(change) for change in rate.changes],
        )


@router.get("/tax-rates")
async def list_tax_rates(staff: Looking) -> Listed[TaxRateShape]:
    async with staff.parts.open_books() as books:
        rates = [row.to_domain() for row in await books.plans.tax_rates()]
    return Listed(items=[TaxRateShape.of(rate) for rate in rates], next=None)


@router.post("/tax-rates", status_code=201, response_model=TaxRateShape)
async def create_tax_rate(staff: Editing, key: IdempotencyKey, body: TaxRateBody) -> Response:
    code = (await write_tax_rate(staff, key, body.rate())).done.key
    return created(await _rate(staff, code), f"/v1/staff/tax-rates/{code}")


@router.get("/tax-rates/{code}")
async def show_tax_rate(staff: Looking, code: str) -> TaxRateShape:
    return await _rate(staff, code)


@router.post("/tax-rates/{code}/changes")
async def change_tax_rate(
    staff: Editing, key: IdempotencyKey, code: str, body: RateChangeBody
) -> TaxRateShape:
    """What is issued from that day on bears the other rate; what was issued stays as it was."""
    await _rate(staff, code)
    outcome = await change_rate(staff, key, code, body.change())
    return await _rate(staff, outcome.done.key)


async def _rate(staff: SignedInStaff, code: str) -> TaxRateShape:
    async with staff.parts.open_books() as books:
        return TaxRateShape.of(await tax_rate_view(books, code))
