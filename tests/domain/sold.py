"""Plans, addons, coupons and charged lines to try the rules of subscriptions with."""

from dataclasses import replace
from fractions import Fraction

from domain.addons import Addon, AddonKind, AddonPricing, ChosenAddon
from domain.articles import PricedItem
from domain.contents import Contents, term_items
from domain.coupons import AppliedCoupon, Coupon, CouponDuration
from domain.credits import ChargedLine
from domain.money import Money
from domain.periods import Interval, IntervalUnit, Period
from domain.plans import Plan
from domain.proration import Moment, Proration
from domain.taxes import TaxBehaviour, Taxed, TaxRate, taxed
from tests.domain.examples import day, eur, plan, utc

DAILY = Interval(IntervalUnit.DAY, 1)
WEEKLY = Interval(IntervalUnit.WEEK, 1)
QUARTERLY = Interval(IntervalUnit.MONTH, 3)
YEARLY = Interval(IntervalUnit.YEAR, 1)
VAT = TaxRate("VAT20", "VAT", Fraction(1, 5), TaxBehaviour.EXCLUSIVE)
VAT_INSIDE = replace(VAT, code="VAT20I", behaviour=TaxBehaviour.INCLUSIVE)
APRIL = Period(day("2026-04-01"), day("2026-05-01"))
"""A month of thirty days."""

PRO = replace(plan(), code="pro", name="Pro", price=eur("62.00"))


def priced(price: str, *, code: str = "basic", tax: TaxRate | None = None) -> Plan:
    return replace(plan(), code=code, name=code.title(), price=eur(price), tax=tax)


def addon(price: str = "5.00", *, code: str = "backup", kind: str = "recurring") -> Addon:
    return Addon(
        code=code,
        name=code.title(),
        kind=AddonKind(kind),
        pricing=AddonPricing.PER_UNIT,
        price=eur(price),
    )


def flat(price: str = "9.00", *, code: str = "support") -> Addon:
    return replace(addon(price, code=code), pricing=AddonPricing.FLAT)


def chosen(price: str = "5.00", *, quantity: int = 1, code: str = "backup") -> ChosenAddon:
    return ChosenAddon(addon(price, code=code), quantity)


def extra(price: str = "15.00", *, quantity: int = 1, code: str = "training") -> ChosenAddon:
    return ChosenAddon(addon(price, code=code, kind="one_time"), quantity)


def coupon(percent: int = 20, *, code: str = "WELCOME", months: int | None = None) -> Coupon:
    """So many percent off, for ever or for some months."""
    duration = CouponDuration.MONTHS if months else CouponDuration.FOREVER
    share = Fraction(percent, 100)
    return Coupon(code=code, name="Welcome", share=share, duration=duration, months=months)


def amount_off(amount: str, *, code: str = "MINUS") -> Coupon:
    return Coupon(code=code, name="Minus", amount=eur(amount), duration=CouponDuration.FOREVER)


def contents(
    of: Plan | None = None, quantity: int = 1, *addons: ChosenAddon, off: Coupon | None = None
) -> Contents:
    return Contents(of or plan(), quantity, addons, AppliedCoupon(off) if off else None)


def moment(text: str, *, zone: str = "UTC") -> Moment:
    """`2026-02-10` in the morning, or `2026-02-10 17:30`, counted in days."""
    return Moment(utc(text if " " in text else f"{text} 09:00"), Proration(zone=zone))


def nothing(currency: str = "EUR") -> Taxed:
    zero = Money.zero(currency)
    return Taxed(zero, zero, zero)


def charged(item: PricedItem, *, invoice: str = "INV-000001", position: int = 1) -> ChargedLine:
    """The line of an invoice that was made from the item."""
    assert item.period, "only what has a period can be given back"
    return ChargedLine(
        invoice=invoice,
        position=position,
        article=item.article,
        description=item.description,
        quantity=item.quantity,
        unit_price=item.unit_price,
        period=item.period,
        served_until=item.period.end,
        taxed=taxed(item.amount, item.tax),
        credited=nothing(item.unit_price.currency),
        tax=item.tax,
    )


def charged_for(consists_of: Contents, term: Period) -> tuple[ChargedLine, ...]:
    """The lines of the invoice of a whole term."""
    items = term_items(consists_of, term)
    return tuple(charged(item, position=place) for place, item in enumerate(items, start=1))


def line(price: str, period: Period, *, tax: TaxRate | None = None) -> ChargedLine:
    """The line of a plan at a price for a whole period."""
    (only,) = charged_for(contents(priced(price, tax=tax)), period)
    return only
