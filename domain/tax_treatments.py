"""Tax treatments: who owes the tax of what a customer buys, and what becomes of a taxed price."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from domain.money import Money
from domain.taxes import TaxBehaviour, TaxCategory, TaxRate
from domain.words import N_

if TYPE_CHECKING:
    from domain.addons import Addon
    from domain.plans import Plan

Sold = TypeVar("Sold", "Plan", "Addon")


class TaxTreatment(StrEnum):
    """What staff have settled for a customer.

    By rule is reverse charge for who has a VAT number in another country of the Union, where the
    organisation wants that, and taxed for all others.
    """

    BY_RULE = "by_rule"
    TAXED = "taxed"
    REVERSE_CHARGE = "reverse_charge"
    EXEMPT = "exempt"


_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
UNION = frozenset(_MEMBERS.split())
"""The members of the European Union, since 2020-02-01."""
_PREFIXES = {"EL": "GR"}
"""VAT numbers begin with their country's letters, but those of Greece (directive 2006/112, 215)."""
_VAT_NUMBER = re.compile(r"([A-Z]{2})[0-9A-Z+*]{2,12}")
WAIVED_NAMES = {
    TaxCategory.REVERSE_CHARGE: N_("Reverse charge"),
    TaxCategory.EXEMPT: N_("Exempt from tax"),
}
TAXED = N_("Taxed")
_WAIVES = {
    TaxTreatment.REVERSE_CHARGE: TaxCategory.REVERSE_CHARGE,
    TaxTreatment.EXEMPT: TaxCategory.EXEMPT,
}


@dataclass(frozen=True)
class Buyer:
    """What of a customer decides about its taxes. `country` is that of its address."""

    settled: TaxTreatment
    country: str
    tax_id: str


def waived_for(buyer: Buyer, seller_country: str, *, reverse_charge: bool) -> TaxCategory | None:
    """Why the buyer is not charged the tax of what it buys; None where it is.

    `reverse_charge` is what the organisation wants where nothing else was settled.
    """
    if buyer.settled is not TaxTreatment.BY_RULE:
        return _WAIVES.get(buyer.settled)
    elsewhere = {buyer.country, seller_country} <= UNION and buyer.country != seller_country
    if reverse_charge and elsewhere and vat_country(buyer.tax_id) == buyer.country:
        return TaxCategory.REVERSE_CHARGE
    return None


def vat_country(tax_id: str) -> str | None:
    """The country of a VAT number; None if it does not look like one."""
    found = _VAT_NUMBER.fullmatch(re.sub(r"[\s.-]", "", tax_id).upper())
    return _PREFIXES.get(found[1], found[1]) if found else None


def sold_waiving(sold: Sold, waived: TaxCategory | None) -> Sold:
    """A plan or an addon as it is sold to somebody whose tax is waived; to all others as it is."""
    if waived is None or sold.tax is None:
        return sold
    return replace(sold, tax=replace(sold.tax, waived=waived))


def borne(rate: TaxRate) -> TaxRate:
    """The rate as a line of an invoice bears it: nothing, where it is waived, and why."""
    if rate.waived is None:
        return rate
    name = WAIVED_NAMES[rate.waived]
    return TaxRate(rate.code, name, Fraction(0), TaxBehaviour.EXCLUSIVE, rate.waived)


def is_rounding(difference: Money, quantity: int, rate: TaxRate | None) -> bool:
    """Whether a price that lost its tax differs so little, times so many, from what is charged.

    The price was rounded for each piece, the discount and what is charged for the whole line.
    """
    if rate is None or rate.rate or rate.category not in WAIVED_NAMES:
        return False
    return 0 < abs(difference.minor_units) <= quantity // 2 + 1


def said_tax(name: str, say: Callable[[str], str]) -> str:
    """The name of a tax in somebody's language: words of ours are put into it, names are not."""
    return say(name) if name in WAIVED_NAMES.values() else name
