"""Terms tile the calendar from their anchor."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import (
    EmptyInterval,
    EmptyPeriod,
    Interval,
    IntervalUnit,
    Period,
    boundary,
    missed_terms,
    term,
)
from tests.domain.examples import MONTHLY, day

DAILY = Interval(IntervalUnit.DAY, 1)
WEEKLY = Interval(IntervalUnit.WEEK, 1)
QUARTERLY = Interval(IntervalUnit.MONTH, 3)
YEARLY = Interval(IntervalUnit.YEAR, 1)

intervals = st.builds(Interval, st.sampled_from(IntervalUnit), st.integers(1, 24))
starts = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def boundaries(start: str, interval: Interval, count: int) -> list[str]:
    return [boundary(day(start), interval, k).isoformat() for k in range(1, count + 1)]


@pytest.mark.parametrize(
    ("start", "interval", "expected"),
    [
        pytest.param(
            "2023-01-31",
            MONTHLY,
            "2023-02-28 2023-03-31 2023-04-30 2023-05-31 2023-06-30 2023-07-31",
            id="TV 8",
        ),
        pytest.param(
            "2024-01-31", MONTHLY, "2024-02-29 2024-03-31 2024-04-30 2024-05-31", id="TV 9"
        ),
        pytest.param("2025-02-28", MONTHLY, "2025-03-28 2025-04-28", id="TV 12"),
        pytest.param(
            "2023-08-31",
            QUARTERLY,
            "2023-11-30 2024-02-29 2024-05-31 2024-08-31 2024-11-30",
            id="TV 14",
        ),
        pytest.param(
            "2024-02-29", YEARLY, "2025-02-28 2026-02-28 2027-02-28 2028-02-29", id="TV 17"
        ),
        pytest.param("2026-03-05", WEEKLY, "2026-03-12 2026-03-19", id="weeks"),
        pytest.param("2024-02-28", DAILY, "2024-02-29 2024-03-01", id="days"),
    ],
)
def test_boundaries_keep_to_the_day_of_the_anchor(
    start: str, interval: Interval, expected: str
) -> None:
    assert boundaries(start, interval, len(expected.split())) == expected.split()


def test_tv_19_the_anchor_survives_a_short_month() -> None:
    first, second = term(day("2023-01-31"), MONTHLY, 0), term(day("2023-01-31"), MONTHLY, 1)

    assert (first.start, first.last_day) == (day("2023-01-31"), day("2023-02-27"))
    assert (second.start, second.last_day) == (day("2023-02-28"), day("2023-03-30"))


def test_tv_20_a_term_that_begins_on_a_clamped_day_ends_before_the_next_anchor() -> None:
    billed = term(day("2024-01-30"), MONTHLY, 1)

    assert (billed.start, billed.last_day) == (day("2024-02-29"), day("2024-03-29"))


@given(starts, intervals, st.integers(0, 40))
def test_tv_23_terms_tile_without_gap_or_overlap(start: date, interval: Interval, k: int) -> None:
    assert boundary(start, interval, k) < boundary(start, interval, k + 1)
    assert term(start, interval, k).end == term(start, interval, k + 1).start


@given(starts, intervals, st.integers(1, 31), st.integers(0, 40))
def test_tv_23_stepping_with_the_anchor_day_leads_where_the_direct_way_leads(
    start: date, interval: Interval, anchor_day: int, k: int
) -> None:
    stepped = start
    for _ in range(k):
        stepped = boundary(stepped, interval, 1, anchor_day)

    assert boundary(start, interval, k, anchor_day) == stepped


@given(starts, intervals, st.integers(1, 31), st.integers(0, 40))
def test_terms_with_an_anchor_day_of_their_own_tile_too(
    start: date, interval: Interval, anchor_day: int, k: int
) -> None:
    days = [boundary(start, interval, number, anchor_day) for number in (k, k + 1, k + 2)]

    assert days[0] < days[1] < days[2]


def test_tv_24_every_missed_term_comes_once_in_order_at_its_boundary() -> None:
    missed = missed_terms(day("2026-01-31"), MONTHLY, first=1, by=day("2026-05-10"))

    assert [each.start.isoformat() for each in missed] == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    assert all(one.end == following.start for one, following in pairwise(missed))


def test_a_term_is_due_on_its_first_day_and_not_before() -> None:
    start = day("2026-01-31")

    assert missed_terms(start, MONTHLY, first=1, by=day("2026-02-27")) == []
    assert len(missed_terms(start, MONTHLY, first=1, by=day("2026-02-28"))) == 1


@given(starts, intervals, st.integers(0, 5), st.integers(0, 400))
def test_catching_up_twice_bills_nothing_twice(
    start: date, interval: Interval, first: int, days: int
) -> None:
    by = start + timedelta(days=days)
    missed = missed_terms(start, interval, first, by)

    assert missed_terms(start, interval, first + len(missed), by) == []


def test_a_period_knows_its_days() -> None:
    assert Period(day("2026-02-01"), day("2026-03-01")).days == 28


@pytest.mark.parametrize("end", ["2026-02-01", "2026-01-31"])
def test_a_period_cannot_end_before_it_begins(end: str) -> None:
    with pytest.raises(EmptyPeriod):
        Period(day("2026-02-01"), day(end))


@pytest.mark.parametrize(
    ("unit", "months", "days"),
    [
        (IntervalUnit.DAY, 0, 2),
        (IntervalUnit.WEEK, 0, 14),
        (IntervalUnit.MONTH, 2, 0),
        (IntervalUnit.YEAR, 24, 0),
    ],
)
def test_an_interval_is_either_months_or_days(unit: IntervalUnit, months: int, days: int) -> None:
    assert (Interval(unit, 2).months, Interval(unit, 2).days) == (months, days)


@pytest.mark.parametrize("count", [0, -1])
def test_an_interval_has_a_length(count: int) -> None:
    with pytest.raises(EmptyInterval):
        Interval(IntervalUnit.MONTH, count)
