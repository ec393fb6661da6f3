"""Plans: what is sold, how often it is billed and for how much."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.errors import Conflict, Invalid, NotFound
from domain.money import Money
from domain.periods import Interval
from domain.taxes import CHARGED_TO_NOBODY, TaxCategory, TaxRate
from domain.words import N_

MOST_TRIAL_DAYS = 730
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class NotACode(Invalid):
    message = N_(
        "“{code}” cannot be a code: use up to 40 letters, digits, dots, hyphens and underscores."
    )


class NoSuchPlan(NotFound):
    message = N_("There is no plan “{plan}”.")


class PlanCodeTaken(Conflict):
    message = N_("There is a plan with the code “{plan}” already.")


class PlanNeedsPrice(Invalid):
    message = N_("A plan needs a price in at least one currency.")


class PriceGivenTwice(Invalid):
    message = N_("There is more than one price in {currency}.")


class NegativePrice(Invalid):
    message = N_("A price cannot be negative: {amount}.")


class NoPriceInCurrency(Conflict):
    message = N_("Plan “{plan}” has no price in {currency}, the currency of {customer}.")


class TrialDaysOutOfRange(Invalid):
    message = N_("A trial has 0 to {most} days, not {days}.")


class TooFewCycles(Invalid):
    message = N_("A plan ends after at least one billing cycle, or never.")


class NoSuchTaxRate(NotFound):
    message = N_("There is no tax rate “{tax_rate}”.")


class TaxRateTaken(Conflict):
    message = N_("There is a tax rate with the code “{tax_rate}” already.")


class TaxRateOutOfRange(Invalid):
    message = N_("A tax rate is from 0 to 100 percent.")


class CategoryBearsNoTax(Invalid):
    message = N_("No tax is charged in this category: its rate is 0 percent.")


@dataclass(frozen=True)
class Plan:
    """What a subscription is to.

    `price` is for one unit and one interval. `billing_cycles` is how many terms there will be, None
    for as many as the customer wants. `trial_days` is 0 for a plan without a trial.
    """

    code: str
    name: str
    interval: Interval
    price: Money
    setup_fee: Money
    trial_days: int
    billing_cycles: int | None
    tax: TaxRate | None


def check_code(code: str) -> None:
    """Raises `NotACode`."""
    if not _CODE.fullmatch(code):
        raise NotACode(code=code)


def check_terms(trial_days: int, billing_cycles: int | None) -> None:
    """Raises `TrialDaysOutOfRange` or `TooFewCycles`."""
    if not 0 <= trial_days <= MOST_TRIAL_DAYS:
        raise TrialDaysOutOfRange(days=trial_days, most=MOST_TRIAL_DAYS)
    if billing_cycles is not None and billing_cycles < 1:
        raise TooFewCycles


def check_prices(prices: Sequence[tuple[Money, Money]]) -> None:
    """Each a pair: of a unit, of the set-up. Raises `PlanNeedsPrice` and its like."""
    if not prices:
        raise PlanNeedsPrice
    seen: set[str] = set()
    for unit, setup in prices:
        for amount in (unit, setup - Money.zero(unit.currency)):
            if amount.minor_units < 0:
                raise NegativePrice(amount=str(amount))
        if unit.currency in seen:
            raise PriceGivenTwice(currency=unit.currency)
        seen.add(unit.currency)


def check_tax_share(rate: Fraction, category: TaxCategory = TaxCategory.STANDARD) -> None:
    """Raises `TaxRateOutOfRange` and `CategoryBearsNoTax`."""
    if not 0 <= rate <= 1:
        raise TaxRateOutOfRange
    if rate and category in CHARGED_TO_NOBODY:
        raise CategoryBearsNoTax
