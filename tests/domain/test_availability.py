"""Every action in every state for every role, with its preference on and off: all cells."""

from collections.abc import Callable
from itertools import product

import pytest

from domain.availability import STATES, is_available, open_actions
from domain.cancellations import CancelMode, CancelRules, check_cancellable, check_removable
from domain.changes import check_editable
from domain.errors import BillingError
from domain.pauses import check_pausable, check_resumable
from domain.policy import POLICY, Action, Role
from domain.preferences import Preferences, PreferenceType
from domain.reactivations import check_reactivatable
from domain.subscriptions import (
    SUBSCRIPTION_LIFECYCLE,
    SubscriptionEvent,
    SubscriptionStatus,
    check_auto_charge,
)
from tests.domain.examples import day, utc

S, E, A = SubscriptionStatus, SubscriptionEvent, Action
OUTSIDE = {Role.ANONYMOUS, Role.LINK_HOLDER, Role.CONTACT, Role.PRIMARY_CONTACT}
KEYS = {
    each.attribute: each.key
    for each in Preferences.keys()  # noqa: SIM118 (it is no mapping)
    if each.type is PreferenceType.SWITCH
}
CELLS = list(product(sorted(STATES), sorted(S), [True, False]))

# What each action does to a subscription: it is lawful exactly where the action is available.
EVENTS = {
    A.TRIAL_ACTIVATE: E.ACTIVATE,
    A.TRIAL_EXTEND: E.EXTEND_TRIAL,
    A.SUBSCRIPTION_PAUSE: E.PAUSE,
    A.SUBSCRIPTION_RESUME: E.RESUME,
    A.SUBSCRIPTION_UNSCHEDULE: E.REMOVE_CANCELLATION,
    A.SUBSCRIPTION_REACTIVATE: E.REACTIVATE,
}
CHECKS: dict[Action, Callable[[SubscriptionStatus], None]] = {
    A.SUBSCRIPTION_EDIT: check_editable,
    A.SUBSCRIPTION_PAUSE: check_pausable,
    A.SUBSCRIPTION_RESUME: lambda status: check_resumable(
        status, on=day("2026-02-10"), ends_on=None
    ),
    A.SUBSCRIPTION_UNSCHEDULE: lambda status: check_removable(
        status, utc("2026-02-28 06:00"), utc("2026-02-10 06:00")
    ),
    A.SUBSCRIPTION_REACTIVATE: check_reactivatable,
    A.SUBSCRIPTION_AUTO_CHARGE: lambda status: check_auto_charge(status, has_method=True),
}


@pytest.mark.parametrize(("action", "status", "is_on"), CELLS)
def test_an_action_is_open_where_state_role_and_preference_meet(
    action: Action, status: SubscriptionStatus, is_on: bool
) -> None:
    switch = POLICY[action].preference
    stored = {key: (is_on if name == switch else not is_on) for name, key in KEYS.items()}
    preferences = Preferences.from_stored(stored)

    for role in Role:
        is_open = action in open_actions(role, status, preferences)
        switched_off = role in OUTSIDE and switch is not None and not is_on
        assert is_open == (
            status in STATES[action] and role in POLICY[action].roles and not switched_off
        )


@pytest.mark.parametrize(("action", "status"), list(product(sorted(EVENTS), sorted(S))))
def test_what_is_available_is_what_the_lifecycle_allows(
    action: Action, status: SubscriptionStatus
) -> None:
    assert is_available(action, status) == SUBSCRIPTION_LIFECYCLE.allows(status, EVENTS[action])


@pytest.mark.parametrize(("action", "status"), list(product(sorted(CHECKS), sorted(S))))
def test_what_is_not_available_is_refused_with_words(
    action: Action, status: SubscriptionStatus
) -> None:
    if is_available(action, status):
        CHECKS[action](status)
        return
    with pytest.raises(BillingError) as refused:
        CHECKS[action](status)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("status", sorted(S))
def test_what_goes_on_can_be_cancelled_now_as_a_trial_or_as_a_subscription(
    status: SubscriptionStatus,
) -> None:
    ways = [
        action for action in (A.TRIAL_CANCEL, A.SUBSCRIPTION_CANCEL) if is_available(action, status)
    ]
    try:
        check_cancellable(status, CancelMode.IMMEDIATELY, CancelRules())
    except BillingError:
        assert ways == []
    else:
        assert len(ways) == 1


@pytest.mark.parametrize("action", sorted(set(Action) - set(STATES)))
def test_an_action_that_is_not_about_states_is_always_available(action: Action) -> None:
    assert all(is_available(action, status) for status in S)


def test_by_default_customers_do_nothing_and_clerks_everything_the_state_allows() -> None:
    for status in S:
        assert open_actions(Role.PRIMARY_CONTACT, status, Preferences()) == frozenset()
        assert open_actions(Role.BILLING_AGENT, status, Preferences()) == {
            action for action in STATES if status in STATES[action]
        }
