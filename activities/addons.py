"""Addons: written down and changed by staff or a file, each in one transaction."""

from typing import TYPE_CHECKING

from domain.addons import (
    AddonCodeTaken,
    AddonDescription,
    AddonDoesNotFitTerm,
    AddonInUse,
    NoSuchAddon,
    check_addon_prices,
    check_prices_stay,
    times_in_term,
)
from domain.customers import check_name
from domain.plans import NoSuchPlan, NoSuchTaxRate, check_code

if TYPE_CHECKING:
    from storage.addons import AddonRow
    from storage.books import Books


async def create_addon(books: "Books", new: AddonDescription) -> "AddonRow":
    """Raises `AddonCodeTaken`, and what is wrong with the description."""
    await _check(books, new)
    if await books.addons.find(new.code):
        raise AddonCodeTaken(addon=new.code)
    row = books.addons.new(code=new.code)
    _write(row, new)
    await books.flush()
    await _write_around(books, new)
    return row


async def change_addon(books: "Books", wanted: AddonDescription) -> "AddonRow":
    """What it costs, and to what it can be added, from the next change and the next invoice on.

    Raises `NoSuchAddon`, `AddonInUse`, `AddonPriceInUse` and what is wrong with the description.
    """
    if await books.addons.find(wanted.code) is None:
        raise NoSuchAddon(addon=wanted.code)
    row = await books.addons.lock(wanted.code)
    await _check(books, wanted)
    if row.billing != wanted.billing and await books.addons.was_sold(row.code):
        raise AddonInUse(addon=row.code)
    check_prices_stay(row.code, wanted.prices, await books.addons.used_in(row.code))
    _write(row, wanted)
    await _write_around(books, wanted)
    return row


def _write(row: "AddonRow", described: AddonDescription) -> None:
    billing = described.billing
    row.name, row.tax_rate = described.name.strip(), described.tax_rate or None
    row.kind, row.pricing = billing.kind, billing.pricing
    row.interval_unit = billing.interval.unit if billing.interval else None
    row.interval_count = billing.interval.count if billing.interval else None


async def _write_around(books: "Books", described: AddonDescription) -> None:
    await books.addons.set_prices(described.code, described.prices)
    await books.addons.set_plans(described.code, described.plans)
    await books.flush()


async def _check(books: "Books", described: AddonDescription) -> None:
    check_code(described.code)
    check_name(described.name)
    check_addon_prices(described.prices)
    if described.tax_rate and await books.plans.find_tax_rate(described.tax_rate) is None:
        raise NoSuchTaxRate(tax_rate=described.tax_rate)
    for code in described.plans:
        plan = await books.plans.find(code)
        if plan is None:
            raise NoSuchPlan(plan=code)
        if not times_in_term(described.billing.interval, plan.interval):
            raise AddonDoesNotFitTerm(addon=described.code, plan=code)
