"""Addons as JSON."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from api.amounts import Amount, Price
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line
from api.staff.changes.catalogue import rewrite_addon, write_addon
from api.staff.v1.answers import Listed, created
from api.staff.v1.bodies import Count
from api.staff.v1.shapes import Shape
from api.staff.views.addons import AddonView, addon_view, addon_views
from domain.addons import AddonBilling, AddonDescription, AddonKind, AddonPricing
from domain.periods import Interval, IntervalUnit
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.ADDON_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.ADDON_EDIT)]


class AddonBody(Body):
    """Without an interval the prices are for a term of the plan, whatever its length.

    `plans` are the codes of those it can be added to; none for all.
    """

    name: Line
    kind: Literal["recurring", "one_time"]
    pricing: Literal["per_unit", "flat"]
    interval_unit: Literal["day", "week", "month", "year"] | None = None
    interval_count: Count = 1
    tax_rate: Line | None = None
    prices: Annotated[list[Price], Field(max_length=200)]
    plans: Annotated[list[Line], Field(default_factory=list, max_length=500)]

    def addon(self, code: str) -> AddonDescription:
        """Raises `UnknownCurrency`, `ExtraHasNoInterval`."""
        unit = self.interval_unit
        interval = Interval(IntervalUnit(unit), self.interval_count) if unit else None
        return AddonDescription(
            code=code,
            name=self.name,
            billing=AddonBilling(AddonKind(self.kind), AddonPricing(self.pricing), interval),
            prices=tuple(price.money() for price in self.prices),
            tax_rate=self.tax_rate or None,
            plans=tuple(sorted(set(self.plans))),
        )


class NewAddonBody(AddonBody):
    code: Line


class AddonShape(Shape):
    code: str
    name: str
    kind: str
    pricing: str
    interval_unit: str | None
    interval_count: int | None
    tax_rate: str | None
    prices: list[Amount]
    plans: list[str]

    @classmethod
    def of(cls, view: AddonView) -> "AddonShape":
        row = view.addon
        return cls(
            code=row.code,
            name=row.name,
            kind=row.kind,
            pricing=row.pricing,
            interval_unit=row.interval_unit,
            interval_count=row.interval_count,
            tax_rate=row.tax_rate,
            prices=[Amount.of(price) for price in view.prices],
            plans=list(view.plans),
        )


@router.get("/addons")
async def list_addons(staff: Looking) -> Listed[AddonShape]:
    async with staff.parts.open_books() as books:
        views = await addon_views(books)
    return Listed(items=[AddonShape.of(view) for view in views], next=None)


@router.post("/addons", status_code=201, response_model=AddonShape)
async def create_addon(staff: Editing, key: IdempotencyKey, body: NewAddonBody) -> Response:
    code = (await write_addon(staff, key, body.addon(body.code))).done.key
    return created(await _addon(staff, code), f"/v1/staff/addons/{code}")


@router.get("/addons/{code}")
async def show_addon(staff: Looking, code: str) -> AddonShape:
    return await _addon(staff, code)


@router.put("/addons/{code}")
async def change_addon(
    staff: Editing, key: IdempotencyKey, code: str, body: AddonBody
) -> AddonShape:
    """Its kind, pricing and interval stay once it was sold."""
    code = (await rewrite_addon(staff, key, body.addon(code))).done.key
    return await _addon(staff, code)


async def _addon(staff: SignedInStaff, code: str) -> AddonShape:
    async with staff.parts.open_books() as books:
        return AddonShape.of(await addon_view(books, code))
