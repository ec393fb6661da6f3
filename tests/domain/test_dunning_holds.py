"""Dunning that is held goes on where its schedule is when it is released."""

from dataclasses import replace

import pytest

from domain.dunning import (
    DunningStatus,
    DunningStep,
    StepKind,
    after_failure,
    after_hold,
    after_method_change,
    after_release,
    after_retry_begun,
    next_step,
)
from domain.lifecycle import UnlawfulTransition
from tests.domain.dunning_runs import HARD, SOFT, begun, due, exhaust, retried, retry
from tests.domain.examples import utc


def test_a_held_run_waits_for_its_release() -> None:
    run = after_hold(begun(), utc("2026-01-12 12:00"))

    assert due(run) == DunningStep(StepKind.RELEASE, utc("2026-01-12 12:00"))


@pytest.mark.parametrize(
    ("released", "goes_on"),
    [
        pytest.param("2026-01-10 12:00", "2026-01-11 09:00", id="before the first retry"),
        pytest.param("2026-01-11 09:00", "2026-01-13 09:00", id="at a retry: it is dropped"),
        pytest.param("2026-01-12 12:00", "2026-01-13 09:00", id="between two retries"),
        pytest.param("2026-01-20 12:00", "2026-01-21 09:00", id="after the last: within a day"),
        pytest.param("2026-01-20 08:00", "2026-01-20 09:00", id="after the last: the same day"),
        pytest.param("2026-01-20 09:00", "2026-01-21 09:00", id="after the last: at the hour"),
    ],
)
def test_a_released_run_goes_on_with_the_next_planned_retry(released: str, goes_on: str) -> None:
    at = utc(released)

    run = after_release(after_hold(begun(), at), at)

    assert run.held_until is None
    assert due(run) == retry(goes_on)


def test_the_one_try_after_a_long_hold_is_the_last() -> None:
    at = utc("2026-01-20 12:00")
    released = after_release(after_hold(begun(), at), at)

    assert due(retried(released, SOFT)).kind is StepKind.EXHAUST


def test_a_released_run_whose_card_cannot_work_is_not_tried() -> None:
    at = utc("2026-01-12 12:00")

    run = after_release(after_hold(begun(HARD), at), at)

    assert due(run) == exhaust("2026-01-17 09:00")


def test_a_retry_in_flight_may_fail_while_the_run_is_held() -> None:
    held = after_hold(after_retry_begun(begun()), utc("2026-01-12 12:00"))
    assert next_step(held) is None

    run = after_failure(held, SOFT, utc("2026-01-11 09:10"))

    assert run.status is DunningStatus.HELD
    assert due(run).kind is StepKind.RELEASE


def test_a_new_card_ends_a_hold() -> None:
    held = after_hold(begun(), utc("2026-01-20 12:00"))

    run = after_method_change(held, utc("2026-01-12 10:00"))

    assert run.status is DunningStatus.RUNNING
    assert due(run) == retry("2026-01-12 10:00")


def test_what_is_over_cannot_be_held_and_what_runs_cannot_be_released() -> None:
    over = replace(begun(), status=DunningStatus.EXHAUSTED)

    with pytest.raises(UnlawfulTransition):
        after_hold(over, utc("2026-01-20 12:00"))
    with pytest.raises(UnlawfulTransition):
        after_release(begun(), utc("2026-01-20 12:00"))
