"""Changes: what a subscription is to become, and whether that is more or less than before.

A change is an upgrade, a downgrade or level. A shorter interval is always a downgrade; otherwise
the price of a term decides, before coupons and taxes: a longer term that does not cost more is a
downgrade, too. An upgrade therefore never gives money back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from domain.addons import ChosenAddon
from domain.contents import Contents, list_price
from domain.errors import BillingError, Conflict
from domain.periods import Interval
from domain.subscriptions import SubscriptionHasEnded, SubscriptionStatus
from domain.trials import trial_end
from domain.words import N_

_S = SubscriptionStatus


class ResumeFirst(Conflict):
    message = N_("A paused subscription cannot be changed: resume it first.")


class PayFirst(Conflict):
    message = N_("An invoice of this subscription could not be charged: pay it first.")


class RemoveCancellationFirst(Conflict):
    message = N_("This subscription is set to be cancelled: remove the cancellation first.")


class TrialIsOver(Conflict):
    message = N_("The trial has expired: extend it or activate the subscription first.")


class ExtrasNotYet(Conflict):
    message = N_("What is bought once can be added when the subscription has begun.")


class BilledElsewhere(Conflict):
    message = N_(
        "This term was invoiced before it was brought here: the change can be made at its end."
    )


class ChangeWhen(StrEnum):
    IMMEDIATE = "immediate"
    END_OF_TERM = "end_of_term"


class Direction(StrEnum):
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    LEVEL = "level"


@dataclass(frozen=True)
class Change:
    """What a subscription is to become, and when. `extras` are charged once, with the change."""

    contents: Contents
    when: ChangeWhen
    extras: tuple[ChosenAddon, ...] = ()


EDITABLE = frozenset({_S.FUTURE, _S.TRIAL, _S.LIVE})

_NOT_EDITABLE: Mapping[SubscriptionStatus, type[BillingError]] = MappingProxyType(
    {
        _S.TRIAL_EXPIRED: TrialIsOver,
        _S.DUNNING: PayFirst,
        _S.UNPAID: PayFirst,
        _S.NON_RENEWING: RemoveCancellationFirst,
        _S.PAUSED: ResumeFirst,
    }
)


def check_editable(status: SubscriptionStatus) -> None:
    """Raises `SubscriptionHasEnded` or says what has to be done first."""
    if status not in EDITABLE:
        raise _NOT_EDITABLE.get(status, SubscriptionHasEnded)


def check_billed_here(change: Change, before: Contents, *, lines: int) -> None:
    """Raises `BilledElsewhere`: of what no line is known nothing could be given back.

    `lines` are those of the term that runs; a term that costs nothing needs none.
    """
    if change.when is ChangeWhen.IMMEDIATE and not lines and not list_price(before).is_zero:
        raise BilledElsewhere


def check_no_extras(change: Change) -> None:
    """Raises `ExtrasNotYet`: nothing is charged before the first term, so nothing is bought."""
    if change.extras:
        raise ExtrasNotYet


def direction(before: Contents, after: Contents) -> Direction:
    """Whether the change is to more or to less."""
    lengths = _days(before.plan.interval), _days(after.plan.interval)
    prices = list_price(before), list_price(after)
    if lengths[1] < lengths[0] or prices[1] < prices[0]:
        return Direction.DOWNGRADE
    if prices[1] > prices[0]:
        return Direction.UPGRADE
    return Direction.LEVEL if lengths[0] == lengths[1] else Direction.DOWNGRADE


def trial_end_after_change(start: datetime, trial_days: int, at: datetime) -> datetime:
    """When a trial that goes on ends after its plan was changed.

    Counted from the trial's own start with the days of the new plan; `at` itself if they are over.
    """
    return max(trial_end(start, trial_days), at)


def _days(interval: Interval) -> int:
    """Its length in twelfths of a day, a year having 365 of them: enough to compare two."""
    return interval.days * 12 + interval.months * 365
