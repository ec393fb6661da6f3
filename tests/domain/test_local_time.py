"""Dates and hours are what people have where they are billed, whatever their clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import (
    Interval,
    IntervalUnit,
    Period,
    UnknownTimeZone,
    calendar_period,
    check_zone,
    days_later,
    instant,
    is_overdue,
    local_date,
    next_run,
    next_span,
)
from tests.domain.examples import day, utc

NEW_YORK = "America/New_York"
DAILY = Interval(IntervalUnit.DAY, 1)
QUARTERLY = Interval(IntervalUnit.MONTH, 3)

dates = st.dates(date(1990, 1, 1), date(2100, 12, 31))
zones = st.sampled_from(
    ["UTC", NEW_YORK, "Europe/Vienna", "Asia/Tokyo", "Pacific/Apia", "Australia/Lord_Howe"]
)
moments = st.integers(0, 25_000_000).map(
    lambda minutes: utc("2000-01-01 00:00") + timedelta(minutes=minutes)
)


def wall_clock(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


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


@given(dates, st.integers(0, 23), zones)
def test_the_instant_of_a_local_hour_is_on_that_local_date(on: date, hour: int, zone: str) -> None:
    at = instant(on, hour, zone)

    assert at.tzinfo is UTC
    skipped_whole_day = zone == "Pacific/Apia" and on == date(2011, 12, 30)
    assert skipped_whole_day or local_date(at, zone) == on


@given(moments, st.integers(1, 60), zones)
def test_days_later_the_wall_clock_shows_the_same_time(at: datetime, days: int, zone: str) -> None:
    later = days_later(at, days, zone)

    expected = wall_clock(at, zone) + timedelta(days=days)
    jumped_over = wall_clock(later, zone) - expected
    assert timedelta(0) <= jumped_over <= timedelta(days=1)
    assert not jumped_over or zone not in {"UTC", "Asia/Tokyo"}


def test_days_later_is_the_same_hour_after_the_clocks_have_changed() -> None:
    assert days_later(utc("2026-03-27 08:00"), 3, "Europe/Vienna") == utc("2026-03-30 07:00")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe"])
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownTimeZone):
        check_zone(zone)


def test_a_time_zone_is_known_by_its_name() -> None:
    check_zone("Europe/Vienna")
