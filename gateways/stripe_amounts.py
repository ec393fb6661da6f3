"""Amounts as Stripe writes them: some currencies have other minor units there than in ISO 4217."""

from typing import Final

from domain.money import Money, exponent
from domain.processor import ProcessorRefusal

_WITHOUT_DECIMALS: Final = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
_WITH_DECIMALS_THAT_ARE_ZERO: Final = frozenset({"ISK", "UGX"})
_WITH_THREE_DECIMALS: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def to_stripe(amount: Money) -> int:
    """Raises `ProcessorRefusal` for an amount that Stripe cannot write."""
    minor_units = _scaled(amount.minor_units, exponent(amount.currency), _exponent(amount.currency))
    last_digit_counts = amount.currency in _WITH_THREE_DECIMALS and amount.minor_units % 10
    if minor_units is None or last_digit_counts:
        raise ProcessorRefusal(cp_code="CP4003")
    return minor_units


def from_stripe(minor_units: int, currency: str) -> Money:
    """Raises `UnknownCurrency`, and `ValueError` for what is no amount of this currency."""
    code = currency.upper()
    ours = _scaled(minor_units, _exponent(code), exponent(code))
    if ours is None:
        raise ValueError(f"{minor_units} is no amount in {code}")
    return Money(ours, code)


def _exponent(currency: str) -> int:
    if currency in _WITHOUT_DECIMALS:
        return 0
    if currency in _WITH_DECIMALS_THAT_ARE_ZERO:
        return 2
    return 3 if currency in _WITH_THREE_DECIMALS else 2


def _scaled(minor_units: int, before: int, after: int) -> int | None:
    """The same amount with other decimals; None if there is none."""
    factor: int = 10 ** abs(after - before)
    if after >= before:
        return minor_units * factor
    whole, rest = divmod(minor_units, factor)
    return None if rest else whole
