"""Billing rests from its day to its day, and a pause is no way out of a debt."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import PayFirst, RemoveCancellationFirst, TrialIsOver
from domain.errors import BillingError
from domain.lifecycle import UnlawfulTransition
from domain.pause_schedules import (
    NothingLeftToPause,
    PauseDayMissing,
    PauseDayNotOffered,
    PauseInThePast,
    PauseRules,
    PauseSchedule,
    PauseTooLong,
    PauseWhen,
    PauseWish,
    ResumeBeforePause,
    ResumeInThePast,
    ResumeNotAllowed,
    after_term_moved,
    check_before_the_end,
    check_new_resume_date,
    check_schedule,
    wished_schedule,
    within_limit,
)
from domain.pauses import (
    PAUSE_LIFECYCLE,
    FixedTermOver,
    NotBegunYet,
    NotPaused,
    Pause,
    PausedAlready,
    PauseEvent,
    PauseStatus,
    PauseStep,
    after_change,
    after_deletion,
    check_pausable,
    check_resumable,
    next_step,
    when_due,
)
from domain.subscriptions import (
    ENDED,
    SUBSCRIPTION_LIFECYCLE,
    SubscriptionEvent,
    SubscriptionHasEnded,
    SubscriptionStatus,
)
from tests.domain.examples import day, utc
from tests.domain.standing import schedule

S = SubscriptionStatus
TODAY = day("2026-02-10")
STAFF = PauseRules()
SCHEDULED = Pause(PauseStatus.SCHEDULED, schedule("2026-02-28", "2026-04-30"), "Europe/Vienna")
RUNNING = replace(SCHEDULED, status=PauseStatus.RUNNING)


def test_a_pause_begins_and_ends_at_the_run_hour_of_the_billing_zone() -> None:
    assert next_step(SCHEDULED) == PauseStep(PauseEvent.BEGIN, utc("2026-02-28 05:00"))
    assert next_step(RUNNING) == PauseStep(PauseEvent.RESUME, utc("2026-04-30 04:00"))


def test_a_pause_without_a_resume_date_waits_for_somebody() -> None:
    assert next_step(replace(RUNNING, schedule=schedule("2026-02-28"))) is None


@pytest.mark.parametrize(
    "status", sorted(status for status in PauseStatus if PAUSE_LIFECYCLE.is_final(status))
)
def test_a_pause_that_is_over_does_nothing_more(status: PauseStatus) -> None:
    over = replace(SCHEDULED, status=status)

    assert next_step(over) is None
    with pytest.raises(UnlawfulTransition):
        after_change(over, schedule("2026-03-01"))
    with pytest.raises(UnlawfulTransition):
        after_deletion(over)


def test_tv_53_with_its_schedule_both_timers_are_gone() -> None:
    assert after_deletion(SCHEDULED).status is PauseStatus.DELETED
    assert next_step(after_deletion(SCHEDULED)) is None


def test_tv_53_what_runs_already_waits_for_somebody_once_its_schedule_is_deleted() -> None:
    deleted = after_deletion(RUNNING)

    assert deleted.status is PauseStatus.RUNNING
    assert deleted.schedule == schedule("2026-02-28")
    assert next_step(deleted) is None


def test_a_schedule_can_be_changed_until_it_is_over() -> None:
    later = after_change(SCHEDULED, schedule("2026-03-15"))

    assert next_step(later) == PauseStep(PauseEvent.BEGIN, utc("2026-03-15 05:00"))
    assert later.status is PauseStatus.SCHEDULED


def test_of_a_pause_that_runs_only_the_resume_date_changes() -> None:
    changed = after_change(RUNNING, schedule("2026-03-15", "2026-05-31"))

    assert changed.schedule == schedule("2026-02-28", "2026-05-31")
    assert changed.status is PauseStatus.RUNNING


@pytest.mark.parametrize("resume_on", ["2026-02-28", "2026-02-27"])
def test_billing_resumes_after_it_paused(resume_on: str) -> None:
    with pytest.raises(ResumeBeforePause, match=f"resume on {resume_on}.*on 2026-02-28 only"):
        schedule("2026-02-28", resume_on)
    with pytest.raises(ResumeBeforePause):
        after_change(RUNNING, schedule("2026-01-01", resume_on))


def test_a_wish_comes_to_days() -> None:
    end = day("2026-02-28")
    wishes = {
        PauseWish(PauseWhen.NOW, resume_on=day("2026-03-31")): schedule("2026-02-10", "2026-03-31"),
        PauseWish(PauseWhen.END_OF_TERM): schedule("2026-02-28"),
        PauseWish(PauseWhen.DATE, day("2026-03-15")): schedule("2026-03-15"),
    }

    for wish, expected in wishes.items():
        found = wished_schedule(wish, today=TODAY, term_ends_on=end)
        assert found == replace(expected, when=wish.when)
    with pytest.raises(PauseDayMissing):
        wished_schedule(PauseWish(PauseWhen.DATE), today=TODAY, term_ends_on=end)


def test_a_pause_at_the_end_of_the_term_moves_with_that_end() -> None:
    at_the_end = replace(schedule("2026-02-28", "2026-04-30"), when=PauseWhen.END_OF_TERM)

    moved = after_term_moved(at_the_end, day("2026-03-15"))
    too_far = after_term_moved(at_the_end, day("2027-02-10"))

    assert moved == replace(at_the_end, pause_on=day("2026-03-15"))
    assert (too_far.pause_on, too_far.resume_on) == (day("2027-02-10"), None)
    assert after_term_moved(schedule("2026-02-28"), day("2027-02-10")) == schedule("2026-02-28")


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (S.FUTURE, NotBegunYet),
        (S.TRIAL, NotBegunYet),
        (S.TRIAL_EXPIRED, TrialIsOver),
        (S.DUNNING, PayFirst),
        (S.UNPAID, PayFirst),
        (S.NON_RENEWING, RemoveCancellationFirst),
        (S.PAUSED, PausedAlready),
        *((status, SubscriptionHasEnded) for status in sorted(ENDED)),
    ],
)
def test_what_cannot_rest_says_why(status: SubscriptionStatus, refusal: type[BillingError]) -> None:
    with pytest.raises(refusal):
        check_pausable(status)
    assert when_due(status) is PauseEvent.STOP


@pytest.mark.parametrize("status", sorted(S))
def test_what_may_be_paused_is_what_the_lifecycle_lets_pause(status: SubscriptionStatus) -> None:
    begins = when_due(status) is PauseEvent.BEGIN

    assert SUBSCRIPTION_LIFECYCLE.allows(status, SubscriptionEvent.PAUSE) is begins
    if begins:
        check_pausable(status)


def test_a_pause_begins_today_or_later() -> None:
    check_schedule(schedule("2026-02-10"), STAFF, today=TODAY)
    with pytest.raises(PauseInThePast, match="2026-02-09"):
        check_schedule(schedule("2026-02-09"), STAFF, today=TODAY)


@pytest.mark.parametrize("resume_on", ["2026-02-10", "2026-02-09"])
def test_a_resume_date_is_still_to_come(resume_on: str) -> None:
    running = PauseSchedule(day("2026-01-15"), day(resume_on))

    with pytest.raises(ResumeInThePast, match=resume_on):
        check_new_resume_date(running, STAFF, today=TODAY)


def test_a_resume_date_can_be_given_or_taken_from_what_runs() -> None:
    check_new_resume_date(schedule("2026-01-15", "2026-02-11"), STAFF, today=TODAY)
    check_new_resume_date(schedule("2026-01-15"), STAFF, today=TODAY)


def test_g41_without_the_permission_to_resume_no_resume_date_is_chosen() -> None:
    pause_only = PauseRules(resume=False)

    check_schedule(schedule("2026-02-28"), pause_only, today=TODAY)
    with pytest.raises(ResumeNotAllowed):
        check_schedule(schedule("2026-02-28", "2026-03-31"), pause_only, today=TODAY)
    with pytest.raises(ResumeNotAllowed):
        check_new_resume_date(schedule("2026-01-28", "2026-03-31"), pause_only, today=TODAY)


@pytest.mark.parametrize("when", PauseWhen)
def test_a_pause_begins_in_a_way_that_is_offered(when: PauseWhen) -> None:
    chosen = replace(schedule("2026-02-28"), when=when)

    check_schedule(chosen, PauseRules(when=frozenset({when})), today=TODAY)
    with pytest.raises(PauseDayNotOffered):
        check_schedule(chosen, PauseRules(when=frozenset(PauseWhen) - {when}), today=TODAY)


def test_a_pause_is_no_longer_than_allowed() -> None:
    month = PauseRules(max_days=30)

    check_schedule(schedule("2026-02-28", "2026-03-30"), month, today=TODAY)
    with pytest.raises(PauseTooLong, match="30 days at most: until 2026-03-30"):
        check_schedule(schedule("2026-02-28", "2026-03-31"), month, today=TODAY)


def test_where_pauses_have_a_limit_one_without_a_date_ends_at_the_limit() -> None:
    month = PauseRules(max_days=30)

    assert within_limit(schedule("2026-02-28"), month) == schedule("2026-02-28", "2026-03-30")
    assert within_limit(schedule("2026-02-28"), STAFF) == schedule("2026-02-28")
    dated = schedule("2026-02-28", "2026-03-05")
    assert within_limit(dated, month) == dated


def test_there_is_nothing_to_pause_after_the_last_term() -> None:
    check_before_the_end(schedule("2026-02-27"), day("2026-02-28"))
    check_before_the_end(schedule("2026-02-28"), None)
    with pytest.raises(NothingLeftToPause, match="2026-02-28"):
        check_before_the_end(schedule("2026-02-28"), day("2026-02-28"))


def test_tv_48_nothing_resumes_after_its_fixed_term_has_ended() -> None:
    check_resumable(S.PAUSED, on=day("2026-02-27"), ends_on=day("2026-02-28"))
    check_resumable(S.PAUSED, on=day("2026-09-27"), ends_on=None)
    with pytest.raises(FixedTermOver, match="2026-02-28"):
        check_resumable(S.PAUSED, on=day("2026-02-28"), ends_on=day("2026-02-28"))


def test_tv_48_it_has_then_expired() -> None:
    after = SUBSCRIPTION_LIFECYCLE.advance(S.PAUSED, SubscriptionEvent.EXPIRE)

    assert after is S.EXPIRED


@pytest.mark.parametrize("status", sorted(set(S) - {S.PAUSED}))
def test_only_what_is_paused_resumes(status: SubscriptionStatus) -> None:
    with pytest.raises(NotPaused):
        check_resumable(status, on=TODAY, ends_on=None)


def test_tv_49_a_cancellation_wins_over_a_pause() -> None:
    for status in (PauseStatus.SCHEDULED, PauseStatus.RUNNING):
        assert PAUSE_LIFECYCLE.advance(status, PauseEvent.STOP) is PauseStatus.STOPPED


@given(
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.none() | st.integers(1, 900),
    st.integers(0, 365),
)
def test_a_schedule_within_the_limit_is_one_that_may_be_chosen(
    pause_on: date, rested: int | None, most: int
) -> None:
    rules = PauseRules(max_days=most)
    wished = PauseSchedule(pause_on, pause_on + timedelta(days=rested) if rested else None)
    try:
        check_schedule(wished, rules, today=pause_on)
    except PauseTooLong:
        assert rested
        assert most
        assert rested > most
    else:
        check_schedule(within_limit(wished, rules), rules, today=pause_on)
