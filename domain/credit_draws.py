"""Credit draws: which credit is used first, and what of each is left.

What a customer has to their credit comes from credit notes and from payments that brought too much.
Each is used in the order in which it came to be, for invoices or for a refund, never beyond what it
brought; what is not used goes back to where it came from.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from domain.errors import Conflict
from domain.money import Money
from domain.words import N_

Key = TypeVar("Key")


class UseOfCredit(StrEnum):
    """Whether invoices are paid from it by themselves, when their customer says so, or by staff."""

    NEVER = "never"
    ASK = "ask"
    ALWAYS = "always"

    @property
    def customers_choose(self) -> bool:
        """Also where it is used by itself: credit can come after an invoice was issued."""
        return self is not UseOfCredit.NEVER


class NotEnoughCredit(Conflict):
    message = N_("{asked} of credit is asked for, and {left} is left.")


class NoCredit(Conflict):
    message = N_("There is no credit that could be used.")


class SourceKind(StrEnum):
    """A RETAINER is drawn by hand, and by its number: it is no credit that is used by itself."""

    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    RETAINER = "retainer"


@dataclass(frozen=True)
class CreditSource:
    """A credit note or an over-payment by its number, and what of it is left."""

    kind: SourceKind
    number: str
    left: Money
    since: datetime


@dataclass(frozen=True)
class Draw:
    """What is taken from a source; below zero what goes back to it."""

    kind: SourceKind
    number: str
    amount: Money


def available(sources: Iterable[CreditSource], currency: str) -> Money:
    """What there is altogether in this currency."""
    zero = Money.zero(currency)
    return sum((each.left for each in sources if each.left.currency == currency), zero)


def draws(amount: Money, sources: Iterable[CreditSource], first: str = "") -> tuple[Draw, ...]:
    """The amount taken from source `first`, then from the oldest on. Raises `NotEnoughCredit`."""
    left, taken = amount, list[Draw]()
    own = [each for each in sources if each.left.currency == amount.currency]
    for source in sorted(own, key=lambda each: (each.number != first, each.since, each.number)):
        part = min(left, source.left)
        left -= part
        if not part.is_zero:
            taken.append(Draw(source.kind, source.number, part))
    if not left.is_zero:
        raise NotEnoughCredit(asked=str(amount), left=str(amount - left))
    return tuple(taken)


def newest_first(most: Money, uses: Sequence[tuple[Key, Money]]) -> Iterator[tuple[Key, Money]]:
    """What of each use is undone, the newest first, until it comes to `most`; oldest use first."""
    left = most
    for key, used in reversed(uses):
        part = min(left, used)
        left -= part
        if not part.is_zero:
            yield key, part


def undone(amount: Money, drawn: Sequence[Draw]) -> tuple[Draw, ...]:
    """What goes back of earlier draws, the newest first. Raises `NotEnoughCredit` beyond them."""
    left, back = amount, list[Draw]()
    for draw in reversed(drawn):
        part = min(left, draw.amount)
        left -= part
        if not part.is_zero:
            back.append(Draw(draw.kind, draw.number, -part))
    if not left.is_zero:
        raise NotEnoughCredit(asked=str(amount), left=str(amount - left))
    return tuple(back)
