"""Every day lies in exactly one term."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Interval, IntervalUnit
from domain.terms import Terms
from tests.domain.examples import MONTHLY, day

intervals = st.builds(Interval, st.sampled_from(IntervalUnit), st.integers(1, 13))
anchors = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_the_last_day_of_a_short_month_begins_the_term_of_the_thirty_first() -> None:
    terms = Terms(day("2026-01-31"), MONTHLY)

    assert [terms.number_at(day(text)) for text in ("2026-02-27", "2026-02-28", "2026-03-30")] == [
        0,
        1,
        1,
    ]
    assert terms.at(day("2026-02-28")).end == day("2026-03-31")


def test_a_day_before_the_anchor_counts_to_the_first_term() -> None:
    assert Terms(day("2026-01-31"), MONTHLY).number_at(day("2025-06-01")) == 0


@given(anchors, intervals, st.none() | st.integers(1, 31), st.integers(0, 4000))
def test_a_day_lies_in_the_term_that_says_so(
    anchor: date, interval: Interval, anchor_day: int | None, days: int
) -> None:
    terms = Terms(anchor, interval, anchor_day)
    day = anchor + timedelta(days=days)

    found = terms.at(day)

    assert found.start <= day < found.end
    assert found == terms.term(terms.number_at(day))
