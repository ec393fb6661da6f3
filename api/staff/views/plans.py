"""Plans with their prices, and tax rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from activities.plans import PlanPrice
from domain.money import Money
from domain.plans import NoSuchPlan, NoSuchTaxRate
from domain.taxes import TaxCategory, TaxRate
from domain.words import N_
from storage.books import Books
from storage.plans import PlanPriceRow, PlanRow

CATEGORIES: Mapping[TaxCategory, str] = {
    TaxCategory.STANDARD: N_("Standard rate"),
    TaxCategory.REDUCED: N_("Reduced rate"),
    TaxCategory.ZERO: N_("Zero rate"),
    TaxCategory.EXEMPT: N_("Exempt from tax"),
    TaxCategory.REVERSE_CHARGE: N_("Reverse charge"),
}


@dataclass(frozen=True)
class PlanView:
    plan: PlanRow
    prices: Sequence[PlanPrice]
    tax: TaxRate | None


@dataclass(frozen=True)
class PlanList:
    plans: Sequence[PlanView]
    tax_rates: Sequence[TaxRate]


async def plan_list(books: Books) -> PlanList:
    """Every plan and every tax rate, by their codes."""
    return PlanList(
        [await _view(books, row) for row in await books.plans.all()],
        [row.to_domain() for row in await books.plans.tax_rates()],
    )


async def tax_rate_view(books: Books, code: str) -> TaxRate:
    """Raises `NoSuchTaxRate`."""
    row = await books.plans.find_tax_rate(code)
    if row is None:
        raise NoSuchTaxRate(tax_rate=code)
    return row.to_domain()


async def plan_view(books: Books, code: str) -> PlanView:
    """Raises `NoSuchPlan`."""
    row = await books.plans.find(code)
    if row is None:
        raise NoSuchPlan(plan=code)
    return await _view(books, row)


async def _view(books: Books, row: PlanRow) -> PlanView:
    prices = [_price(price) for price in await books.plans.prices(row.code)]
    tax = await books.plans.find_tax_rate(row.tax_rate) if row.tax_rate else None
    return PlanView(row, prices, tax.to_domain() if tax else None)


def _price(row: PlanPriceRow) -> PlanPrice:
    return PlanPrice(
        Money(row.unit_minor_units, row.currency), Money(row.setup_minor_units, row.currency)
    )
