"""Whoever wants to leave can, is asked why, and may come back until the last second."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from domain.cancellations import (
    CANCELLATION_LIFECYCLE,
    MOST_COMMENT,
    Cancellation,
    CancellationEvent,
    CancellationStatus,
    CancellationStep,
    CancelledAlready,
    CancelMode,
    CancelModeNotOffered,
    CancelReason,
    CancelRules,
    CommentTooLong,
    Farewell,
    NothingToRemove,
    OnlyAtOnce,
    ReasonMissing,
    ReasonNotOffered,
    RetentionOffer,
    TooLateToRemove,
    after_term_moved,
    check_cancellable,
    check_farewell,
    check_removable,
    fitting_offer,
    next_step,
    removal_event,
)
from domain.errors import BillingError
from domain.lifecycle import UnlawfulTransition
from domain.subscriptions import (
    ENDED,
    SUBSCRIPTION_LIFECYCLE,
    SubscriptionEvent,
    SubscriptionHasEnded,
    SubscriptionStatus,
)
from tests.domain.examples import utc

S = SubscriptionStatus
NOW, AT_THE_END = CancelMode.IMMEDIATELY, CancelMode.END_OF_TERM
STAFF = CancelRules()
ENDS = utc("2026-02-28 06:00")
SCHEDULED = Cancellation(CancellationStatus.SCHEDULED, ENDS)
CAN_WAIT = {S.TRIAL, S.LIVE}


def test_a_cancellation_takes_effect_at_the_end_of_the_term() -> None:
    assert next_step(SCHEDULED) == CancellationStep(CancellationEvent.END, ENDS)


@pytest.mark.parametrize("status", [CancellationStatus.REMOVED, CancellationStatus.CANCELLED])
def test_a_cancellation_that_is_over_does_nothing_more(status: CancellationStatus) -> None:
    over = replace(SCHEDULED, status=status)

    assert next_step(over) is None
    with pytest.raises(UnlawfulTransition):
        after_term_moved(over, ENDS)


def test_a_cancellation_moves_with_the_end_of_the_term() -> None:
    moved = after_term_moved(SCHEDULED, utc("2026-03-15 06:00"))

    assert next_step(moved) == CancellationStep(CancellationEvent.END, utc("2026-03-15 06:00"))


@pytest.mark.parametrize("status", sorted(S))
@pytest.mark.parametrize("mode", CancelMode)
def test_staff_cancel_whatever_has_not_ended_as_its_state_allows(
    status: SubscriptionStatus, mode: CancelMode
) -> None:
    event = {
        NOW: SubscriptionEvent.CANCEL,
        AT_THE_END: SubscriptionEvent.SCHEDULE_CANCELLATION,
    }[mode]
    if SUBSCRIPTION_LIFECYCLE.allows(status, event):
        check_cancellable(status, mode, STAFF)
    else:
        with pytest.raises((SubscriptionHasEnded, CancelledAlready, OnlyAtOnce)):
            check_cancellable(status, mode, STAFF)


@pytest.mark.parametrize(
    ("status", "mode", "refusal"),
    [
        *((status, mode, SubscriptionHasEnded) for status in sorted(ENDED) for mode in CancelMode),
        (S.NON_RENEWING, AT_THE_END, CancelledAlready),
        *(
            (status, AT_THE_END, OnlyAtOnce)
            for status in sorted(set(S) - ENDED - CAN_WAIT - {S.NON_RENEWING})
        ),
    ],
)
def test_what_cannot_be_cancelled_like_that_says_why(
    status: SubscriptionStatus, mode: CancelMode, refusal: type[BillingError]
) -> None:
    with pytest.raises(refusal):
        check_cancellable(status, mode, STAFF)


@pytest.mark.parametrize(
    ("status", "offered"),
    list(product(sorted(set(S) - ENDED), [{NOW}, {AT_THE_END}, {NOW, AT_THE_END}])),
)
def test_there_is_always_a_way_out(status: SubscriptionStatus, offered: set[CancelMode]) -> None:
    rules = CancelRules(modes=frozenset(offered))
    ways = []
    for mode in CancelMode:
        try:
            check_cancellable(status, mode, rules)
        except (OnlyAtOnce, CancelModeNotOffered, CancelledAlready):
            continue
        ways.append(mode)

    assert ways or (status is S.NON_RENEWING and NOW not in offered)


@pytest.mark.parametrize("status", sorted(CAN_WAIT | {S.NON_RENEWING}))
def test_a_mode_that_is_not_offered_is_refused_where_there_is_a_choice(
    status: SubscriptionStatus,
) -> None:
    with pytest.raises(CancelModeNotOffered):
        check_cancellable(status, NOW, CancelRules(modes=frozenset({AT_THE_END})))


@pytest.mark.parametrize("reason", CancelReason)
def test_each_of_eight_reasons_can_be_given(reason: CancelReason) -> None:
    assert len(CancelReason) == 8
    check_farewell(Farewell(reason, "Thank you for everything."), STAFF)


def test_a_reason_is_asked_for_and_demanded_only_by_preference() -> None:
    check_farewell(Farewell(comment="Just so."), STAFF)
    with pytest.raises(ReasonMissing):
        check_farewell(Farewell(comment="Just so."), CancelRules(reason_required=True))


def test_a_reason_is_one_of_those_offered() -> None:
    rules = CancelRules(reasons=frozenset({CancelReason.OTHER}))

    check_farewell(Farewell(CancelReason.OTHER), rules)
    with pytest.raises(ReasonNotOffered, match="unused"):
        check_farewell(Farewell(CancelReason.UNUSED), rules)


def test_a_comment_has_an_end() -> None:
    Farewell(comment="x" * MOST_COMMENT)
    with pytest.raises(CommentTooLong, match="1000"):
        Farewell(comment="x" * (MOST_COMMENT + 1))


def test_a_cancellation_is_taken_back_until_the_last_second() -> None:
    check_removable(S.NON_RENEWING, ENDS, ENDS - timedelta(microseconds=1))
    with pytest.raises(TooLateToRemove):
        check_removable(S.NON_RENEWING, ENDS, ENDS)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_what_has_ended_is_reactivated_instead(status: SubscriptionStatus) -> None:
    with pytest.raises(TooLateToRemove):
        check_removable(status, ENDS, ENDS - timedelta(days=1))


@pytest.mark.parametrize("status", sorted(set(S) - ENDED - {S.NON_RENEWING}))
def test_what_was_not_cancelled_has_nothing_to_remove(status: SubscriptionStatus) -> None:
    with pytest.raises(NothingToRemove):
        check_removable(status, ENDS, ENDS - timedelta(days=1))


@pytest.mark.parametrize(("in_trial", "back"), [(True, S.TRIAL), (False, S.LIVE)])
def test_tv_41_taken_back_it_goes_on_where_it_was(in_trial: bool, back: SubscriptionStatus) -> None:
    event = removal_event(in_trial=in_trial)

    assert SUBSCRIPTION_LIFECYCLE.advance(S.NON_RENEWING, event) is back


@pytest.mark.parametrize("offer", RetentionOffer)
@pytest.mark.parametrize("status", sorted(S))
@pytest.mark.parametrize("has_coupon", [True, False])
def test_something_is_offered_only_to_who_is_live_and_no_second_coupon(
    offer: RetentionOffer, status: SubscriptionStatus, has_coupon: bool
) -> None:
    found = fitting_offer(offer, status, has_coupon=has_coupon)

    twice = has_coupon and offer is RetentionOffer.COUPON
    assert found is (offer if status is S.LIVE and not twice else RetentionOffer.NONE)


def test_a_cancellation_is_removed_or_done_once() -> None:
    for event in (CancellationEvent.REMOVE, CancellationEvent.END):
        over = CANCELLATION_LIFECYCLE.advance(CancellationStatus.SCHEDULED, event)
        assert CANCELLATION_LIFECYCLE.is_final(over)
