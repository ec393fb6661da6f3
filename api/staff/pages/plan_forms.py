"""The forms of plans and tax rates, as they are typed and as they are meant."""

from fractions import Fraction
from typing import Annotated

from fastapi import Form

from activities.plans import NewPlan, NewTaxRate, PlanPrice
from api.inputs import FormBody, Line
from api.staff.inputs import NotAChoiceHere, Reader, price_in, share, whole_number
from domain.customers import check_name
from domain.errors import BillingError
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.plans import (
    CategoryBearsNoTax,
    NotACode,
    PlanCodeTaken,
    PlanNeedsPrice,
    PriceGivenTwice,
    TaxRateOutOfRange,
    TaxRateTaken,
    TooFewCycles,
    TrialDaysOutOfRange,
    check_code,
    check_tax_share,
)
from domain.taxes import TaxBehaviour, TaxCategory

PRICES = (1, 2, 3, 4)
_PLAN_FIELDS: dict[type[BillingError], str] = {
    PlanCodeTaken: "code",
    NotACode: "code",
    TrialDaysOutOfRange: "trial_days",
    TooFewCycles: "billing_cycles",
    PlanNeedsPrice: "price1",
    PriceGivenTwice: "currency2",
}
_TAX_FIELDS: dict[type[BillingError], str] = {
    TaxRateTaken: "code",
    NotACode: "code",
    TaxRateOutOfRange: "rate",
    CategoryBearsNoTax: "rate",
}


class PlanForm(FormBody):
    """Up to four currencies; a row without a price is left out."""

    code: Line = ""
    name: Line = ""
    description: Line = ""
    every: Line = "1"
    unit: Line = IntervalUnit.MONTH.value
    trial_days: Line = "0"
    billing_cycles: Line = ""
    tax_rate: Line = ""
    currency1: Line = ""
    price1: Line = ""
    setup1: Line = ""
    currency2: Line = ""
    price2: Line = ""
    setup2: Line = ""
    currency3: Line = ""
    price3: Line = ""
    setup3: Line = ""
    currency4: Line = ""
    price4: Line = ""
    setup4: Line = ""

    def read(self, reader: Reader) -> NewPlan | None:
        """The plan as it is meant; None where not even its interval can be read."""
        reader.read("code", self.code, check_code, None)
        reader.read("name", self.name, check_name, None)
        interval = reader.read("every", self.every, self._interval, None)
        prices = [self._price(reader, place) for place in PRICES]
        cycles = self.billing_cycles
        trial_days = reader.read("trial_days", self.trial_days or "0", whole_number, 0)
        billing_cycles = reader.read("billing_cycles", cycles, whole_number, 0) if cycles else None
        if interval is None:
            return None
        return NewPlan(
            code=self.code,
            name=self.name,
            description=self.description,
            interval=interval,
            trial_days=trial_days,
            billing_cycles=billing_cycles,
            tax_rate=self.tax_rate or None,
            prices=tuple(price for price in prices if price),
        )

    def _interval(self, text: str) -> Interval | None:
        if self.unit not in set(IntervalUnit):
            raise NotAChoiceHere
        return Interval(IntervalUnit(self.unit), whole_number(text))

    def _price(self, reader: Reader, place: int) -> PlanPrice | None:
        currency, unit, setup = (
            getattr(self, f"{name}{place}") for name in ("currency", "price", "setup")
        )
        if not unit:
            return None
        nothing = Money.zero("EUR")
        parse = price_in(currency)
        return PlanPrice(
            reader.read(f"price{place}", unit, parse, nothing),
            reader.read(f"setup{place}", setup or "0", parse, nothing),
        )


class TaxRateForm(FormBody):
    code: Line = ""
    name: Line = ""
    rate: Line = ""
    behaviour: Line = TaxBehaviour.EXCLUSIVE.value
    category: Line = TaxCategory.STANDARD.value
    note: Line = ""

    def read(self, reader: Reader) -> NewTaxRate:
        reader.read("code", self.code, check_code, None)
        reader.read("name", self.name, check_name, None)
        rate = reader.read("rate", self.rate, typed_rate, Fraction(0))
        return NewTaxRate(
            code=self.code,
            name=self.name,
            rate=rate,
            behaviour=reader.choice("behaviour", self.behaviour, TaxBehaviour.EXCLUSIVE),
            category=reader.choice("category", self.category, TaxCategory.STANDARD),
            note=self.note,
        )


def typed_rate(text: str) -> Fraction:
    """The share of a percentage. Raises `NotAPercentage` and `TaxRateOutOfRange`."""
    rate = share(text)
    check_tax_share(rate)
    return rate


def plan_field(refusal: BillingError) -> str:
    """The field that a refusal is about; none where it is about the whole form."""
    return _PLAN_FIELDS.get(type(refusal), "")


def tax_rate_field(refusal: BillingError) -> str:
    return _TAX_FIELDS.get(type(refusal), "")


AnyPlan = Annotated[PlanForm, Form()]
AnyTaxRate = Annotated[TaxRateForm, Form()]
