"""Where in its schedule a subscription stands is found without stepping through it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports.schedules import Schedule
from domain.periods import Interval, IntervalUnit, boundary

INTERVALS = st.builds(Interval, st.sampled_from(IntervalUnit), st.integers(1, 12))
DAYS = st.dates(date(1990, 1, 1), date(2080, 1, 1))


@given(anchor=DAYS, interval=INTERVALS, number=st.integers(0, 40))
def test_the_first_day_of_a_term_gives_its_number(
    anchor: date, interval: Interval, number: int
) -> None:
    schedule = Schedule(anchor, interval)

    assert schedule.number_beginning(boundary(anchor, interval, number)) == number


@given(anchor=DAYS, interval=INTERVALS, days=st.integers(0, 5000))
def test_a_day_belongs_to_the_term_that_has_begun(
    anchor: date, interval: Interval, days: int
) -> None:
    schedule, day = Schedule(anchor, interval), anchor + timedelta(days=days)

    number = schedule.number_at(day)

    assert schedule.begins(number) <= day < schedule.begins(number + 1)


@given(anchor=DAYS, interval=INTERVALS, days=st.integers(-500, 5000))
def test_the_first_from_a_day_is_the_first(anchor: date, interval: Interval, days: int) -> None:
    schedule, day = Schedule(anchor, interval), anchor + timedelta(days=days)

    found = schedule.first_from(day)

    number = schedule.number_beginning(found)
    assert number
    assert found >= day
    assert number == 1 or schedule.begins(number - 1) < day


@pytest.mark.parametrize(
    ("anchor", "unit", "count", "words"),
    [
        ("2026-01-31", IntervalUnit.MONTH, 1, "every month from 2026-01-31"),
        ("2026-01-31", IntervalUnit.WEEK, 2, "every 2 weeks from 2026-01-31"),
    ],
)
def test_it_says_what_it_is(anchor: str, unit: IntervalUnit, count: int, words: str) -> None:
    assert str(Schedule(date.fromisoformat(anchor), Interval(unit, count))) == words
