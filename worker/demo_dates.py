"""The dates of the demo: its files name days by their distance from today, real files name days.

{today}  {today-12d}  {today+1m}  {today-1y-40d}      a day; the parts are added from the left
{next 1m from today-100d}      the first day after today on which a term of this length begins
{month today+2y}               a month
"""

import re
from collections.abc import Callable
from datetime import date

from domain.imports.schedules import Schedule
from domain.periods import Interval, IntervalUnit, boundary

_UNITS = {
    "d": IntervalUnit.DAY,
    "w": IntervalUnit.WEEK,
    "m": IntervalUnit.MONTH,
    "y": IntervalUnit.YEAR,
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STEP = re.compile(r"([+-])(\d+)([dwmy])")
_DAY = re.compile(rf"today((?:{_STEP.pattern})*)")
_NEXT = re.compile(r"next (\d+)([dwmy]) from (\S+)")
_MONTH = re.compile(r"month (\S+)")


class NotADemoDate(ValueError):
    """A placeholder that nobody can read."""


def dated(template: str, today: date) -> str:
    """The text with days in place of the placeholders. Raises `NotADemoDate`."""
    return _PLACEHOLDER.sub(lambda found: _written(found[1], today), template)


def _written(words: str, today: date) -> str:
    forms: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_DAY, lambda found: _day(found[0], today).isoformat()),
        (_NEXT, lambda found: _next(found, today).isoformat()),
        (_MONTH, lambda found: f"{_day(found[1], today):%Y-%m}"),
    )
    for form, write in forms:
        found = form.fullmatch(words)
        if found:
            return write(found)
    raise NotADemoDate(words)


def _day(words: str, today: date) -> date:
    found = _DAY.fullmatch(words)
    if not found:
        raise NotADemoDate(words)
    day = today
    for sign, count, unit in _STEP.findall(found[1]):
        day = boundary(day, Interval(_UNITS[unit], int(count)), 1 if sign == "+" else -1)
    return day


def _next(found: re.Match[str], today: date) -> date:
    interval = Interval(_UNITS[found[2]], int(found[1]))
    schedule = Schedule(_day(found[3], today), interval)
    return schedule.begins(schedule.number_at(today) + 1)
