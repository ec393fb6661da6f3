"""Time that is invoiced: what it comes to, and the lines that it makes.

Each entry is rounded once. So what a customer approves, what an invoice by entries and what one by
tasks come to is the same amount.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import add

from domain.approvals import EntryNotBillable, EntryStatus
from domain.articles import MOST_MINOR_UNITS
from domain.date_ranges import ANY_DAY, SomeDays
from domain.errors import Conflict, Invalid
from domain.invoice_drafts import WrittenLine
from domain.money import Money, round_half_away
from domain.words import N_

MOST_WORDS, MOST_TASK = 200, 100
_TYPED = re.compile(r"(?P<hours>[0-9]{1,3})(?::(?P<minutes>[0-5][0-9])|\.[0-9]{1,4})?")


class Grouping(StrEnum):
    """What is a line of the invoice: each task at each rate, or each entry."""

    TASK = "task"
    ENTRY = "entry"


class BillingStatus(StrEnum):
    """How an entry stands for its customer, who knows of no drafts."""

    UNBILLED = "unbilled"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    BILLED = "billed"


class NotHours(Invalid):
    message = N_("“{typed}” is no time. Write it like 1:30 or 1.5.")


class NoTimeToInvoice(Invalid):
    message = N_("There is no time to invoice: choose hours that are billable and not invoiced.")


class TimesheetTooLarge(Invalid):
    message = N_("{amount} is more than a timesheet can come to.")


class TimeNotApproved(Conflict):
    message = N_("Entry {entry} cannot be invoiced: its customer has not approved it.")


class TimeAlreadyInvoiced(Conflict):
    message = N_("Entry {entry} is invoiced already.")


@dataclass(frozen=True)
class WorkedTime:
    """An entry as it is invoiced: `rate` is that of an hour, `note` what the customer reads."""

    number: str
    day: date
    minutes: int
    rate: Money
    task: str
    note: str = ""

    @property
    def amount(self) -> Money:
        return worth(self.minutes, self.rate)


def billing_status(
    status: EntryStatus, *, is_billed: bool, was_approved: bool = False
) -> BillingStatus:
    """`is_billed`: whether it stands on an invoice that was issued.

    On a draft it stands as it did before: as approved, or as open time.
    """
    if status is EntryStatus.INVOICED and is_billed:
        return BillingStatus.BILLED
    if status is EntryStatus.INVOICED and was_approved:
        return BillingStatus.APPROVED
    if status in (EntryStatus.INVOICED, EntryStatus.OPEN):
        return BillingStatus.UNBILLED
    return BillingStatus(status.value)


def worth(minutes: int, hourly: Money) -> Money:
    """What so many minutes come to."""
    return hourly.times(Fraction(minutes, 60))


def sheet_total(amounts: Iterable[Money], currency: str) -> Money:
    """What a timesheet comes to, which fits onto an invoice. Raises `TimesheetTooLarge`."""
    total = sum(amounts, Money.zero(currency))
    if total.minor_units > MOST_MINOR_UNITS:
        raise TimesheetTooLarge(amount=str(total))
    return total


def clock_time(minutes: int) -> str:
    """`3:05` for 185 minutes."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@dataclass(frozen=True)
class TimeSought:
    """Which time of a project is meant: of some days, of one task, or all of it."""

    days: SomeDays = ANY_DAY
    task: str | None = None


ALL_TIME = TimeSought()


def check_invoiceable(
    entry: str, status: EntryStatus, *, is_billable: bool, asks_approval: bool
) -> None:
    """Whether it can be invoiced now: approved time always, other time where nobody approves.

    Raises `EntryNotBillable`, `TimeAlreadyInvoiced` and `TimeNotApproved`.
    """
    if not is_billable:
        raise EntryNotBillable(entry=entry)
    if status is EntryStatus.INVOICED:
        raise TimeAlreadyInvoiced(entry=entry)
    at_once = status is EntryStatus.OPEN and not asks_approval
    if status is not EntryStatus.APPROVED and not at_once:
        raise TimeNotApproved(entry=entry)


def time_lines(
    times: Sequence[WorkedTime], grouping: Grouping, tax: str | None
) -> tuple[WrittenLine, ...]:
    """The lines of an invoice. Raises `NoTimeToInvoice`."""
    if not times:
        raise NoTimeToInvoice
    if grouping is Grouping.ENTRY:
        return tuple(_line([time], _said_of_entry(time), tax) for time in times)
    groups: dict[tuple[str, int], list[WorkedTime]] = {}
    for time in times:
        groups.setdefault((time.task, time.rate.minor_units), []).append(time)
    return tuple(_line(group, _said(group), tax) for group in groups.values())


def _line(group: Sequence[WorkedTime], says: str, tax: str | None) -> WrittenLine:
    amount = reduce(add, (time.amount for time in group))
    return WrittenLine(says, 1, amount, Money.zero(amount.currency), tax)


def _said(group: Sequence[WorkedTime]) -> str:
    """Hours and rate stand in the words: a line's quantity is a whole number."""
    minutes = clock_time(sum(time.minutes for time in group))
    return f"{_short(group[0].task, MOST_TASK)} · {minutes} h × {group[0].rate}"


def _said_of_entry(time: WorkedTime) -> str:
    note = f" · {time.note}" if time.note else ""
    return _short(f"{time.day.isoformat()} · {_said([time])}{note}", MOST_WORDS)


def _short(text: str, most: int) -> str:
    """In one line of so many characters at most: staff may change it in the form of the draft."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def typed_minutes(text: str) -> int:
    """Hours as people write them: `1:30`, `1.5`, `1,5` or `2`. Raises `NotHours`."""
    written = text.strip().replace(",", ".")
    parts = _TYPED.fullmatch(written)
    if parts is None:
        raise NotHours(typed=text)
    if parts["minutes"]:
        return int(parts["hours"]) * 60 + int(parts["minutes"])
    return round_half_away(Fraction(written) * 60)
