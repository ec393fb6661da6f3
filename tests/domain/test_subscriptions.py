"""Subscriptions move as their customers were told, and are invoiced for their terms."""

import pytest

from domain.lifecycle import UnlawfulTransition
from domain.periods import Interval, IntervalUnit, Period
from domain.subscriptions import (
    ENDED,
    RENEWING,
    SUBSCRIPTION_LIFECYCLE,
    NoMethodToCharge,
    SubscriptionEvent,
    SubscriptionHasEnded,
    SubscriptionStatus,
    after_recovery,
    check_auto_charge,
    cycles_used_up,
    wants_renewal_notice,
)
from tests.domain.examples import day

S, E = SubscriptionStatus, SubscriptionEvent
FEBRUARY = Period(day("2026-02-01"), day("2026-03-01"))


def after(status: SubscriptionStatus, *events: SubscriptionEvent) -> SubscriptionStatus:
    for event in events:
        status = SUBSCRIPTION_LIFECYCLE.advance(status, event)
    return status


@pytest.mark.parametrize(
    ("begins", "events", "ends"),
    [
        pytest.param(S.FUTURE, [E.START_TRIAL, E.START], S.LIVE, id="a trial that converts"),
        pytest.param(S.TRIAL, [E.ACTIVATE], S.LIVE, id="activated during the trial"),
        pytest.param(
            S.TRIAL,
            [E.LAPSE_TRIAL, E.EXTEND_TRIAL, E.START],
            S.LIVE,
            id="TV 38: expired, extended, then charged",
        ),
        pytest.param(S.TRIAL, [E.LAPSE_TRIAL, E.ACTIVATE], S.LIVE, id="expired, then paid"),
        pytest.param(
            S.TRIAL,
            [E.SCHEDULE_CANCELLATION, E.RETURN_TO_TRIAL, E.START],
            S.LIVE,
            id="TV 41: the cancellation of a trial taken back",
        ),
        pytest.param(S.TRIAL, [E.SCHEDULE_CANCELLATION, E.END_TERM], S.CANCELLED, id="trial ends"),
        pytest.param(S.LIVE, [E.FAIL_CHARGE, E.RECOVER], S.LIVE, id="paid in dunning"),
        pytest.param(
            S.LIVE, [E.FAIL_CHARGE, E.EXHAUST_CANCEL], S.CANCELLED_FROM_DUNNING, id="cancel"
        ),
        pytest.param(
            S.LIVE, [E.FAIL_CHARGE, E.EXHAUST_UNPAID, E.PAY_UNPAID], S.LIVE, id="unpaid, then paid"
        ),
        pytest.param(
            S.LIVE,
            [E.FAIL_CHARGE, E.EXHAUST_TERM, E.END_TERM],
            S.CANCELLED,
            id="TV 70: cancelled by dunning at the end of the term",
        ),
        pytest.param(S.LIVE, [E.PAUSE, E.EXPIRE], S.EXPIRED, id="TV 48: over while it rested"),
        pytest.param(
            S.LIVE, [E.FAIL_CHARGE, E.LEAVE_DUNNING], S.LIVE, id="TV 60: auto-charge switched off"
        ),
        pytest.param(
            S.LIVE, [E.FAIL_CHARGE, E.FAIL_CHARGE], S.DUNNING, id="TV 63: a second one fails"
        ),
        pytest.param(S.LIVE, [E.FAIL_CHARGE, E.EXPIRE], S.EXPIRED, id="over, the last one unpaid"),
        pytest.param(
            S.LIVE, [E.SCHEDULE_CANCELLATION, E.REMOVE_CANCELLATION], S.LIVE, id="taken back"
        ),
        pytest.param(S.LIVE, [E.PAUSE, E.RESUME], S.LIVE, id="paused and resumed"),
        pytest.param(S.LIVE, [E.EXPIRE, E.REACTIVATE], S.LIVE, id="expired and reactivated"),
    ],
)
def test_a_subscription_goes_its_way(
    begins: SubscriptionStatus, events: list[SubscriptionEvent], ends: SubscriptionStatus
) -> None:
    assert after(begins, *events) is ends


@pytest.mark.parametrize("status", sorted(set(S) - ENDED))
def test_whatever_has_not_ended_can_be_cancelled_now(status: SubscriptionStatus) -> None:
    assert after(status, E.CANCEL) is S.CANCELLED


@pytest.mark.parametrize("status", sorted(ENDED))
def test_what_has_ended_cannot_be_cancelled(status: SubscriptionStatus) -> None:
    with pytest.raises(UnlawfulTransition):
        after(status, E.CANCEL)


def test_tv_40_a_running_trial_is_not_extended() -> None:
    with pytest.raises(UnlawfulTransition):
        after(S.TRIAL, E.EXTEND_TRIAL)


def test_tv_42_a_trial_is_activated_once() -> None:
    with pytest.raises(UnlawfulTransition):
        after(S.TRIAL, E.ACTIVATE, E.ACTIVATE)


def test_nothing_is_paused_to_escape_from_a_debt() -> None:
    with pytest.raises(UnlawfulTransition):
        after(S.DUNNING, E.PAUSE)


def test_tv_63_a_subscription_in_dunning_renews_and_an_unpaid_one_does_not() -> None:
    assert {S.LIVE, S.DUNNING} == RENEWING


def test_tv_62_two_invoices_in_dunning_and_one_of_them_paid_is_still_dunning() -> None:
    assert after_recovery(S.DUNNING, still_dunned=1) is S.DUNNING
    assert after_recovery(S.DUNNING, still_dunned=0) is S.LIVE


@pytest.mark.parametrize("status", sorted(set(S) - {S.DUNNING}))
def test_only_what_is_in_dunning_recovers(status: SubscriptionStatus) -> None:
    assert after_recovery(status, still_dunned=0) is status


@pytest.mark.parametrize(
    ("cycles", "begun", "used_up"), [(None, 99, False), (12, 11, False), (12, 12, True)]
)
def test_it_ends_when_its_cycles_are_used_up(cycles: int | None, begun: int, used_up: bool) -> None:
    assert cycles_used_up(cycles, begun) is used_up


def test_auto_charge_needs_a_method_and_a_subscription_that_goes_on() -> None:
    check_auto_charge(S.DUNNING, has_method=True)
    with pytest.raises(NoMethodToCharge):
        check_auto_charge(S.LIVE, has_method=False)
    with pytest.raises(SubscriptionHasEnded):
        check_auto_charge(S.CANCELLED, has_method=True)


@pytest.mark.parametrize(
    ("unit", "count", "wanted"),
    [
        (IntervalUnit.WEEK, 1, False),
        (IntervalUnit.DAY, 31, False),
        (IntervalUnit.DAY, 32, True),
        (IntervalUnit.DAY, 90, True),
        (IntervalUnit.MONTH, 1, False),
        (IntervalUnit.MONTH, 2, True),
        (IntervalUnit.YEAR, 1, True),
    ],
)
def test_only_long_terms_are_announced(unit: IntervalUnit, count: int, wanted: bool) -> None:
    assert wants_renewal_notice(Interval(unit, count)) is wanted
