"""After an outage each missed term is billed once, in order, or skipped by somebody's decision."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.catch_up import CatchUp, CaughtUp, caught_up
from domain.periods import Interval, Period, term
from domain.terms import Terms
from tests.domain.examples import MONTHLY, day
from tests.domain.sold import WEEKLY, YEARLY

MONTHS = Terms(day("2026-01-31"), MONTHLY)
THREE_MONTHS_LATER = day("2026-05-10")


def billed(found: tuple[CaughtUp, ...]) -> list[str]:
    return [each.term.start.isoformat() for each in found if each.billed]


def test_tv_24_every_missed_term_is_billed_once_in_order_at_its_boundary() -> None:
    found = caught_up(MONTHS, 1, by=THREE_MONTHS_LATER, decision=CatchUp.BILL)

    assert billed(found) == ["2026-02-28", "2026-03-31", "2026-04-30"]
    assert [each.number for each in found] == [1, 2, 3]


def test_tv_24_or_only_the_term_that_runs_if_staff_decide_so() -> None:
    found = caught_up(MONTHS, 1, by=THREE_MONTHS_LATER, decision=CatchUp.SKIP)

    assert billed(found) == ["2026-04-30"]
    assert len(found) == 3


def test_people_hear_of_the_newest_only() -> None:
    found = caught_up(MONTHS, 1, by=THREE_MONTHS_LATER, decision=CatchUp.BILL)

    assert [each.told for each in found] == [False, False, True]


def test_tv_52_months_that_were_rested_are_not_billed() -> None:
    rested = Period(day("2026-02-28"), day("2026-04-30"))

    found = caught_up(MONTHS, 1, by=THREE_MONTHS_LATER, decision=CatchUp.BILL, rested=[rested])

    assert billed(found) == ["2026-04-30"]


def test_when_everything_was_rested_nobody_hears_anything() -> None:
    rested = Period(day("2026-02-01"), day("2026-06-30"))

    found = caught_up(MONTHS, 1, by=THREE_MONTHS_LATER, decision=CatchUp.BILL, rested=[rested])

    assert billed(found) == []
    assert not any(each.told for each in found)


def test_nothing_was_missed_before_the_boundary() -> None:
    assert caught_up(MONTHS, 1, by=day("2026-02-27"), decision=CatchUp.BILL) == ()


@given(
    st.sampled_from([MONTHLY, WEEKLY, YEARLY]),
    st.integers(0, 4),
    st.integers(0, 900),
    st.sampled_from(CatchUp),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 200)), max_size=3),
)
def test_missed_terms_tile_and_at_most_one_is_told(
    interval: Interval, first: int, waited: int, decision: CatchUp, rests: list[tuple[int, int]]
) -> None:
    start = date(2024, 1, 31)
    terms = Terms(start, interval)
    by = start + timedelta(days=waited)
    rested = [
        Period(start + timedelta(days=begins), start + timedelta(days=begins + days))
        for begins, days in rests
    ]

    found = caught_up(terms, first, by=by, decision=decision, rested=rested)

    assert [each.term for each in found] == [
        term(start, terms.interval, first + place) for place in range(len(found))
    ]
    assert sum(each.told for each in found) == any(each.billed for each in found)
    assert all(each.billed for each in found if each.told)
    for each in found:
        resting = any(rest.start <= each.term.start < rest.end for rest in rested)
        runs = each.term.end > by
        assert each.billed == (not resting and (runs or decision is CatchUp.BILL))
