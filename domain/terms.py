"""Terms: one after the other from an anchor, and in which of them a day lies."""

from dataclasses import dataclass
from datetime import date

from domain.periods import Interval, Period, boundary, term


@dataclass(frozen=True)
class Terms:
    """Terms of one length, from the anchor on; the first has the number 0.

    `anchor_day` is the day of the month that they begin on where the month has it; without it, the
    day of the anchor.
    """

    anchor: date
    interval: Interval
    anchor_day: int | None = None

    def term(self, number: int) -> Period:
        return term(self.anchor, self.interval, number, self.anchor_day)

    def number_at(self, day: date) -> int:
        """The number of the term that a day lies in; 0 for a day before the anchor."""
        number = max(self._estimate(day), 0)
        begins = boundary(self.anchor, self.interval, number, self.anchor_day)
        return number if begins <= day or not number else number - 1

    def at(self, day: date) -> Period:
        """The term that a day lies in, the first one for a day before the anchor."""
        return self.term(self.number_at(day))

    def _estimate(self, day: date) -> int:
        """The number of the term, or one too many when the day is before its month's boundary."""
        if self.interval.days:
            return (day - self.anchor).days // self.interval.days
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        return months // self.interval.months
