"""The statement of accounts: what a customer owed, what moved it, and what is owed at the end.

It is made of the customer's account in the journal: what is receivable of them less what we owe
them, in one currency. Using credit for an invoice moves nothing between us, and is no line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import accumulate

from domain.date_ranges import DateRange
from domain.errors import Invalid
from domain.money import Money
from domain.numbers import CREDIT_NOTES, INVOICES, Series
from domain.words import N_

MOST_MOVEMENTS = 20_000


class TooManyMovements(Invalid):
    message = N_("There are more than {most} movements in these days. Ask for fewer days.")


class MovementKind(StrEnum):
    """What moved the account, in the order in which one day is told."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    RETURNED = "returned"
    WRITE_OFF = "write_off"
    RESTORED = "restored"
    OTHER = "other"


_ORDER = {kind: place for place, kind in enumerate(MovementKind)}


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Something that was booked: more is owed by a positive amount, less by a negative one.

    `about` are the invoices that a payment was for. `belongs_to` is the day on which it happened,
    where that was locked and it was booked later.
    """

    on: date
    kind: MovementKind
    document: str
    amount: Money
    about: tuple[str, ...] = ()
    due_on: date | None = None
    belongs_to: date | None = None


@dataclass(frozen=True)
class StatementLine:
    """A movement, and what is owed after it."""

    movement: Movement
    balance: Money


@dataclass(frozen=True)
class OpenItem:
    """What is still owed on an invoice."""

    document: str
    due_on: date | None
    amount: Money

    def days_overdue(self, on: date) -> int:
        """For how many days it should have been paid; 0 if there is time."""
        return max((on - self.due_on).days, 0) if self.due_on else 0


class Age(StrEnum):
    """For how many days something should have been paid."""

    CURRENT = "current"
    UP_TO_30 = "1-30"
    UP_TO_60 = "31-60"
    UP_TO_90 = "61-90"
    OLDER = "over_90"


_UP_TO = ((0, Age.CURRENT), (30, Age.UP_TO_30), (60, Age.UP_TO_60), (90, Age.UP_TO_90))


@dataclass(frozen=True)
class Standing:
    """The account in a currency: before the first day, and what is owed on invoices at the end."""

    opening: Money
    owed: Money


@dataclass(frozen=True)
class Statement:
    """The account of a customer in one currency over a range of days.

    `owed` on invoices, by its age in `ageing`, less the `credit` is what closes it.
    """

    days: DateRange
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
    items: tuple[OpenItem, ...]
    ageing: Mapping[Age, Money]

    @property
    def currency(self) -> str:
        return self.opening.currency

    @property
    def charged(self) -> Money:
        """What was added in these days."""
        return self._sum(amount for amount in self._amounts if amount > self._zero)

    @property
    def settled(self) -> Money:
        """What was paid, credited or given up in these days: not below zero."""
        return -self._sum(amount for amount in self._amounts if amount < self._zero)

    @property
    def owed(self) -> Money:
        """What is open on invoices at the end."""
        return self._sum(self.ageing.values())

    @property
    def credit(self) -> Money:
        """What we owe the customer at the end."""
        return self.owed - self.closing

    @property
    def _amounts(self) -> Iterable[Money]:
        return (line.movement.amount for line in self.lines)

    @property
    def _zero(self) -> Money:
        return Money.zero(self.currency)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return sum(amounts, start=self._zero)


def statement(
    days: DateRange, standing: Standing, movements: Iterable[Movement], items: Iterable[OpenItem]
) -> Statement:
    """The statement of one currency. The movements may come in any order."""
    told = sorted(movements, key=_place)
    balances = list(accumulate((each.amount for each in told), initial=standing.opening))
    open_items = tuple(reconciled(items, standing.owed))
    return Statement(
        days=days,
        opening=standing.opening,
        lines=tuple(
            StatementLine(each, balance) for each, balance in zip(told, balances[1:], strict=True)
        ),
        closing=balances[-1],
        items=open_items,
        ageing=ageing(open_items, days.last, standing.owed.currency),
    )


def ageing(items: Iterable[OpenItem], on: date, currency: str) -> Mapping[Age, Money]:
    """What is owed at the end of a day, by how long it should have been paid."""
    aged = dict.fromkeys(Age, Money.zero(currency))
    for item in items:
        aged[age(item, on)] += item.amount
    return aged


def age(item: OpenItem, on: date) -> Age:
    """Due on the day itself is current; due thirty days before is the end of the first bucket."""
    days = item.days_overdue(on)
    return next((name for most, name in _UP_TO if days <= most), Age.OLDER)


def reconciled(items: Iterable[OpenItem], owed: Money) -> Sequence[OpenItem]:
    """The open items, the oldest first, so that they add up to what the journal says is owed.

    The share of a payment that came back, or was given back, since then is not known any more: what
    it had paid is taken from the oldest. What belongs to no invoice is an item without a number.
    """
    zero = Money.zero(owed.currency)
    listed = sorted(items, key=lambda item: (item.due_on or date.max, item.document))
    too_much = sum((item.amount for item in listed), start=zero) - owed
    kept: list[OpenItem] = []
    for item in listed:
        taken = min(max(too_much, zero), item.amount)
        too_much -= taken
        if item.amount > taken:
            kept.append(replace(item, amount=item.amount - taken))
    if too_much < zero:
        kept.append(OpenItem("", None, -too_much))
    return kept


def kind_of(document: str, word: str, amount: Money) -> MovementKind:
    """What a movement is: by the word for what happened, else by its document and its way."""
    is_more = amount > Money.zero(amount.currency)
    by_document = _BY_DOCUMENT.get((document.partition("-")[0], is_more), MovementKind.OTHER)
    return _BY_WORD.get(word.partition(" ")[0], by_document)


_BY_WORD: Mapping[str, MovementKind] = {
    "returned": MovementKind.RETURNED,
    "restored": MovementKind.RESTORED,
}
_BY_DOCUMENT: Mapping[tuple[str, bool], MovementKind] = {
    (INVOICES, True): MovementKind.INVOICE,
    (INVOICES, False): MovementKind.WRITE_OFF,
    (CREDIT_NOTES, False): MovementKind.CREDIT_NOTE,
    (CREDIT_NOTES, True): MovementKind.REFUND,
    (Series.PAYMENT, False): MovementKind.PAYMENT,
    (Series.PAYMENT, True): MovementKind.REFUND,
    ("RF", True): MovementKind.REFUND,
    ("RF", False): MovementKind.REFUND_FAILED,
}


def _place(movement: Movement) -> tuple[date, int, str]:
    return movement.on, _ORDER[movement.kind], movement.document
