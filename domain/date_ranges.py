"""Ranges of days that people ask for: this month, last month, from a day to a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.errors import Invalid
from domain.words import N_

LONGEST_YEARS = 10


class DaysMissing(Invalid):
    message = N_("Say from which day to which day.")


class DaysTheWrongWayRound(Invalid):
    message = N_("The last day, {last}, is before the first day, {first}.")


class DaysAhead(Invalid):
    message = N_("{first} has not come yet.")


class TooManyDays(Invalid):
    message = N_("Ask for {years} years at most.")


class Preset(StrEnum):
    """The ranges that have a name. Those of the present go until today."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    THIS_YEAR = "this_year"
    CUSTOM = "custom"


@dataclass(frozen=True)
class DateRange:
    """From the first day to the last, both of them included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class SomeDays:
    """From a day, until a day, or at any time; both ends are included where they are named.

    Raises `DaysTheWrongWayRound`.
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise DaysTheWrongWayRound(first=str(self.first), last=str(self.last))


ANY_DAY = SomeDays()


def preset(name: Preset, today: date) -> DateRange:
    """The range of that name as of today; `CUSTOM` begins with this month."""
    match name:
        case Preset.LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return DateRange(last.replace(day=1), last)
        case Preset.THIS_QUARTER:
            return DateRange(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), today)
        case Preset.THIS_YEAR:
            return DateRange(date(today.year, 1, 1), today)
        case _:
            return DateRange(today.replace(day=1), today)


def from_to(first: date | None, last: date | None, today: date) -> DateRange:
    """The range that was asked for, as far as it has come.

    Raises `DaysMissing`, `DaysTheWrongWayRound`, `DaysAhead` and `TooManyDays`.
    """
    if first is None or last is None:
        raise DaysMissing
    SomeDays(first, last)
    if first > today:
        raise DaysAhead(first=str(first))
    if last > _years_after(first):
        raise TooManyDays(years=LONGEST_YEARS)
    return DateRange(first, min(last, today))


def _years_after(day: date) -> date:
    year = min(day.year + LONGEST_YEARS, date.max.year)
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
