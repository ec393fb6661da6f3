"""Coupons as JSON."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from api.amounts import Amount, Sum
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line
from api.staff.changes.catalogue import rewrite_coupon, write_coupon
from api.staff.v1.answers import Listed, created
from api.staff.v1.bodies import Count
from api.staff.v1.shapes import Shape
from api.staff.views.coupons import CouponView, coupon_view, coupon_views, percent_of
from domain.coupons import Coupon, CouponDuration
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.COUPON_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.COUPON_EDIT)]
Percent = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,6})?$")]


class CouponBody(Body):
    """Either `percent` (a decimal text, "12.5") or `amount` is taken off each term.

    `months` go with the duration of months. `last_day` is a date of the billing time zone.
    """

    name: Line
    percent: Percent | None = None
    amount: Sum | None = None
    duration: Literal["once", "months", "forever"]
    months: Count | None = None
    last_day: Annotated[date | None, Field(strict=False)] = None
    limit: Count | None = None
    plans: Annotated[list[Line], Field(default_factory=list, max_length=500)]

    def coupon(self, code: str) -> Coupon:
        """Raises `UnknownCurrency`, `CouponNeedsOneDiscount`, `CouponNeedsMonths`."""
        return Coupon(
            code=code,
            name=self.name,
            share=Fraction(self.percent) / 100 if self.percent is not None else None,
            amount=self.amount.money() if self.amount else None,
            duration=CouponDuration(self.duration),
            months=self.months,
            last_day=self.last_day,
            limit=self.limit,
            plans=frozenset(self.plans),
        )


class NewCouponBody(CouponBody):
    code: Line


class CouponShape(Shape):
    """`redeemed` is how many subscriptions have taken a place of its `limit`."""

    code: str
    name: str
    percent: str | None
    amount: Amount | None
    duration: str
    months: int | None
    last_day: date | None
    limit: int | None
    plans: list[str]
    redeemed: int

    @classmethod
    def of(cls, view: CouponView) -> "CouponShape":
        coupon = view.coupon
        return cls(
            code=coupon.code,
            name=coupon.name,
            percent=percent_of(coupon.share) if coupon.share else None,
            amount=Amount.of(coupon.amount) if coupon.amount else None,
            duration=coupon.duration,
            months=coupon.months,
            last_day=coupon.last_day,
            limit=coupon.limit,
            plans=list(view.plans),
            redeemed=view.redemptions,
        )


@router.get("/coupons")
async def list_coupons(staff: Looking) -> Listed[CouponShape]:
    async with staff.parts.open_books() as books:
        views = await coupon_views(books)
    return Listed(items=[CouponShape.of(view) for view in views], next=None)


@router.post("/coupons", status_code=201, response_model=CouponShape)
async def create_coupon(staff: Editing, key: IdempotencyKey, body: NewCouponBody) -> Response:
    code = (await write_coupon(staff, key, body.coupon(body.code))).done.key
    return created(await _coupon(staff, code), f"/v1/staff/coupons/{code}")


@router.get("/coupons/{code}")
async def show_coupon(staff: Looking, code: str) -> CouponShape:
    return await _coupon(staff, code)


@router.put("/coupons/{code}")
async def change_coupon(
    staff: Editing, key: IdempotencyKey, code: str, body: CouponBody
) -> CouponShape:
    """What it takes off stays once it was redeemed; whoever has redeemed it keeps it."""
    code = (await rewrite_coupon(staff, key, body.coupon(code))).done.key
    return await _coupon(staff, code)


async def _coupon(staff: SignedInStaff, code: str) -> CouponShape:
    async with staff.parts.open_books() as books:
        return CouponShape.of(await coupon_view(books, code))
