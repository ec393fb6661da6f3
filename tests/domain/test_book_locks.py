"""The lock of the books: what is locked stays, and what comes late goes to the first open day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.book_locks import (
    DayNotOver,
    LockedAlready,
    NotLockedThatFar,
    UnlockReasonMissing,
    check_lock,
    check_unlock,
    first_open_day,
    on_open_day,
)
from domain.journal import BookedEvent
from tests.domain.examples import day, utc

JANUARY = day("2026-01-31")
TODAY = day("2026-02-10")
EVENT = BookedEvent("INV-1 issued", "CUST-1", "INV-1", TODAY, utc("2026-02-10 10:00"))


def test_what_is_over_can_be_locked_and_more_later() -> None:
    check_lock(JANUARY, None, TODAY)
    check_lock(day("2026-02-09"), JANUARY, TODAY)


@pytest.mark.parametrize(
    ("until", "refusal"),
    [(TODAY, DayNotOver), (day("2026-03-01"), DayNotOver), (JANUARY, LockedAlready)],
)
def test_today_and_what_is_locked_cannot_be_locked(until: date, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_lock(until, JANUARY, TODAY)


def test_what_is_locked_can_be_opened_for_a_reason() -> None:
    check_unlock(JANUARY, JANUARY, "a mistake")
    with pytest.raises(UnlockReasonMissing):
        check_unlock(JANUARY, JANUARY, "  ")
    with pytest.raises(NotLockedThatFar):
        check_unlock(day("2026-02-01"), JANUARY, "a mistake")
    with pytest.raises(NotLockedThatFar):
        check_unlock(JANUARY, None, "a mistake")


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(days, st.none() | days)
def test_nothing_lands_on_a_locked_day_and_nothing_moves_without_need(
    on: date, locked_until: date | None
) -> None:
    event = on_open_day(replace(EVENT, on=on), locked_until)

    if locked_until and on <= locked_until:
        assert event.on == first_open_day(locked_until) == locked_until + timedelta(days=1)
        assert event.belongs_to == on
    else:
        assert (event.on, event.belongs_to) == (on, None)
