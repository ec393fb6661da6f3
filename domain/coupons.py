"""Coupons: what they take off, for how long, and who may still redeem them.

A coupon takes a share or a fixed amount off everything that comes again with a term, never off what
is charged once, and never more than there is. It is redeemed once for a subscription: removed and
given again it goes on where it was, and is not counted again. Whoever tries a code that cannot be
used hears the same answer whatever the reason is, so that codes cannot be guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.articles import PricedItem
from domain.errors import Conflict, Invalid, NotFound
from domain.money import Money, split
from domain.periods import Interval, IntervalUnit, Period, boundary
from domain.words import N_


class CouponNotUsable(NotFound):
    message = N_("The code “{coupon}” cannot be used here.")


class CouponCodeTaken(Conflict):
    message = N_("There is a coupon with the code “{coupon}” already.")


class CouponInUse(Conflict):
    message = N_(
        "Coupon “{coupon}” was redeemed already: what it takes off, and for how long, stays. Give"
        " the other one a new code."
    )


class NoSuchCoupon(NotFound):
    message = N_("There is no coupon “{coupon}”.")


class CouponNeedsOneDiscount(Invalid):
    message = N_("A coupon takes off either a share from 0 to 100 percent or an amount above zero.")


class CouponNeedsMonths(Invalid):
    message = N_("Say for how many months the coupon is good, and only if it is for months.")


class CouponLimitTooLow(Invalid):
    message = N_("A coupon can be redeemed at least once, or without a limit.")


class CouponDuration(StrEnum):
    """ONCE: off one term. MONTHS: off each that begins in so many months from the first on."""

    ONCE = "once"
    MONTHS = "months"
    FOREVER = "forever"


@dataclass(frozen=True, kw_only=True)
class Coupon:
    """What a code is good for.

    Either `share` (a fifth for 20 %) or `amount` is taken off each term. `months` go with the
    duration of months. It can be redeemed up to and including `last_day` in the billing zone,
    `limit` times in all, for these `plans`; without them at any time, without limit, for all.
    Raises `CouponNeedsOneDiscount`, `CouponNeedsMonths` or `CouponLimitTooLow`.
    """

    code: str
    name: str
    share: Fraction | None = None
    amount: Money | None = None
    duration: CouponDuration = CouponDuration.ONCE
    months: int | None = None
    last_day: date | None = None
    limit: int | None = None
    plans: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        good_share = self.share is not None and 0 < self.share <= 1 and self.amount is None
        good_amount = self.amount is not None and self.amount.minor_units > 0 and self.share is None
        if not (good_share or good_amount):
            raise CouponNeedsOneDiscount
        if (self.duration is CouponDuration.MONTHS) != ((self.months or 0) > 0):
            raise CouponNeedsMonths
        if self.limit is not None and self.limit < 1:
            raise CouponLimitTooLow


@dataclass(frozen=True)
class AppliedCoupon:
    """A coupon of a subscription. `first_on` is the first day of the first term it was good for."""

    coupon: Coupon
    first_on: date | None = None

    def is_good_for(self, term: Period) -> bool:
        """Whether something is taken off a term, or a part of it, that begins as this one does."""
        first = self.first_on or term.start
        match self.coupon.duration:
            case CouponDuration.ONCE:
                return term.start == first
            case CouponDuration.MONTHS:
                months = Interval(IntervalUnit.MONTH, self.coupon.months or 1)
                return term.start < boundary(first, months, 1)
            case CouponDuration.FOREVER:
                return True

    def used_for(self, term: Period) -> "AppliedCoupon":
        """The coupon after a term was charged with it."""
        return self if self.first_on else replace(self, first_on=term.start)


def check_discount_stays(now: Coupon, wanted: Coupon, redemptions: int) -> None:
    """What those who have redeemed it were promised. Raises `CouponInUse`."""
    if redemptions and _promise(now) != _promise(wanted):
        raise CouponInUse(coupon=now.code)


def _promise(coupon: Coupon) -> tuple[object, ...]:
    return coupon.share, coupon.amount, coupon.duration, coupon.months


class CouponProblem(StrEnum):
    """Why a coupon cannot be redeemed: for staff, never for whoever tries the code."""

    EXPIRED = "expired"
    USED_UP = "used_up"
    OTHER_PLAN = "other_plan"
    OTHER_CURRENCY = "other_currency"


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """Where a coupon is to be redeemed. `redeemed` is how many subscriptions have done so.

    `earlier` is what the same coupon was on this subscription before, if it ever was on it.
    """

    plan: str
    currency: str
    on: date
    redeemed: int
    earlier: AppliedCoupon | None = None


def coupon_problem(coupon: Coupon, redemption: Redemption) -> CouponProblem | None:
    """What is in the way. One that was on the subscription before takes nobody's place."""
    if coupon.plans and redemption.plan not in coupon.plans:
        return CouponProblem.OTHER_PLAN
    if coupon.amount and coupon.amount.currency != redemption.currency:
        return CouponProblem.OTHER_CURRENCY
    if redemption.earlier:
        return None
    if coupon.last_day and redemption.on > coupon.last_day:
        return CouponProblem.EXPIRED
    if coupon.limit is not None and redemption.redeemed >= coupon.limit:
        return CouponProblem.USED_UP
    return None


def redeemed(coupon: Coupon, redemption: Redemption) -> AppliedCoupon:
    """The coupon on the subscription. Raises `CouponNotUsable`, the same for every problem."""
    if coupon_problem(coupon, redemption):
        raise CouponNotUsable(coupon=coupon.code)
    return redemption.earlier or AppliedCoupon(coupon)


def discounted(items: Sequence[PricedItem], coupon: Coupon) -> tuple[PricedItem, ...]:
    """The items of a whole term with the coupon taken off, spread by the largest remainder.

    Never more than there is is taken off. Raises `CurrencyMismatch`.
    """
    amounts = [item.full_amount for item in items]
    total = sum(amounts[1:], amounts[0])
    if total.is_zero:
        return tuple(items)
    taken = total.times(coupon.share) if coupon.share else min(coupon.amount or total, total)
    parts = split(taken, [amount.minor_units for amount in amounts])
    return tuple(replace(item, discount=part) for item, part in zip(items, parts, strict=True))
