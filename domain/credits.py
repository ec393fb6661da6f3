"""Credits: what of a line that was charged is given back because its rest will not be used.

The base is what was really charged: after discounts, before tax, and of a line that was itself for
a part of a period that part. A line never gives back more than is left of it. The tax is that of
the amount, as it would be charged for it; all that was given back of a line's tax stays less than
one minor unit away from its share of the line, so that the last credit takes just what is left.
What was given back by another rule before is never asked back: then a credit gives no tax, or less.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import add

from domain.articles import Article
from domain.errors import Invalid
from domain.money import Money
from domain.periods import Period
from domain.proration import Moment
from domain.taxes import TaxBehaviour, Taxed, TaxRate, taxed
from domain.words import N_


class NothingToCredit(Invalid):
    message = N_("Say what is given back: an amount above zero, of a line that has so much left.")


@dataclass(frozen=True, kw_only=True)
class InvoicedLine:
    """A line of an issued invoice, as far as it can be given back.

    `taxed` is what was charged, `credited` what earlier credits gave back of it.
    """

    invoice: str
    position: int
    description: str
    taxed: Taxed
    credited: Taxed
    tax: TaxRate | None

    @property
    def charged(self) -> Money:
        """What was charged before tax, or with the tax that is inside of the price."""
        return self._base(self.taxed)

    @property
    def left(self) -> Money:
        """What of it was not given back yet."""
        return self.charged - self._base(self.credited)

    def credit(self, amount: Money) -> Taxed:
        """The amount, counted as `charged` is, taken apart with its tax.

        Give back no more than is `left`. Neither part is ever below zero, whatever earlier credits
        have given back of the tax.
        """
        share = Fraction((self._base(self.credited) + amount).minor_units, self._whole)
        exact = self.taxed.tax.minor_units * share
        wanted = (self.credited.tax + self._tax_of(amount)).minor_units
        fair = Money(min(max(wanted, floor(exact)), ceil(exact)), amount.currency)
        tax = max(fair, self.credited.tax) - self.credited.tax
        if self._tax_is_inside:
            tax = min(tax, amount)
            return Taxed(net=amount - tax, tax=tax, gross=amount)
        return Taxed(net=amount, tax=tax, gross=amount + tax)

    def _tax_of(self, amount: Money) -> Money:
        """By the rate it was charged at, or in proportion where only the tax is known."""
        if self.tax or self.taxed.tax.is_zero:
            return taxed(amount, self.tax).tax
        return self.taxed.tax.times(Fraction(amount.minor_units, self._whole))

    @property
    def _whole(self) -> int:
        return self.charged.minor_units or 1

    @property
    def _tax_is_inside(self) -> bool:
        return self.tax is not None and self.tax.behaviour is TaxBehaviour.INCLUSIVE

    def _base(self, amounts: Taxed) -> Money:
        return amounts.gross if self._tax_is_inside else amounts.net


@dataclass(frozen=True, kw_only=True)
class ChargedLine(InvoicedLine):
    """A line that is for days: what was charged is for the `period`.

    `served_until` is the end of the period, unless the rest of it was given back already.
    """

    article: Article
    quantity: int
    unit_price: Money
    period: Period
    served_until: date


@dataclass(frozen=True)
class CreditLine:
    """What of a line is given back, in positive amounts, and its days where it is for days."""

    line: InvoicedLine
    period: Period | None
    taxed: Taxed


@dataclass(frozen=True)
class CreditAmounts:
    """What is given back altogether. Writes nothing; `subtotal + tax == total`, all positive."""

    lines: tuple[CreditLine, ...]
    subtotal: Money
    tax: Money
    total: Money


def unused_credit(line: ChargedLine, moment: Moment) -> CreditLine | None:
    """What the line gives back for its days from a moment on; None if that is nothing."""
    part = moment.part(line.period, line.served_until)
    rest = moment.rest(line.period, line.served_until)
    amount = min(line.charged.times(rest), line.left)
    if part is None or amount <= Money.zero(amount.currency):
        return None
    return CreditLine(line, part, line.credit(amount))


def unused_credits(lines: Iterable[ChargedLine], moment: Moment) -> CreditAmounts | None:
    """What several lines give back together; None if that is nothing."""
    given = tuple(credit for line in lines if (credit := unused_credit(line, moment)))
    return _amounts(given) if given else None


def chosen_credits(chosen: Iterable[tuple[InvoicedLine, Money]]) -> CreditAmounts:
    """What staff give back of lines, each amount counted as the line's `charged` is.

    Raises `NothingToCredit` for no line, and for an amount that is not above zero and within what
    is left of its line.
    """
    given: list[CreditLine] = []
    for line, amount in chosen:
        if not Money.zero(amount.currency) < amount <= line.left:
            raise NothingToCredit
        given.append(CreditLine(line, None, line.credit(amount)))
    if not given:
        raise NothingToCredit
    return _amounts(tuple(given))


def _amounts(given: tuple[CreditLine, ...]) -> CreditAmounts:
    return CreditAmounts(
        lines=given,
        subtotal=reduce(add, [credit.taxed.net for credit in given]),
        tax=reduce(add, [credit.taxed.tax for credit in given]),
        total=reduce(add, [credit.taxed.gross for credit in given]),
    )
