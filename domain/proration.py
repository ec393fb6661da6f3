"""Proration: which part of a period is still to come when something changes inside of it.

Counted in days, which is the default, no change of the clocks moves a cent and everybody can check
it: the days are those of the billing zone, and the day of the change counts to what is new. Counted
in seconds, it is the time from the very instant to the end. Before its period all of it is to come,
after it nothing, and never less than nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.periods import Period, instant, local_date

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ProrationMethod(StrEnum):
    DAYS = "days"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Proration:
    """How the rest of a period is counted, and the billing zone in which its days begin."""

    method: ProrationMethod = ProrationMethod.DAYS
    zone: str = "UTC"

    def rest(self, period: Period, at: datetime, until: date | None = None) -> Fraction:
        """The part of the period that is to come at an instant, from 0 to 1.

        `until` is where it ends if that is before the period's own end.
        """
        begins, ends = self._measured(period.start), self._measured(period.end)
        if begins == ends:
            return Fraction(0)  # A day that its zone left out, crossing the date line.
        stops = min(self._measured(until), ends) if until else ends
        left = stops - max(self._reached(at), begins)
        return Fraction(max(left, 0), ends - begins)

    def _measured(self, day: date) -> int:
        if self.method is ProrationMethod.DAYS:
            return day.toordinal()
        return _microseconds(instant(day, 0, self.zone))

    def _reached(self, at: datetime) -> int:
        if self.method is ProrationMethod.DAYS:
            return local_date(at, self.zone).toordinal()
        return _microseconds(at)


@dataclass(frozen=True)
class Moment:
    """When something happens, and how the rest of a period is counted from then on."""

    at: datetime
    proration: Proration = Proration()

    @property
    def day(self) -> date:
        """The date in the billing zone: the first day of what is new."""
        return local_date(self.at, self.proration.zone)

    def rest(self, period: Period, until: date | None = None) -> Fraction:
        return self.proration.rest(period, self.at, until)

    def part(self, period: Period, until: date | None = None) -> Period | None:
        """The days of the period that are to come; None when it is over."""
        begins, ends = max(self.day, period.start), min(until or period.end, period.end)
        return Period(begins, ends) if begins < ends else None


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
