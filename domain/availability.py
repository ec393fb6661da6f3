"""Availability: which actions a subscription's state allows, and which of them are open to whom.

The policy says who may do something at all; the state says whether there is anything to do. A page
shows what is open to its reader. What is decided is asked again of the rules of each action, which
also say why not.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.changes import EDITABLE
from domain.policy import Action, Role, may
from domain.preferences import Preferences
from domain.reactivations import REACTIVATABLE
from domain.subscriptions import ENDED, SubscriptionStatus

_S = SubscriptionStatus
_IN_TRIAL = frozenset({_S.TRIAL, _S.TRIAL_EXPIRED})
_GOES_ON = frozenset(_S) - ENDED

STATES: Mapping[Action, frozenset[SubscriptionStatus]] = MappingProxyType(
    {
        Action.TRIAL_ACTIVATE: _IN_TRIAL,
        Action.TRIAL_EXTEND: frozenset({_S.TRIAL_EXPIRED}),
        Action.TRIAL_CANCEL: _IN_TRIAL,
        Action.SUBSCRIPTION_EDIT: EDITABLE,
        Action.SUBSCRIPTION_AUTO_CHARGE: _GOES_ON,
        Action.SUBSCRIPTION_PAUSE: frozenset({_S.LIVE}),
        Action.SUBSCRIPTION_RESUME: frozenset({_S.PAUSED}),
        # A trial has a cancellation of its own, allowed by a preference of its own.
        Action.SUBSCRIPTION_CANCEL: _GOES_ON - _IN_TRIAL,
        Action.SUBSCRIPTION_UNSCHEDULE: frozenset({_S.NON_RENEWING}),
        Action.SUBSCRIPTION_REACTIVATE: REACTIVATABLE,
    }
)


def is_available(action: Action, status: SubscriptionStatus) -> bool:
    """Whether the state leaves anything to do; an action that is not about states always does."""
    return status in STATES.get(action, frozenset(_S))


def open_actions(
    role: Role, status: SubscriptionStatus, preferences: Preferences
) -> frozenset[Action]:
    """What the role may do with a subscription in this state, as the preferences are set."""
    return frozenset(
        action
        for action in STATES
        if is_available(action, status) and may(role, action, preferences)
    )
