"""Schedules: on which days the terms of a subscription begin, and where in them a day lies."""

from dataclasses import dataclass
from datetime import date

from domain.periods import Interval, Period, boundary


@dataclass(frozen=True)
class Schedule:
    """Terms of one length, one after the other, from the anchor on."""

    anchor: date
    interval: Interval

    def begins(self, number: int) -> date:
        """The first day of the term with this number; they are counted from 0."""
        return boundary(self.anchor, self.interval, number)

    def term(self, number: int) -> Period:
        return Period(self.begins(number), self.begins(number + 1))

    def number_at(self, day: date) -> int:
        """The number of the term that a day belongs to; negative before the anchor."""
        if self.interval.days:
            return (day - self.anchor).days // self.interval.days
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        number = months // self.interval.months
        return number if self.begins(number) <= day else number - 1

    def number_beginning(self, day: date) -> int | None:
        """The number of the term that begins on a day, if one does."""
        number = self.number_at(day)
        return number if number >= 0 and self.begins(number) == day else None

    def first_from(self, day: date) -> date:
        """The first day, this one or later, on which a term after the first begins."""
        number = max(self.number_at(day), 0)
        begun = self.begins(number)
        return begun if begun == day and number else self.begins(number + 1)

    def __str__(self) -> str:
        unit = self.interval.unit
        length = unit if self.interval.count == 1 else f"{self.interval.count} {unit}s"
        return f"every {length} from {self.anchor}"
