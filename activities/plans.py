"""Plans with their prices, and tax rates: written in one transaction each."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from domain.customers import check_name
from domain.money import Money
from domain.periods import Interval
from domain.plans import (
    NoSuchTaxRate,
    PlanCodeTaken,
    TaxRateTaken,
    check_code,
    check_prices,
    check_tax_share,
    check_terms,
)
from domain.taxes import RateChange, TaxBehaviour, TaxCategory

if TYPE_CHECKING:
    from storage.books import Books
    from storage.plans import PlanRow, TaxRateRow


@dataclass(frozen=True)
class PlanPrice:
    """What a unit costs for one interval, and what setting up costs once. One currency."""

    unit: Money
    setup: Money


@dataclass(frozen=True)
class NewPlan:
    """A plan as staff or a file describe it. Without `billing_cycles` it renews for ever."""

    code: str
    name: str
    description: str
    interval: Interval
    trial_days: int
    billing_cycles: int | None
    tax_rate: str | None
    prices: tuple[PlanPrice, ...]


@dataclass(frozen=True)
class NewTaxRate:
    """`rate` is a share: a fifth for 20 %."""

    code: str
    name: str
    rate: Fraction
    behaviour: TaxBehaviour
    category: TaxCategory = TaxCategory.STANDARD
    note: str = ""


async def create_plan(books: "Books", new: NewPlan) -> "PlanRow":
    """Raises `PlanCodeTaken`, `NoSuchTaxRate` and what is wrong with the terms."""
    _check_plan(new)
    if await books.plans.find(new.code):
        raise PlanCodeTaken(plan=new.code)
    if new.tax_rate and await books.plans.find_tax_rate(new.tax_rate) is None:
        raise NoSuchTaxRate(tax_rate=new.tax_rate)
    plan = books.plans.new(
        code=new.code,
        name=new.name.strip(),
        description=new.description.strip(),
        interval_unit=new.interval.unit,
        interval_count=new.interval.count,
        trial_days=new.trial_days,
        billing_cycles=new.billing_cycles,
        tax_rate=new.tax_rate or None,
    )
    await books.flush()
    for price in new.prices:
        books.plans.new_price(
            plan=new.code,
            currency=price.unit.currency,
            unit_minor_units=price.unit.minor_units,
            setup_minor_units=price.setup.minor_units,
        )
    await books.flush()
    return plan


def _check_plan(new: NewPlan) -> None:
    check_code(new.code)
    check_name(new.name)
    check_terms(new.trial_days, new.billing_cycles)
    check_prices([(price.unit, price.setup) for price in new.prices])


async def create_tax_rate(books: "Books", new: NewTaxRate) -> "TaxRateRow":
    """Raises `TaxRateTaken` and what is wrong with the rate."""
    check_code(new.code)
    check_name(new.name)
    check_tax_share(new.rate, new.category)
    if await books.plans.find_tax_rate(new.code):
        raise TaxRateTaken(tax_rate=new.code)
    rate = books.plans.new_tax_rate(
        code=new.code,
        name=new.name.strip(),
        numerator=new.rate.numerator,
        denominator=new.rate.denominator,
        behaviour=new.behaviour,
        category=new.category,
        note=new.note.strip(),
        changes=[],
    )
    await books.flush()
    return rate


async def change_tax_rate(books: "Books", code: str, change: RateChange) -> "TaxRateRow":
    """Another rate from a day on: what is issued from then bears it, what was issued stays.

    Raises `NoSuchTaxRate` and what is wrong with the rate.
    """
    check_name(change.name)
    rate = await books.plans.lock_tax_rate(code)
    if rate is None:
        raise NoSuchTaxRate(tax_rate=code)
    check_tax_share(change.rate, rate.category)
    rate.add_change(change)
    await books.flush()
    return rate
