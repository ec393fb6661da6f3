"""Cancellations: how a subscription is ended, when, why, and until when that can be taken back.

Cancelled for the end of its term, a subscription is served until then and does not renew; the
cancellation can be removed until the last second. Cancelled now, it ends at once: what was paid for
unused days is given back or not, and open invoices stay or are written off. Where no term runs to
an end that is worth waiting for, in dunning for example, it can only be cancelled now, and that is
then possible for customers, whichever of the two the organisation offers them otherwise.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import Conflict, Forbidden, Invalid
from domain.lifecycle import Lifecycle
from domain.subscriptions import (
    ENDED,
    SUBSCRIPTION_LIFECYCLE,
    SubscriptionEvent,
    SubscriptionHasEnded,
    SubscriptionStatus,
)
from domain.words import N_

MOST_COMMENT = 1000

_S = SubscriptionStatus


class CancellationStatus(StrEnum):
    SCHEDULED = "scheduled"
    REMOVED = "removed"
    CANCELLED = "cancelled"


class CancellationEvent(StrEnum):
    MOVE = "move"
    REMOVE = "remove"
    END = "end"


CANCELLATION_LIFECYCLE = Lifecycle[CancellationStatus, CancellationEvent](
    {
        CancellationStatus.SCHEDULED: {
            CancellationEvent.MOVE: CancellationStatus.SCHEDULED,
            CancellationEvent.REMOVE: CancellationStatus.REMOVED,
            CancellationEvent.END: CancellationStatus.CANCELLED,
        },
        CancellationStatus.REMOVED: {},
        CancellationStatus.CANCELLED: {},
    },
    starts=(CancellationStatus.SCHEDULED, CancellationStatus.CANCELLED),
)


class CancelledAlready(Conflict):
    message = N_("This subscription is set to be cancelled already.")


class OnlyAtOnce(Conflict):
    message = N_("In the state “{status}” a subscription can only be cancelled at once.")


class CancelModeNotOffered(Forbidden):
    message = N_("A subscription cannot be cancelled like this here. Please contact us.")


class NothingToRemove(Conflict):
    message = N_("This subscription is not set to be cancelled.")


class TooLateToRemove(Conflict):
    message = N_("The subscription has ended: it can be reactivated instead.")


class ReasonMissing(Invalid):
    message = N_("Please choose a reason.")


class ReasonNotOffered(Invalid):
    message = N_("“{reason}” is not one of the reasons to choose from.")


class CommentTooLong(Invalid):
    message = N_("A comment has at most {most} characters.")


class CancelMode(StrEnum):
    IMMEDIATELY = "immediately"
    END_OF_TERM = "end_of_term"


class CancelReason(StrEnum):
    TOO_EXPENSIVE = "too_expensive"
    MISSING_FEATURES = "missing_features"
    SWITCHED_SERVICE = "switched_service"
    UNUSED = "unused"
    CUSTOMER_SERVICE = "customer_service"
    LOW_QUALITY = "low_quality"
    TOO_COMPLEX = "too_complex"
    OTHER = "other"


class CreditUnused(StrEnum):
    """What is given back of the days that were charged for and will not be used."""

    NONE = "none"
    PRORATE = "prorate"


class OpenInvoices(StrEnum):
    """What becomes of invoices that are still to be paid."""

    LEAVE = "leave"
    WRITE_OFF = "write_off"


class RetentionOffer(StrEnum):
    """What is offered to somebody who is about to cancel."""

    NONE = "none"
    COUPON = "coupon"
    PAUSE = "pause"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True, kw_only=True)
class CancelRules:
    """How a subscription may be cancelled. The defaults are those of staff."""

    modes: frozenset[CancelMode] = frozenset(CancelMode)
    reasons: frozenset[CancelReason] = frozenset(CancelReason)
    reason_required: bool = False


@dataclass(frozen=True)
class Farewell:
    """Why somebody leaves, as far as they tell. Raises `CommentTooLong`."""

    reason: CancelReason | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        if len(self.comment) > MOST_COMMENT:
            raise CommentTooLong(most=MOST_COMMENT)


@dataclass(frozen=True)
class Cancellation:
    """A cancellation, and the instant (UTC) at which it takes or took effect."""

    status: CancellationStatus
    ends_at: datetime


@dataclass(frozen=True)
class CancellationStep:
    """What the cancellation does by itself, and when (UTC)."""

    event: CancellationEvent
    at: datetime


def check_cancellable(status: SubscriptionStatus, mode: CancelMode, rules: CancelRules) -> None:
    """Raises `SubscriptionHasEnded`, `CancelledAlready`, `OnlyAtOnce` or `CancelModeNotOffered`."""
    if status in ENDED:
        raise SubscriptionHasEnded
    can_wait = SUBSCRIPTION_LIFECYCLE.allows(status, SubscriptionEvent.SCHEDULE_CANCELLATION)
    if mode is CancelMode.END_OF_TERM and status is _S.NON_RENEWING:
        raise CancelledAlready
    if mode is CancelMode.END_OF_TERM and not can_wait:
        raise OnlyAtOnce(status=status)
    if mode not in rules.modes and (can_wait or status is _S.NON_RENEWING):
        raise CancelModeNotOffered


def check_farewell(farewell: Farewell, rules: CancelRules) -> None:
    """Raises `ReasonMissing` or `ReasonNotOffered`."""
    if farewell.reason is None:
        if rules.reason_required:
            raise ReasonMissing
    elif farewell.reason not in rules.reasons:
        raise ReasonNotOffered(reason=farewell.reason)


def check_removable(status: SubscriptionStatus, ends_at: datetime, at: datetime) -> None:
    """Whether a cancellation can be taken back: until the very end.

    Raises `NothingToRemove` or `TooLateToRemove`.
    """
    if status in ENDED or (status is _S.NON_RENEWING and at >= ends_at):
        raise TooLateToRemove
    if status is not _S.NON_RENEWING:
        raise NothingToRemove


def removal_event(*, in_trial: bool) -> SubscriptionEvent:
    """Whether the subscription goes back into its trial or into its paid term."""
    if in_trial:
        return SubscriptionEvent.RETURN_TO_TRIAL
    return SubscriptionEvent.REMOVE_CANCELLATION


def next_step(cancellation: Cancellation) -> CancellationStep | None:
    """What the cancellation does by itself, and when; None when it is over."""
    if CANCELLATION_LIFECYCLE.is_final(cancellation.status):
        return None
    return CancellationStep(CancellationEvent.END, cancellation.ends_at)


def after_term_moved(cancellation: Cancellation, ends_at: datetime) -> Cancellation:
    """The cancellation when the term ends at another instant. Raises `UnlawfulTransition`."""
    status = CANCELLATION_LIFECYCLE.advance(cancellation.status, CancellationEvent.MOVE)
    return replace(cancellation, status=status, ends_at=ends_at)


def fitting_offer(
    offer: RetentionOffer, status: SubscriptionStatus, *, has_coupon: bool
) -> RetentionOffer:
    """The offer, if it makes sense: only to who is live, and no coupon on top of another."""
    second_coupon = offer is RetentionOffer.COUPON and has_coupon
    return RetentionOffer.NONE if status is not _S.LIVE or second_coupon else offer
