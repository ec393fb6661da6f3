"""Terms tile the calendar from their anchor, and local dates are what people have."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import (
    EmptyInterval,
    EmptyPeriod,
    Interval,
    IntervalUnit,
    Period,
    UnknownTimeZone,
    boundary,
    calendar_period,
    check_zone,
    days_later,
    instant,
    is_overdue,
    local_date,
    missed_terms,
    next_run,
    next_span,
    term,
)
from tests.domain.examples import MONTHLY, day, utc

NEW_YORK = "America/New_York"
DAILY = Interval(IntervalUnit.DAY, 1)
WEEKLY = Interval(IntervalUnit.WEEK, 1)
QUARTERLY = Interval(IntervalUnit.MONTH, 3)
YEARLY = Interval(IntervalUnit.YEAR, 1)

intervals = st.builds(Interval, st.sampled_from(IntervalUnit), st.integers(1, 24))
starts = st.dates(date(1990, 1, 1), date(2100, 12, 31))
zones = st.sampled_from(
    ["UTC", NEW_YORK, "Europe/Vienna", "Asia/Tokyo", "Pacific/Apia", "Australia/Lord_Howe"]
)

moments = st.integers(0, 25_000_000).map(
    lambda minutes: utc("2000-01-01 00:00") + timedelta(minutes=minutes)
)


def wall_clock(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def boundaries(start: str, interval: Interval, count: int) -> list[str]:
    return [boundary(day(start), interval, k).isoformat() for k in range(1, count + 1)]


def test_tv_1_the_run_hour_is_local_on_each_date() -> None:
    assert instant(day("2026-08-05"), 6, NEW_YORK) == utc("2026-08-05 10:00")
    assert next_run(day("2026-08-05"), QUARTERLY, hour=6, zone=NEW_YORK) == utc("2026-11-05 11:00")


def test_tv_2_the_clocks_change_between_two_daily_runs() -> None:
    first = next_run(day("2026-03-06"), DAILY, hour=6, zone=NEW_YORK)
    second = next_run(day("2026-03-07"), DAILY, hour=6, zone=NEW_YORK)

    assert [first, second] == [utc("2026-03-07 11:00"), utc("2026-03-08 10:00")]


def test_tv_3_a_local_time_that_does_not_exist_moves_forward() -> None:
    assert instant(day("2026-03-08"), 2, NEW_YORK, minute=30) == utc("2026-03-08 07:30")


def test_a_local_time_that_happens_twice_is_the_first_of_the_two() -> None:
    assert instant(day("2026-11-01"), 1, NEW_YORK, minute=30) == utc("2026-11-01 05:30")


def test_tv_5_the_last_calendar_month_is_the_customers() -> None:
    now = utc("2022-03-01 00:00")

    in_new_york = calendar_period(now, IntervalUnit.MONTH, NEW_YORK)
    in_utc = calendar_period(now, IntervalUnit.MONTH, "UTC")

    assert in_new_york == Period(day("2022-01-01"), day("2022-02-01"))
    assert instant(in_new_york.start, 0, NEW_YORK) == utc("2022-01-01 05:00")
    assert instant(in_new_york.end, 0, NEW_YORK) == utc("2022-02-01 05:00")
    assert in_utc == Period(day("2022-02-01"), day("2022-03-01"))


@pytest.mark.parametrize(
    ("unit", "start", "end"),
    [
        (IntervalUnit.DAY, "2026-03-10", "2026-03-11"),
        (IntervalUnit.WEEK, "2026-03-02", "2026-03-09"),
        (IntervalUnit.MONTH, "2026-02-01", "2026-03-01"),
        (IntervalUnit.YEAR, "2025-01-01", "2026-01-01"),
    ],
)
def test_a_calendar_period_is_the_last_one_that_is_over(
    unit: IntervalUnit, start: str, end: str
) -> None:
    wednesday = utc("2026-03-11 12:00")

    assert calendar_period(wednesday, unit, "UTC") == Period(day(start), day(end))


def test_tv_6_a_new_zone_leaves_no_gap_and_no_overlap() -> None:
    previous_end = instant(day("2026-02-01"), 0, "Asia/Tokyo")

    following = next_span(previous_end, day("2026-03-01"), hour=0, zone=NEW_YORK)

    assert following.begins == previous_end
    assert following.ends == utc("2026-03-01 05:00")


def test_tv_7_the_whole_due_date_is_time_to_pay() -> None:
    late_in_the_evening = utc("2026-04-01 03:30")
    after_midnight = utc("2026-04-01 04:00")

    assert local_date(late_in_the_evening, NEW_YORK) == day("2026-03-31")
    assert not is_overdue(day("2026-03-31"), late_in_the_evening, NEW_YORK)
    assert is_overdue(day("2026-03-31"), late_in_the_evening, "UTC")
    assert is_overdue(day("2026-03-31"), after_midnight, NEW_YORK)


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


@given(starts, st.integers(0, 23), zones)
def test_the_instant_of_a_local_hour_is_on_that_local_date(
    start: date, hour: int, zone: str
) -> None:
    at = instant(start, hour, zone)

    assert at.tzinfo is UTC
    skipped_whole_day = zone == "Pacific/Apia" and start == date(2011, 12, 30)
    assert skipped_whole_day or local_date(at, zone) == start


@given(moments, st.integers(1, 60), zones)
def test_days_later_the_wall_clock_shows_the_same_time(at: datetime, days: int, zone: str) -> None:
    later = days_later(at, days, zone)

    expected = wall_clock(at, zone) + timedelta(days=days)
    jumped_over = wall_clock(later, zone) - expected
    assert timedelta(0) <= jumped_over <= timedelta(days=1)
    assert not jumped_over or zone not in {"UTC", "Asia/Tokyo"}


def test_days_later_is_the_same_hour_after_the_clocks_have_changed() -> None:
    assert days_later(utc("2026-03-27 08:00"), 3, "Europe/Vienna") == utc("2026-03-30 07:00")


def test_a_period_knows_its_days() -> None:
    assert Period(day("2026-02-01"), day("2026-03-01")).days == 28


@pytest.mark.parametrize("end", ["2026-02-01", "2026-01-31"])
def test_a_period_cannot_end_before_it_begins(end: str) -> None:
    with pytest.raises(EmptyPeriod):
        Period(day("2026-02-01"), day(end))


@pytest.mark.parametrize("count", [0, -1])
def test_an_interval_has_a_length(count: int) -> None:
    with pytest.raises(EmptyInterval):
        Interval(IntervalUnit.MONTH, count)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe"])
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownTimeZone):
        check_zone(zone)


def test_a_time_zone_is_known_by_its_name() -> None:
    check_zone("Europe/Vienna")
