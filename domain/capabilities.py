"""What a payment processor is able to do: a charge it would refuse is not even asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.money import Money
from domain.payment_problems import AmountTooSmall, CurrencyNotTaken, RecurringNotSupported

LEAST_CHARGES: Mapping[str, int] = MappingProxyType(
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
"""The least amounts in minor units, as processors publish them."""


@dataclass(frozen=True)
class Capabilities:
    """`currencies` it takes; `least` minor units in some of them; whether it charges saved methods.

    In a currency without a least amount, only the processor knows what is too little.
    """

    currencies: frozenset[str]
    least: Mapping[str, int]
    charges_saved_methods: bool = True


def check_takes(capabilities: Capabilities, amount: Money) -> None:
    """Raises `CurrencyNotTaken` and `AmountTooSmall`."""
    if amount.currency not in capabilities.currencies:
        raise CurrencyNotTaken(cp_code="CP4003", currency=amount.currency)
    least = Money(capabilities.least.get(amount.currency, 0), amount.currency)
    if amount < least:
        raise AmountTooSmall(cp_code="CP4001", amount=str(amount), least=str(least))


def check_charges_saved(capabilities: Capabilities) -> None:
    """Raises `RecurringNotSupported`."""
    if not capabilities.charges_saved_methods:
        raise RecurringNotSupported(cp_code="CP4002")
