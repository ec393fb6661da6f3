"""Dunning tries on its schedule, never in a burst, and always comes to an end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dunning import (
    DUNNING_LIFECYCLE,
    DunningEvent,
    DunningRule,
    DunningStatus,
    DunningStep,
    FinalAction,
    NotASchedule,
    StepKind,
    after_failure,
    after_method_change,
    after_retry_begun,
    next_step,
    opened,
)
from domain.payments import FailureClass
from tests.domain.dunning_runs import (
    ACTION,
    FAULT,
    FIRST,
    HARD,
    RULE,
    SOFT,
    begun,
    due,
    exhaust,
    retried,
    retry,
)
from tests.domain.examples import utc

rules = st.sets(st.integers(1, 60), min_size=1, max_size=15).map(
    lambda days: DunningRule(tuple(sorted(days)))
)


def test_tv_54_three_retries_then_the_final_action_at_once() -> None:
    run, steps = begun(), []
    while due(run).kind is StepKind.RETRY:
        steps.append(due(run))
        run = retried(run, SOFT)

    assert steps == [
        retry("2026-01-11 09:00"),
        retry("2026-01-13 09:00"),
        retry("2026-01-17 09:00"),
    ]
    assert due(run) == exhaust("2026-01-17 09:00")
    assert (run.attempts, run.skipped) == (4, 0)


@pytest.mark.parametrize("failure", [HARD, ACTION])
def test_tv_56_a_card_that_cannot_work_is_not_tried_again(failure: FailureClass) -> None:
    run = begun(failure)

    assert due(run) == exhaust("2026-01-17 09:00")
    assert run.attempts == 1


def test_a_hard_decline_of_a_retry_ends_the_retries_but_not_the_run() -> None:
    run = retried(begun(), HARD)

    assert due(run) == exhaust("2026-01-17 09:00")


def test_tv_57_a_new_card_is_charged_at_once() -> None:
    second_day = utc("2026-01-12 14:30")

    run = after_method_change(begun(HARD), second_day)

    assert due(run) == DunningStep(StepKind.RETRY, second_day)
    assert not run.hard
    assert DUNNING_LIFECYCLE.advance(run.status, DunningEvent.PAY) is DunningStatus.RECOVERED


def test_a_new_card_that_fails_begins_a_new_schedule() -> None:
    changed = after_method_change(begun(HARD), utc("2026-01-12 14:30"))

    run = retried(changed, SOFT, utc("2026-01-12 14:31"))

    assert run.attempts == 1
    assert due(run) == retry("2026-01-13 14:31")
    assert run.deadline == utc("2026-01-19 14:31")


def test_a_new_card_is_tried_also_when_the_old_one_was_just_being_tried() -> None:
    in_flight = after_retry_begun(begun())
    changed = after_method_change(in_flight, utc("2026-01-11 09:01"))
    assert next_step(changed) is None

    run = after_failure(changed, SOFT, utc("2026-01-11 09:02"))

    assert due(run) == retry("2026-01-11 09:01")
    assert run.attempts == 0


def test_tv_60_a_stopped_run_does_nothing_more() -> None:
    status = DUNNING_LIFECYCLE.advance(begun().status, DunningEvent.STOP)
    stopped = replace(begun(), status=status)

    assert next_step(stopped) is None
    assert after_method_change(stopped, utc("2026-01-14 09:00")) == stopped


def test_tv_61_nothing_is_due_while_a_retry_is_in_flight() -> None:
    assert next_step(after_retry_begun(begun())) is None


def test_tv_61_a_failure_that_comes_after_the_end_changes_nothing() -> None:
    in_flight = after_retry_begun(begun())
    recovered = replace(in_flight, status=DunningStatus.RECOVERED)

    run = after_failure(recovered, SOFT, utc("2026-01-11 09:05"))

    assert run == replace(recovered, retry_in_flight=False)
    assert next_step(run) is None


def test_tv_64_a_fault_of_the_gateway_is_tried_again_in_minutes_and_not_counted() -> None:
    run, at, waits = begun(), utc("2026-01-11 09:00"), []
    for _ in range(7):
        run = after_failure(after_retry_begun(run), FAULT, at)
        waits.append(due(run).at - at)
        at = due(run).at

    assert waits == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60, 60, 60)]
    assert run.attempts == 1
    assert due(retried(run, SOFT)) == retry("2026-01-13 09:00")


def test_a_first_charge_that_met_a_fault_counts_from_its_first_answer() -> None:
    run = begun(FAULT)
    assert due(run) == retry("2026-01-10 09:05")

    answered = retried(run, SOFT)

    assert answered.attempts == 1
    assert due(answered) == retry("2026-01-11 09:05")


def test_a_gateway_that_is_down_for_days_counts_as_a_failure_in_the_end() -> None:
    run = begun()
    for _ in range(200):
        if run.attempts > 1:
            break
        run = retried(run, FAULT)

    assert run.attempts == 2
    assert run.faults == 0


def test_the_hour_is_local_whatever_the_clocks_do() -> None:
    run = opened(RULE, SOFT, zone="Europe/Vienna", at=utc("2026-03-27 08:00"))

    assert run.retries == (
        utc("2026-03-28 08:00"),
        utc("2026-03-30 07:00"),
        utc("2026-04-03 07:00"),
    )


def test_tries_that_were_missed_are_not_made_up_for_in_a_burst() -> None:
    back_after_four_days = utc("2026-01-14 20:00")

    run = retried(begun(), SOFT, back_after_four_days)

    assert due(run) == retry("2026-01-17 09:00")
    assert run.skipped == 1


def test_when_everything_was_missed_one_try_is_made_and_then_the_final_action() -> None:
    run = retried(begun(), SOFT, utc("2026-02-20 20:00"))

    assert (run.attempts, run.skipped) == (2, 2)
    assert due(run) == exhaust("2026-01-17 09:00")


def test_a_new_card_forgets_what_was_dropped_and_what_was_broken() -> None:
    late = retried(begun(), SOFT, utc("2026-01-14 20:00"))
    at = utc("2026-01-15 08:00")

    broken = after_failure(after_retry_begun(late), FAULT, at)

    assert after_method_change(broken, at) == replace(
        begun(), attempts=0, due_at=at, skipped=0, faults=0
    )


def test_by_default_dunning_tries_on_days_one_three_and_seven_and_cancels() -> None:
    assert DunningRule() == DunningRule((1, 3, 7), FinalAction.CANCEL)


@given(rules)
def test_the_schedule_rises_and_ends_on_its_last_day(rule: DunningRule) -> None:
    run = begun(rule=rule)

    assert list(run.retries) == sorted(set(run.retries))
    assert run.retries[0] > FIRST
    assert run.deadline == FIRST + timedelta(days=rule.retry_days[-1])


@given(
    rules,
    st.sampled_from(["UTC", "America/New_York", "Europe/Vienna", "Australia/Lord_Howe"]),
    st.lists(st.tuples(st.sampled_from(FailureClass), st.integers(0, 10 * 24 * 60)), max_size=300),
)
def test_whatever_fails_the_tries_rise_and_come_to_an_end(
    rule: DunningRule, zone: str, answers: list[tuple[FailureClass, int]]
) -> None:
    run = begun(zone=zone, rule=rule)
    now = FIRST
    for failure, minutes_to_answer in answers:
        if due(run).kind is StepKind.EXHAUST:
            break
        assert due(run).at > now, "a try is always ahead, so there is never a burst"
        now = due(run).at + timedelta(minutes=minutes_to_answer)
        run = after_failure(after_retry_begun(run), failure, now)

    assert run.attempts <= 1 + len(rule.retry_days)


@given(rules)
def test_a_gateway_that_never_comes_back_cannot_keep_a_run_alive(rule: DunningRule) -> None:
    run, tries = begun(rule=rule), 0
    while due(run).kind is StepKind.RETRY:
        run, tries = retried(run, FAULT), tries + 1

    assert tries <= 73 * len(rule.retry_days)


@pytest.mark.parametrize("days", [(), (0,), (-1, 3), (3, 1), (1, 1), (1, 61), tuple(range(1, 17))])
def test_what_is_no_schedule_is_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(NotASchedule):
        DunningRule(days)
