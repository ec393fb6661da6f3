"""The form of addons, as it is typed and as it is meant."""

from typing import Annotated

from fastapi import Form
from pydantic import Field

from api.inputs import FormBody, Line
from api.staff.inputs import NotAChoiceHere, Reader, price_in, whole_number
from api.staff.pages.plan_forms import PRICES
from api.staff.views.addons import KINDS, PRICINGS, AddonView
from domain.addons import (
    AddonBilling,
    AddonCodeTaken,
    AddonDescription,
    AddonInUse,
    AddonKind,
    AddonNeedsPrice,
    AddonPriceInUse,
    AddonPricing,
    ExtraHasNoInterval,
)
from domain.customers import check_name
from domain.errors import BillingError
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.plans import NotACode, PriceGivenTwice, check_code

_FIELDS: dict[type[BillingError], str] = {
    AddonCodeTaken: "code",
    NotACode: "code",
    AddonInUse: "kind",
    ExtraHasNoInterval: "every",
    AddonNeedsPrice: "price1",
    AddonPriceInUse: "price1",
    PriceGivenTwice: "currency2",
}


class AddonForm(FormBody):
    """Up to four currencies; a row without a price is left out. Without `every` it has no interval.

    Of an addon that was sold the page does not offer to change how it is billed.
    """

    code: Line = ""
    name: Line = ""
    kind: Line = AddonKind.RECURRING.value
    pricing: Line = AddonPricing.PER_UNIT.value
    every: Line = ""
    unit: Line = IntervalUnit.MONTH.value
    tax_rate: Line = ""
    plans: Annotated[list[Line], Field(default_factory=list, max_length=500)]
    currency1: Line = ""
    price1: Line = ""
    currency2: Line = ""
    price2: Line = ""
    currency3: Line = ""
    price3: Line = ""
    currency4: Line = ""
    price4: Line = ""

    @classmethod
    def of(cls, view: AddonView) -> "AddonForm":
        row = view.addon
        prices: dict[str, str] = {}
        for place, price in zip(PRICES, view.prices, strict=False):
            prices |= {f"currency{place}": price.currency, f"price{place}": str(price.decimal)}
        return cls(
            csrf="",
            code=row.code,
            name=row.name,
            kind=row.kind,
            pricing=row.pricing,
            every=str(row.interval_count or ""),
            unit=row.interval_unit or IntervalUnit.MONTH,
            tax_rate=row.tax_rate or "",
            plans=list(view.plans),
            **prices,
        )

    def read(self, reader: Reader, view: AddonView | None = None) -> AddonDescription | None:
        """The addon as it is meant; None where not even how it is billed can be read.

        Of one that was sold it stays how it is billed; prices for which there is no row stay too.
        """
        reader.read("code", self.code, check_code, None)
        reader.read("name", self.name, check_name, None)
        sold = view.addon.billing if view and view.was_sold else None
        billing = sold or reader.read("every", self.every, self._billing, None)
        prices = [self._price(reader, place) for place in PRICES]
        kept = view.more_prices(len(PRICES)) if view else ()
        if billing is None:
            return None
        return AddonDescription(
            code=self.code,
            name=self.name,
            billing=billing,
            prices=(*(price for price in prices if price), *kept),
            tax_rate=self.tax_rate or None,
            plans=tuple(sorted(set(self.plans))),
        )

    def _billing(self, every: str) -> AddonBilling:
        is_choice = self.kind in KINDS and self.pricing in PRICINGS
        if not is_choice or self.unit not in set(IntervalUnit):
            raise NotAChoiceHere
        interval = Interval(IntervalUnit(self.unit), whole_number(every)) if every else None
        return AddonBilling(AddonKind(self.kind), AddonPricing(self.pricing), interval)

    def _price(self, reader: Reader, place: int) -> Money | None:
        currency, typed = (getattr(self, f"{name}{place}") for name in ("currency", "price"))
        if not typed:
            return None
        return reader.read(f"price{place}", typed, price_in(currency), Money.zero("EUR"))


def addon_field(refusal: BillingError) -> str:
    """The field that a refusal is about; none where it is about the whole form."""
    return _FIELDS.get(type(refusal), "")


AnyAddon = Annotated[AddonForm, Form()]
