"""Proration never invents a part: it is all of it before, nothing after, and shrinks in between."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Period, term
from domain.proration import Moment, Proration, ProrationMethod
from tests.domain.examples import MONTHLY, day, eur, utc
from tests.domain.sold import APRIL, QUARTERLY, moment

SECONDS = Proration(ProrationMethod.SECONDS)
ZONES = ["UTC", "America/New_York", "Europe/Vienna", "Australia/Lord_Howe"]

periods = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)),
    st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    st.integers(1, 800),
)
instants = st.integers(0, 54 * 365 * 24 * 60).map(
    lambda minutes: utc("1999-01-01 00:00") + timedelta(minutes=minutes)
)
prorations = st.builds(Proration, st.sampled_from(ProrationMethod), st.sampled_from(ZONES))


def test_tv_25_after_exactly_one_day_of_thirty_by_the_second() -> None:
    rest = SECONDS.rest(APRIL, utc("2026-04-02 00:00"))

    assert rest == Fraction(29, 30)
    assert (eur("5.00").times(rest), eur("20.00").times(rest)) == (eur("4.83"), eur("19.33"))
    assert eur("20.00").times(rest) - eur("5.00").times(rest) == eur("14.50")


def test_tv_26_exactly_half_way() -> None:
    assert Proration().rest(APRIL, utc("2026-04-16 12:00")) == Fraction(1, 2)
    assert SECONDS.rest(APRIL, utc("2026-04-16 00:00")) == Fraction(1, 2)


def test_tv_28_a_rest_has_as_many_parts_as_its_month_has_days() -> None:
    month = Period(day("2023-05-15"), day("2023-06-15"))

    assert Proration().rest(month, utc("2023-05-23 12:00")) == Fraction(23, 31)


def test_tv_34_before_its_period_all_of_it_is_to_come() -> None:
    two_days_before = utc("2026-03-30 06:00")

    assert Proration().rest(APRIL, two_days_before) == 1
    assert SECONDS.rest(APRIL, two_days_before) == 1


def test_tv_35_a_whole_quarter_is_one_whatever_its_days() -> None:
    quarter = term(day("2026-07-01"), QUARTERLY, 0)

    assert quarter.days == 92
    assert Proration().rest(quarter, utc("2026-07-01 06:00")) == 1


def test_the_day_of_a_change_counts_to_what_is_new_at_any_hour() -> None:
    early, late = utc("2026-04-11 00:00"), utc("2026-04-11 23:59")

    assert Proration().rest(APRIL, early) == Proration().rest(APRIL, late) == Fraction(20, 30)


def test_the_day_is_that_of_the_billing_zone() -> None:
    at = utc("2026-04-11 03:00")

    assert Proration(zone="America/New_York").rest(APRIL, at) == Fraction(21, 30)
    assert Moment(at, Proration(zone="America/New_York")).day == day("2026-04-10")


def test_a_change_of_the_clocks_moves_no_cent() -> None:
    march = Period(day("2026-03-01"), day("2026-04-01"))
    vienna = Proration(zone="Europe/Vienna")
    rests = [vienna.rest(march, utc(f"2026-03-{number:02} 12:00")) for number in range(1, 32)]

    assert {one - following for one, following in pairwise(rests)} == {Fraction(1, 31)}


def test_seconds_count_the_hour_that_the_clocks_leave_out() -> None:
    day_of_change = Period(day("2026-03-29"), day("2026-03-30"))
    vienna = Proration(ProrationMethod.SECONDS, "Europe/Vienna")

    assert vienna.rest(day_of_change, utc("2026-03-29 11:00")) == Fraction(11, 23)


def test_what_ended_before_its_period_did_has_less_to_come() -> None:
    at = utc("2026-04-11 09:00")

    assert Proration().rest(APRIL, at, until=day("2026-04-16")) == Fraction(5, 30)
    assert Proration().rest(APRIL, at, until=day("2026-04-05")) == 0
    assert Proration().rest(APRIL, at, until=day("2026-06-01")) == Fraction(20, 30)


def test_a_moment_knows_the_days_that_are_to_come() -> None:
    assert moment("2026-04-11").part(APRIL) == Period(day("2026-04-11"), day("2026-05-01"))
    assert moment("2026-03-11").part(APRIL) == APRIL
    assert moment("2026-04-11").part(APRIL, day("2026-04-12")) == Period(
        day("2026-04-11"), day("2026-04-12")
    )
    assert moment("2026-04-11").part(APRIL, day("2026-04-11")) is None


@pytest.mark.parametrize("text", ["2026-05-01", "2026-09-09"])
def test_of_a_period_that_is_over_nothing_is_to_come(text: str) -> None:
    assert moment(text).part(APRIL) is None
    assert moment(text).rest(APRIL) == 0


def test_a_day_that_was_left_out_at_the_date_line_has_no_seconds() -> None:
    left_out = Period(day("2011-12-30"), day("2011-12-31"))
    apia = Proration(ProrationMethod.SECONDS, "Pacific/Apia")

    assert apia.rest(left_out, utc("2011-12-29 00:00")) == 0


@given(periods, instants, prorations)
def test_a_rest_is_a_part(period: Period, at: datetime, proration: Proration) -> None:
    assert 0 <= proration.rest(period, at) <= 1


@given(periods, instants, st.timedeltas(timedelta(0), timedelta(days=900)), prorations)
def test_a_rest_never_grows(
    period: Period, at: datetime, wait: timedelta, proration: Proration
) -> None:
    assert proration.rest(period, at + wait) <= proration.rest(period, at)


@given(periods, instants, prorations)
def test_there_are_days_to_come_exactly_while_there_is_a_rest(
    period: Period, at: datetime, proration: Proration
) -> None:
    here = Moment(at, proration)

    assert (here.part(period) is not None) == (here.rest(period) > 0)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 40), st.sampled_from(ZONES))
def test_a_whole_term_is_exactly_one(start: date, number: int, zone: str) -> None:
    whole = term(start, MONTHLY, number)
    begins = datetime(whole.start.year, whole.start.month, whole.start.day, tzinfo=UTC)

    assert Proration(zone="UTC").rest(whole, begins) == 1
    assert Proration(zone=zone).rest(whole, begins - timedelta(days=2)) == 1
