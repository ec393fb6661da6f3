"""Coupons: the rows of their file. A coupon that the books have is left alone."""

from fractions import Fraction

from domain.coupons import (
    Coupon,
    CouponDuration,
    CouponNeedsMonths,
    CouponNeedsOneDiscount,
)
from domain.errors import Invalid
from domain.imports.addons import plan_codes
from domain.imports.cells import Cells
from domain.imports.codes import currency
from domain.imports.inspection import Inspection, Part
from domain.imports.known import PlanTerms
from domain.imports.lookups import Lookup, Once
from domain.imports.readers import amount, choice, code, day, one_line, percent, whole
from domain.imports.tables import Form
from domain.money import Money

FORM = Form(
    "coupons.csv",
    needed=("code", "name", "duration"),
    optional=("percent", "amount", "currency", "months", "last_day", "redemption_limit", "plans"),
)
MOST_MONTHS = 120
MOST_REDEMPTIONS = 10**9

_DURATIONS = {"repeating": CouponDuration.MONTHS, "for_ever": CouponDuration.FOREVER}
_COLUMN_OF = {CouponNeedsOneDiscount: "percent", CouponNeedsMonths: "months"}
_WHAT_TO_DO = {
    CouponNeedsOneDiscount: "Fill in either percent, or amount and currency.",
    CouponNeedsMonths: "Fill in months if the duration is months, and only then.",
}
_NONE = Coupon(code="", name="", share=Fraction(1))


def read_coupons(inspection: Inspection, plans: Lookup[PlanTerms]) -> Part[Coupon]:
    """The coupons that are new."""
    once, known = Once(), inspection.known.coupons
    new: list[Coupon] = []
    unchanged = 0
    for cells in inspection.rows(FORM):
        coupon = _coupon(cells)
        once.check(cells, "code", coupon.code)
        for named in sorted(coupon.plans):
            plans.refer_to(cells, "plans", named)
        unchanged += coupon.code in known
        if cells.is_sound and coupon.code not in known:
            new.append(coupon)
    return Part(tuple(new), unchanged)


def _coupon(cells: Cells) -> Coupon:
    try:
        return Coupon(
            code=cells.get("code", code, ""),
            name=cells.get("name", one_line(200), ""),
            share=cells.get("percent", percent, None),
            amount=_amount(cells),
            duration=cells.get("duration", choice(CouponDuration, _DURATIONS), _NONE.duration),
            months=cells.get("months", whole(1, MOST_MONTHS), None),
            last_day=cells.get("last_day", day, None),
            limit=cells.get("redemption_limit", whole(1, MOST_REDEMPTIONS), None),
            plans=frozenset(plan_codes(cells)),
        )
    except Invalid as refusal:
        if cells.is_sound:
            kind = type(refusal)
            cells.fault(_COLUMN_OF[kind], str(refusal), _WHAT_TO_DO[kind])
        return _NONE


def _amount(cells: Cells) -> Money | None:
    if not cells.has("amount"):
        return None
    taken_in = cells.get("currency", currency, None)
    if taken_in is None:
        if not cells.has("currency"):
            cells.fault("currency", "This cell is empty.", "Say in which currency the amount is.")
        return None
    return cells.get("amount", amount(taken_in), None)
