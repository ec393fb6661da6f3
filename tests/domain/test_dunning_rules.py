"""Rules of dunning are data, and staff can end, hold and shorten a run by their word."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dunning import (
    DUNNING_LIFECYCLE,
    DunningEvent,
    DunningRun,
    DunningStatus,
    DunningStep,
    StepKind,
    after_failure,
    after_hold,
    after_last_try_flag,
    after_method_change,
    after_release,
    after_retry_begun,
    next_step,
)
from domain.dunning_rules import (
    FINAL_EVENTS,
    MOST_GRACE_DAYS,
    DunningRule,
    DunningRuleInUse,
    FinalAction,
    GraceOutOfRange,
    HardDecline,
    HoldInThePast,
    HoldTooLong,
    NoTryLeft,
    check_hold,
    check_removable_rule,
    is_told,
)
from domain.lifecycle import UnlawfulTransition
from domain.payments import FailureClass
from domain.subscriptions import ENDED, SUBSCRIPTION_LIFECYCLE, SubscriptionStatus
from tests.domain.dunning_runs import (
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

S = SubscriptionStatus
PATIENT = DunningRule((5, 10, 20, 40), FinalAction.UNPAID)
RULES = {"patient": PATIENT}


def test_a_rule_in_use_is_not_removed() -> None:
    check_removable_rule("patient", 0)
    with pytest.raises(DunningRuleInUse, match="3 subscriptions have the dunning rule “patient”"):
        check_removable_rule("patient", 3)


def test_by_default_the_deadline_decides_and_access_goes_on_for_a_week() -> None:
    rule = DunningRule()

    assert rule.hard_decline is HardDecline.FINAL_ACTION_AT_DEADLINE
    assert (rule.grace_days, rule.mails) == (7, True)


@pytest.mark.parametrize("days", [-1, MOST_GRACE_DAYS + 1])
def test_grace_has_bounds(days: int) -> None:
    with pytest.raises(GraceOutOfRange, match=f"not for {days}"):
        DunningRule(grace_days=days)


@pytest.mark.parametrize(
    ("action", "becomes"),
    [
        (FinalAction.CANCEL, S.CANCELLED_FROM_DUNNING),
        (FinalAction.UNPAID, S.UNPAID),
        (FinalAction.KEEP_LIVE, S.LIVE),
        pytest.param(FinalAction.END_OF_TERM, S.NON_RENEWING, id="TV 70: really the end of term"),
    ],
)
def test_a_final_action_makes_something_of_the_subscription(
    action: FinalAction, becomes: SubscriptionStatus
) -> None:
    assert SUBSCRIPTION_LIFECYCLE.advance(S.DUNNING, FINAL_EVENTS[action]) is becomes


@pytest.mark.parametrize("status", [DunningStatus.RUNNING, DunningStatus.HELD])
def test_tv_68_when_the_subscription_is_cancelled_the_retries_stop(status: DunningStatus) -> None:
    stopped = DUNNING_LIFECYCLE.advance(status, DunningEvent.STOP)

    assert next_step(replace(begun(), status=stopped)) is None


@pytest.mark.parametrize("status", sorted(S))
def test_tv_68_who_has_left_hears_nothing_more(status: SubscriptionStatus) -> None:
    assert is_told(RULE, status) == (status not in ENDED)
    assert not is_told(replace(RULE, mails=False), status)


def test_where_hard_declines_stop_a_run_it_stops_at_once() -> None:
    stops = DunningRule((1, 3, 7), hard_decline=HardDecline.STOP)

    assert due(begun(HARD, rule=stops)) == DunningStep(StepKind.STOP, FIRST)
    assert due(retried(begun(rule=stops), HARD)).kind is StepKind.STOP
    assert due(begun(SOFT, rule=stops)) == retry("2026-01-11 09:00")


def test_a_new_card_still_saves_a_run_that_is_about_to_stop() -> None:
    run = begun(HARD, rule=DunningRule(hard_decline=HardDecline.STOP))

    changed = after_method_change(run, utc("2026-01-10 09:00"))

    assert due(changed).kind is StepKind.RETRY


def test_the_next_try_is_the_last_and_then_the_final_action_follows_at_once() -> None:
    flagged = after_last_try_flag(begun())
    assert due(flagged) == retry("2026-01-11 09:00")

    run = retried(flagged, SOFT)

    assert due(run) == exhaust("2026-01-11 09:00")
    assert run.attempts == 2


def test_a_fault_of_the_gateway_is_not_the_last_try() -> None:
    run = retried(after_last_try_flag(begun()), FAULT)

    assert due(run) == retry("2026-01-11 09:05")
    assert due(retried(run, SOFT)) == exhaust("2026-01-11 09:05")


def test_the_last_try_is_the_one_that_is_in_flight() -> None:
    flagged = after_last_try_flag(after_retry_begun(begun()))

    run = after_failure(flagged, SOFT, utc("2026-01-11 09:02"))

    assert due(run) == exhaust("2026-01-11 09:02")


def test_a_new_card_is_no_last_try_any_more() -> None:
    changed = after_method_change(after_last_try_flag(begun()), utc("2026-01-10 12:00"))

    run = retried(changed, SOFT)

    assert due(run) == retry("2026-01-11 12:00")


def test_a_held_run_keeps_its_last_try() -> None:
    held = after_last_try_flag(after_hold(begun(), utc("2026-01-12 12:00")))
    assert held.status is DunningStatus.HELD

    released = after_release(held, utc("2026-01-12 12:00"))

    assert due(released) == retry("2026-01-13 09:00")
    assert due(retried(released, SOFT)) == exhaust("2026-01-13 09:00")


def test_where_no_try_is_to_come_none_is_the_last() -> None:
    with pytest.raises(NoTryLeft):
        after_last_try_flag(begun(HARD))


@pytest.mark.parametrize(
    "status", [DunningStatus.RECOVERED, DunningStatus.EXHAUSTED, DunningStatus.STOPPED]
)
def test_what_is_over_has_no_last_try(status: DunningStatus) -> None:
    with pytest.raises(UnlawfulTransition):
        after_last_try_flag(replace(begun(), status=status))


def test_dunning_is_held_until_before_the_next_renewal() -> None:
    now, renewal = utc("2026-01-12 12:00"), utc("2026-02-10 06:00")

    check_hold(utc("2026-02-10 05:59"), at=now, renews_at=renewal)
    check_hold(utc("2026-09-10 06:00"), at=now, renews_at=None)
    with pytest.raises(HoldTooLong, match="2026-02-10"):
        check_hold(renewal, at=now, renews_at=renewal)


def test_dunning_is_held_until_a_time_that_is_to_come() -> None:
    now = utc("2026-01-12 12:00")

    check_hold(utc("2026-01-12 12:01"), at=now, renews_at=None)
    with pytest.raises(HoldInThePast):
        check_hold(now, at=now, renews_at=None)


@given(
    st.lists(st.sampled_from([*FailureClass, "flag", "hold", "release", "new card"]), max_size=40)
)
def test_whatever_staff_do_a_run_tries_ahead_and_ends(steps: list[FailureClass | str]) -> None:
    run, now = begun(), FIRST
    for step in steps:
        now += timedelta(hours=7)
        run = after(run, step, now)
        coming = next_step(run)
        if run.last_try and run.ends_at:
            assert coming is not None
            assert coming.kind in {StepKind.EXHAUST, StepKind.RELEASE}
        if coming and coming.kind is StepKind.EXHAUST:
            assert run.hard or run.ends_at or coming.at == run.retries[-1]


def after(run: DunningRun, step: FailureClass | str, now: datetime) -> DunningRun:
    """The run after a step that is possible; after another it stays as it is."""
    coming = next_step(run)
    if isinstance(step, FailureClass):
        if coming is None or coming.kind is not StepKind.RETRY:
            return run
        return after_failure(after_retry_begun(run), step, max(now, coming.at))
    if step == "flag":
        return after_last_try_flag(run) if run.due_at else run
    if step == "hold":
        return after_hold(run, now + timedelta(days=3))
    if step == "release":
        return after_release(run, now) if run.status is DunningStatus.HELD else run
    return after_method_change(run, now)
