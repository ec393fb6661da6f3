"""Periods: intervals, terms and their boundaries, and the instants at which local dates begin.

Every boundary is computed directly from the first day and the anchor day, never from the boundary
before it: a subscription of the 31st is billed on the last day of a short month and on the 31st
again afterwards. Dates belong to the billing time zone; instants are UTC. A local date and hour is
converted with the offset of that date, never with today's.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from domain.errors import Invalid
from domain.words import N_


class UnknownTimeZone(Invalid):
    message = N_("“{zone}” is not a time zone. Use a name like Europe/Vienna.")


class EmptyInterval(Invalid):
    message = N_("An interval needs a length of at least one {unit}.")


class EmptyPeriod(Invalid):
    message = N_("A period cannot end on {end} when it begins on {start}.")


class IntervalUnit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Interval:
    """So many days, weeks, months or years. Raises `EmptyInterval`."""

    unit: IntervalUnit
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise EmptyInterval(unit=self.unit)

    @property
    def months(self) -> int:
        """Its length in months; 0 for an interval of days or weeks."""
        return self.count * {IntervalUnit.MONTH: 1, IntervalUnit.YEAR: 12}.get(self.unit, 0)

    @property
    def days(self) -> int:
        """Its length in days; 0 for an interval of months or years."""
        return self.count * {IntervalUnit.DAY: 1, IntervalUnit.WEEK: 7}.get(self.unit, 0)


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, not including, `end`. Raises `EmptyPeriod`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise EmptyPeriod(start=self.start.isoformat(), end=self.end.isoformat())

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period: what people print as its end."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True)
class Span:
    """The instants from `begins` up to, not including, `ends`. UTC."""

    begins: datetime
    ends: datetime


def boundary(start: date, interval: Interval, k: int, anchor_day: int | None = None) -> date:
    """The first day of the k-th term (k = 0 is `start`), computed directly from the start.

    `anchor_day` (1-31) is the day of the month that terms of months and years begin on where the
    month has it; without it, the day of `start`. Days and weeks have no anchor day.
    """
    if k == 0 or interval.days:
        return start + timedelta(days=interval.days * k)
    year, month = divmod(start.year * 12 + start.month - 1 + interval.months * k, 12)
    days_in_month = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor_day or start.day, days_in_month))


def term(start: date, interval: Interval, k: int, anchor_day: int | None = None) -> Period:
    """The k-th term, from its boundary to the next."""
    return Period(
        boundary(start, interval, k, anchor_day), boundary(start, interval, k + 1, anchor_day)
    )


def missed_terms(
    start: date, interval: Interval, first: int, by: date, anchor_day: int | None = None
) -> list[Period]:
    """The terms from number `first` on whose first day has come by a date: in order, each once."""
    terms = (term(start, interval, k, anchor_day) for k in count(first))
    return list(takewhile(lambda each: each.start <= by, terms))


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownTimeZone(zone=name) from None


def check_zone(name: str) -> None:
    """Raises `UnknownTimeZone` for what is not a name of the IANA time zone database."""
    _zone(name)


def instant(day: date, hour: int, zone: str, minute: int = 0) -> datetime:
    """The UTC instant of a local date and time.

    Of a local time that happens twice it is the first; one that does not exist moves forward by
    the length of the gap. Raises `UnknownTimeZone`.
    """
    return datetime.combine(day, time(hour, minute), _zone(zone)).astimezone(UTC)


def days_between(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants at which these days begin in the zone, and at which the last is over.

    Raises `UnknownTimeZone`.
    """
    return instant(first, 0, zone), instant(last + timedelta(days=1), 0, zone)


def local_date(at: datetime, zone: str) -> date:
    """The date that people in the zone have at an instant. Raises `UnknownTimeZone`."""
    return at.astimezone(_zone(zone)).date()


def days_later(at: datetime, days: int, zone: str) -> datetime:
    """The UTC instant so many days later, at which the wall clock in the zone shows the same time.

    Raises `UnknownTimeZone`.
    """
    local = at.astimezone(_zone(zone))
    return (local + timedelta(days=days)).astimezone(UTC)


def next_run(
    last: date, interval: Interval, *, hour: int, zone: str, anchor_day: int | None = None
) -> datetime:
    """The instant of the run that follows the one of a local date, at the same local hour.

    Pass the anchor day for months and years: the date of one run does not tell it.
    """
    return instant(boundary(last, interval, 1, anchor_day), hour, zone)


def next_span(previous_end: datetime, end: date, *, hour: int, zone: str) -> Span:
    """The span that follows, up to a local date and hour.

    It begins exactly where the previous one ended, also when the zone has changed in between: no
    gap and no overlap, whatever the clock on the wall says.
    """
    return Span(previous_end, instant(end, hour, zone))


def calendar_period(at: datetime, unit: IntervalUnit, zone: str) -> Period:
    """The last calendar day, week (from Monday), month or year that is over at an instant."""
    today = local_date(at, zone)
    match unit:
        case IntervalUnit.DAY:
            return Period(today - timedelta(days=1), today)
        case IntervalUnit.WEEK:
            monday = today - timedelta(days=today.weekday())
            return Period(monday - timedelta(days=7), monday)
        case IntervalUnit.MONTH:
            first = today.replace(day=1)
            return Period((first - timedelta(days=1)).replace(day=1), first)
        case IntervalUnit.YEAR:
            return Period(date(today.year - 1, 1, 1), date(today.year, 1, 1))


def is_overdue(due: date, at: datetime, zone: str) -> bool:
    """Whether the due date has passed: the whole of it, in the zone, is time to pay."""
    return local_date(at, zone) > due
