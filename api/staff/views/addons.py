"""Addons as staff see them: how each is billed, what it costs, and what it goes with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.addons import AddonKind, AddonPricing, NoSuchAddon
from domain.money import Money
from domain.taxes import TaxRate
from domain.words import N_
from storage.addons import AddonRow
from storage.books import Books

KINDS: Mapping[str, str] = {
    AddonKind.RECURRING: N_("with every term"),
    AddonKind.ONE_TIME: N_("once"),
}
PRICINGS: Mapping[str, str] = {
    AddonPricing.PER_UNIT: N_("by the unit"),
    AddonPricing.FLAT: N_("flat"),
}


@dataclass(frozen=True)
class AddonView:
    """`was_sold`: how it is billed stays."""

    addon: AddonRow
    prices: Sequence[Money]
    plans: Sequence[str]
    tax: TaxRate | None
    was_sold: bool

    def more_prices(self, shown: int) -> Sequence[Money]:
        """Those for which a form with so many rows has none."""
        return self.prices[shown:]


async def addon_views(books: Books) -> Sequence[AddonView]:
    """Every addon, by its code."""
    return [await _view(books, row) for row in await books.addons.all()]


async def addon_view(books: Books, code: str) -> AddonView:
    """Raises `NoSuchAddon`."""
    row = await books.addons.find(code)
    if row is None:
        raise NoSuchAddon(addon=code)
    return await _view(books, row)


async def _view(books: Books, row: AddonRow) -> AddonView:
    tax = await books.plans.find_tax_rate(row.tax_rate) if row.tax_rate else None
    return AddonView(
        row,
        await books.addons.prices(row.code),
        sorted(await books.addons.plans(row.code)),
        tax.to_domain() if tax else None,
        await books.addons.was_sold(row.code),
    )
