"""Taxes: what of an amount is net and what is tax, worked out per line and rounded once."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.errors import Conflict, Invalid
from domain.money import Money
from domain.words import N_


class CreditExceedsLine(Conflict):
    message = N_("{asked} cannot be credited: only {left} of this line is left.")


class NotAValidity(Invalid):
    message = N_("A rate cannot hold from {start} to {end}: that is backwards.")


class TaxBehaviour(StrEnum):
    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class TaxCategory(StrEnum):
    """Why a line bears the tax that it bears: what e-invoices and tax returns ask for."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"


CHARGED_TO_NOBODY = frozenset({TaxCategory.EXEMPT, TaxCategory.REVERSE_CHARGE})
"""A rate of these is nothing, always."""


@dataclass(frozen=True)
class RateChange:
    """Another rate under the same code, from its first day to its last; without one, for good.

    Raises `NotAValidity`.
    """

    name: str
    rate: Fraction
    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise NotAValidity(start=str(self.starts_on), end=str(self.ends_on))

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class TaxRate:
    """A tax by its code. `rate` is a share: a fifth for 20 %.

    `note` is what an invoice with this tax has to say. `changes` are in the order in which they
    were written down: where two hold on a day, the later one counts. `waived` says why somebody is
    not charged it.
    """

    code: str
    name: str
    rate: Fraction
    behaviour: TaxBehaviour
    category: TaxCategory = TaxCategory.STANDARD
    note: str = ""
    changes: tuple[RateChange, ...] = ()
    waived: TaxCategory | None = None

    def on(self, day: date) -> "TaxRate":
        """The rate as it is on that day."""
        for change in reversed(self.changes):
            if change.holds_on(day):
                return replace(self, name=change.name, rate=change.rate, changes=())
        return replace(self, changes=())


@dataclass(frozen=True)
class Taxed:
    """An amount taken apart; `net + tax == gross`, always."""

    net: Money
    tax: Money
    gross: Money


def taxed(amount: Money, rate: TaxRate | None) -> Taxed:
    """The amount of one line taken apart. Without a rate there is no tax.

    Tax on top is rounded by itself; of a price with tax inside the net is rounded, and the tax is
    the rest.
    """
    if rate is None:
        return Taxed(net=amount, tax=Money.zero(amount.currency), gross=amount)
    if rate.behaviour is TaxBehaviour.EXCLUSIVE:
        tax = amount.times(rate.rate)
        return Taxed(net=amount, tax=tax, gross=amount + tax)
    net = amount.times(1 / (1 + rate.rate))
    return Taxed(net=net, tax=amount - net, gross=amount)


def as_priced(amounts: Taxed, rate: TaxRate | None) -> Money:
    """What of a line counts as its price does: with the tax where the price has it inside."""
    inside = rate is not None and rate.behaviour is TaxBehaviour.INCLUSIVE
    return amounts.gross if inside else amounts.net


def mirrored(original: Taxed, *, credited: Taxed, amount: Money) -> Taxed:
    """The part of a line that a credit of `amount` (gross) gives back, with its share of the tax.

    `credited` is what earlier credits gave back. The shares follow the running total, so that the
    last credit takes the remainder and all of them add up to the original tax. Raises
    `CreditExceedsLine`.
    """
    gross = credited.gross + amount
    if gross > original.gross:
        left = original.gross - credited.gross
        raise CreditExceedsLine(asked=str(amount), left=str(left))
    given_back = original.tax.times(Fraction(gross.minor_units, original.gross.minor_units or 1))
    tax = given_back - credited.tax
    return Taxed(net=amount - tax, tax=tax, gross=amount)
