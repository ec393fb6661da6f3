"""Limits: the currencies that the simulator takes, and the least it takes in each."""

from domain.capabilities import LEAST_CHARGES
from domain.money import Money
from gateways.simulator.refusals import amount_below_minimum, currency_unsupported


def check_chargeable(amount: Money) -> None:
    """Raises `Refused` for a currency that is not taken and an amount that is too small."""
    least = LEAST_CHARGES.get(amount.currency)
    if least is None:
        raise currency_unsupported(amount.currency)
    if amount.minor_units < least:
        raise amount_below_minimum(str(amount), str(Money(least, amount.currency)))
