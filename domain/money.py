"""Money: whole minor units of one currency, one way to round and one way to divide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from domain.currencies import EXPONENTS
from domain.errors import Invalid
from domain.words import N_

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,15})(?:\.(?P<part>[0-9]{1,15}))?")
_GROUP = 3
"""Digits between two separators of thousands."""


class CurrencyMismatch(Invalid):
    message = N_("{left} and {right} cannot be put together: they are different currencies.")


class UnknownCurrency(Invalid):
    message = N_("“{currency}” is not the ISO 4217 code of a currency in use.")


class NotAnAmount(Invalid):
    message = N_("“{text}” is not an amount in {currency}. Write it like {example}.")


def exponent(currency: str) -> int:
    """How many decimals the currency has. Raises `UnknownCurrency`."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency=currency) from None


def round_half_away(value: Fraction) -> int:
    """The nearest whole number, the one farther from zero when two are equally near."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return nearest if value >= 0 else -nearest


@dataclass(frozen=True)
class Money:
    """An amount in whole minor units (cents, yen, fils). Ordered within its currency.

    Raises `UnknownCurrency`; whatever puts two currencies together raises `CurrencyMismatch`.
    """

    minor_units: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """The amount written with a decimal point, never with thousands separators.

        Raises `NotAnAmount`, also for more decimals than the currency has (zeros aside), and for
        three where it has fewer: “1.000” is a thousand to half the world.
        """
        places = exponent(currency)
        written = _AMOUNT.fullmatch(text.strip())
        part = (written and written["part"]) or ""
        is_thousands = len(part) == _GROUP > places
        part = part.rstrip("0")
        if not written or is_thousands or len(part) > places:
            example = Money(123_456 if places else 1_234, currency).decimal
            raise NotAnAmount(text=text, currency=currency, example=str(example))
        return cls(int(written["sign"] + written["whole"] + part.ljust(places, "0")), currency)

    @property
    def is_zero(self) -> bool:
        return self.minor_units == 0

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly as many decimals as the currency has."""
        return Decimal(self.minor_units).scaleb(-exponent(self.currency))

    def times(self, factor: Fraction) -> Self:
        """The amount times a factor, rounded once, half away from zero."""
        return self._of(round_half_away(self.minor_units * factor))

    def __str__(self) -> str:
        return f"{self.decimal:f} {self.currency}"

    def __add__(self, other: "Money") -> Self:
        return self._of(self.minor_units + self._same(other))

    def __sub__(self, other: "Money") -> Self:
        return self._of(self.minor_units - self._same(other))

    def __neg__(self) -> Self:
        return self._of(-self.minor_units)

    def __mul__(self, count: int) -> Self:
        return self._of(self.minor_units * count)

    def __lt__(self, other: "Money") -> bool:
        return self.minor_units < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor_units <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor_units > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor_units >= self._same(other)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(left=str(self), right=str(other))
        return other.minor_units

    def _of(self, minor_units: int) -> Self:
        return type(self)(minor_units, self.currency)


def split(amount: Money, weights: Sequence[int]) -> list[Money]:
    """The amount in parts that add up to it exactly, by the largest remainder.

    What cannot be divided goes, one minor unit each, to the parts that lost most by rounding down,
    the first of equals first. Raises `ValueError` unless the weights are ≥ 0 and one is above.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError(f"nothing can be split by the weights {list(weights)}")
    sign = -1 if amount.minor_units < 0 else 1
    shares = [divmod(abs(amount.minor_units) * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    by_loss = sorted(range(len(shares)), key=lambda place: -shares[place][1])
    for place in by_loss[: abs(amount.minor_units) - sum(parts)]:
        parts[place] += 1
    return [Money(sign * part, amount.currency) for part in parts]
