"""Plans: what is sold, how often it is billed and for how much."""

from dataclasses import dataclass

from domain.money import Money
from domain.periods import Interval
from domain.taxes import TaxRate


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
