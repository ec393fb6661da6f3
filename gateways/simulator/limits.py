"""Limits: the currencies that the simulator takes, and the least it takes in each."""

from types import MappingProxyType
from typing import Final

from domain.money import Money
from gateways.simulator.refusals import amount_below_minimum, currency_unsupported

_LEAST: Final = MappingProxyType(
    {
        "AED": 200,
        "AUD": 50,
        "BRL": 50,
        "CAD": 50,
        "CHF": 50,
        "CZK": 1500,
        "DKK": 250,
        "EUR": 50,
        "GBP": 30,
        "HKD": 400,
        "HUF": 17500,
        "INR": 50,
        "JPY": 50,
        "KRW": 500,
        "KWD": 150,
        "MXN": 1000,
        "NOK": 300,
        "NZD": 50,
        "PLN": 200,
        "RON": 200,
        "SEK": 300,
        "SGD": 50,
        "TND": 1500,
        "USD": 50,
        "ZAR": 1000,
    }
)


def check_chargeable(amount: Money) -> None:
    """Raises `Refused` for a currency that is not taken and an amount that is too small."""
    least = _LEAST.get(amount.currency)
    if least is None:
        raise currency_unsupported(amount.currency)
    if amount.minor_units < least:
        raise amount_below_minimum(str(amount), str(Money(least, amount.currency)))
