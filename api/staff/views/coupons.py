"""Coupons as staff see them: what each takes off, for how long, and how often it was redeemed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.coupons import Coupon, CouponDuration, NoSuchCoupon
from domain.words import N_
from storage.books import Books
from storage.coupons import CouponRow

DURATIONS: Mapping[str, str] = {
    CouponDuration.ONCE: N_("off one term"),
    CouponDuration.MONTHS: N_("for some months"),
    CouponDuration.FOREVER: N_("for ever"),
}


@dataclass(frozen=True)
class CouponView:
    coupon: Coupon
    redemptions: int

    @property
    def plans(self) -> Sequence[str]:
        return sorted(self.coupon.plans)


async def coupon_views(books: Books) -> Sequence[CouponView]:
    """Every coupon, by its code."""
    return [await _view(books, row) for row in await books.coupons.all()]


async def coupon_view(books: Books, code: str) -> CouponView:
    """Raises `NoSuchCoupon`."""
    row = await books.coupons.find(code)
    if row is None:
        raise NoSuchCoupon(coupon=code)
    return await _view(books, row)


def percent_of(share: Fraction) -> str:
    """As people type it: 20, 12.5."""
    return f"{Decimal(share.numerator * 100) / Decimal(share.denominator):f}"


async def _view(books: Books, row: CouponRow) -> CouponView:
    return CouponView(await books.coupons.to_domain(row), await books.coupons.redemptions(row.code))
