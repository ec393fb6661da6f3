"""Money in JSON: one shape for every amount that /v1 tells or takes."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.inputs import Body
from domain.money import Money

LARGEST = 10**15
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]


class Amount(Body):
    """Whole minor units of a currency of ISO 4217: 12.34 EUR is 1234, 500 JPY is 500."""

    amount: int
    currency: Currency

    @classmethod
    def of(cls, money: Money) -> Self:
        return cls(amount=money.minor_units, currency=money.currency)

    def money(self) -> Money:
        """Raises `UnknownCurrency`."""
        return Money(self.amount, self.currency)


class Price(Amount):
    """An amount that can be asked for: nothing, or more."""

    amount: Annotated[int, Field(ge=0, le=LARGEST)]


class Sum(Amount):
    """An amount that can be paid: more than nothing."""

    amount: Annotated[int, Field(ge=1, le=LARGEST)]
