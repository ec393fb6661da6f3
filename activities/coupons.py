"""Coupons: written down and changed by staff or a file, each in one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.coupons import Coupon, CouponCodeTaken, NoSuchCoupon, check_discount_stays
from domain.customers import check_name
from domain.plans import NoSuchPlan, check_code

if TYPE_CHECKING:
    from storage.books import Books
    from storage.coupons import CouponRow


async def create_coupon(books: "Books", new: Coupon, at: datetime) -> "CouponRow":
    """Raises `CouponCodeTaken`, and what is wrong with its code, its name or its plans."""
    await _check(books, new)
    if await books.coupons.find(new.code):
        raise CouponCodeTaken(coupon=new.code)
    row = books.coupons.new(code=new.code, created_at=at)
    await _write(books, row, new)
    return row


async def change_coupon(books: "Books", wanted: Coupon) -> "CouponRow":
    """Its name, plans, limit and last day; what it takes off only before it was redeemed.

    Whoever has redeemed it keeps it. Raises `NoSuchCoupon`, `CouponInUse` and what is wrong with
    its name or its plans.
    """
    if await books.coupons.find(wanted.code) is None:
        raise NoSuchCoupon(coupon=wanted.code)
    row = await books.coupons.lock(wanted.code)
    await _check(books, wanted)
    now = await books.coupons.to_domain(row)
    check_discount_stays(now, wanted, await books.coupons.redemptions(row.code))
    await _write(books, row, wanted)
    return row


async def _write(books: "Books", row: "CouponRow", described: Coupon) -> None:
    row.take(replace(described, name=described.name.strip()))
    await books.flush()
    await books.coupons.set_plans(row.code, sorted(described.plans))
    await books.flush()


async def _check(books: "Books", described: Coupon) -> None:
    check_code(described.code)
    check_name(described.name)
    for code in sorted(described.plans):
        if await books.plans.find(code) is None:
            raise NoSuchPlan(plan=code)
