"""Subscriptions: their lifecycle, and what follows from it.

A subscription waits for its start, has a trial, or is live at once; a trial that cannot be charged
has expired, and can be extended or paid for. A live one that cannot be charged is in dunning until
it is paid, leaves dunning without money (stopped by staff, auto-charge switched off, or the final
action says so), or the final action ends it or makes it unpaid. One that is cancelled for the end
of its term does not renew and can be taken back until then. A pause rests it. When its billing
cycles are used up it has expired, whether or not the last one was paid. What has been cancelled or
has expired can be reactivated; only a creation that failed is over for good.
"""

from enum import StrEnum

from domain.errors import Conflict, NotFound
from domain.lifecycle import Lifecycle
from domain.periods import Interval
from domain.words import N_


class SubscriptionStatus(StrEnum):
    FUTURE = "future"
    TRIAL = "trial"
    TRIAL_EXPIRED = "trial_expired"
    LIVE = "live"
    DUNNING = "dunning"
    UNPAID = "unpaid"
    NON_RENEWING = "non_renewing"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    CANCELLED_FROM_DUNNING = "cancelled_from_dunning"
    EXPIRED = "expired"
    CREATION_FAILED = "creation_failed"


class SubscriptionEvent(StrEnum):
    START_TRIAL = "start_trial"
    START = "start"
    ACTIVATE = "activate"
    LAPSE_TRIAL = "lapse_trial"
    EXTEND_TRIAL = "extend_trial"
    FAIL_CHARGE = "fail_charge"
    RECOVER = "recover"
    LEAVE_DUNNING = "leave_dunning"
    EXHAUST_CANCEL = "exhaust_cancel"
    EXHAUST_UNPAID = "exhaust_unpaid"
    EXHAUST_TERM = "exhaust_term"
    PAY_UNPAID = "pay_unpaid"
    SCHEDULE_CANCELLATION = "schedule_cancellation"
    REMOVE_CANCELLATION = "remove_cancellation"
    RETURN_TO_TRIAL = "return_to_trial"
    END_TERM = "end_term"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    EXPIRE = "expire"
    REACTIVATE = "reactivate"
    FAIL_CREATION = "fail_creation"


_S = SubscriptionStatus
_E = SubscriptionEvent

SUBSCRIPTION_LIFECYCLE = Lifecycle[SubscriptionStatus, SubscriptionEvent](
    {
        _S.FUTURE: {
            _E.START_TRIAL: _S.TRIAL,
            _E.START: _S.LIVE,
            _E.FAIL_CREATION: _S.CREATION_FAILED,
            _E.CANCEL: _S.CANCELLED,
        },
        # A person activates it, the end of the trial starts it: both begin the first term.
        _S.TRIAL: {
            _E.ACTIVATE: _S.LIVE,
            _E.START: _S.LIVE,
            _E.LAPSE_TRIAL: _S.TRIAL_EXPIRED,
            _E.SCHEDULE_CANCELLATION: _S.NON_RENEWING,
            _E.CANCEL: _S.CANCELLED,
        },
        _S.TRIAL_EXPIRED: {
            _E.EXTEND_TRIAL: _S.TRIAL,
            _E.ACTIVATE: _S.LIVE,
            _E.CANCEL: _S.CANCELLED,
        },
        _S.LIVE: {
            _E.FAIL_CHARGE: _S.DUNNING,
            _E.SCHEDULE_CANCELLATION: _S.NON_RENEWING,
            _E.PAUSE: _S.PAUSED,
            _E.EXPIRE: _S.EXPIRED,
            _E.CANCEL: _S.CANCELLED,
        },
        # A second invoice can fail while the first is in dunning: it has a run of its own.
        _S.DUNNING: {
            _E.FAIL_CHARGE: _S.DUNNING,
            _E.RECOVER: _S.LIVE,
            _E.LEAVE_DUNNING: _S.LIVE,
            _E.EXHAUST_CANCEL: _S.CANCELLED_FROM_DUNNING,
            _E.EXHAUST_UNPAID: _S.UNPAID,
            _E.EXHAUST_TERM: _S.NON_RENEWING,
            _E.EXPIRE: _S.EXPIRED,
            _E.CANCEL: _S.CANCELLED,
        },
        _S.UNPAID: {_E.PAY_UNPAID: _S.LIVE, _E.CANCEL: _S.CANCELLED},
        # Taken back, the cancellation of a trial leads back into the trial, not into a paid term.
        _S.NON_RENEWING: {
            _E.REMOVE_CANCELLATION: _S.LIVE,
            _E.RETURN_TO_TRIAL: _S.TRIAL,
            _E.END_TERM: _S.CANCELLED,
            _E.CANCEL: _S.CANCELLED,
        },
        # A fixed term can run out while it rests: then there is nothing to resume.
        _S.PAUSED: {_E.RESUME: _S.LIVE, _E.EXPIRE: _S.EXPIRED, _E.CANCEL: _S.CANCELLED},
        _S.CANCELLED: {_E.REACTIVATE: _S.LIVE},
        _S.CANCELLED_FROM_DUNNING: {_E.REACTIVATE: _S.LIVE},
        _S.EXPIRED: {_E.REACTIVATE: _S.LIVE},
        _S.CREATION_FAILED: {},
    },
    starts=(_S.FUTURE, _S.TRIAL, _S.LIVE, _S.CREATION_FAILED),
)

ENDED = frozenset({_S.CANCELLED, _S.CANCELLED_FROM_DUNNING, _S.EXPIRED, _S.CREATION_FAILED})
RENEWING = frozenset({_S.LIVE, _S.DUNNING})


class NoSuchSubscription(NotFound):
    message = N_("There is no subscription {subscription}.")


class NoMethodToCharge(Conflict):
    message = N_("Add a payment method first: there is nothing that could be charged.")


class SubscriptionHasEnded(Conflict):
    message = N_("This subscription has ended. Nothing can be changed any more.")


def check_auto_charge(status: SubscriptionStatus, *, has_method: bool) -> None:
    """Raises `SubscriptionHasEnded` or `NoMethodToCharge`."""
    if status in ENDED:
        raise SubscriptionHasEnded
    if not has_method:
        raise NoMethodToCharge


def after_recovery(status: SubscriptionStatus, *, still_dunned: int) -> SubscriptionStatus:
    """What it is once an invoice in dunning was paid: live, unless other invoices still are."""
    if status is not SubscriptionStatus.DUNNING or still_dunned:
        return status
    return SUBSCRIPTION_LIFECYCLE.advance(status, SubscriptionEvent.RECOVER)


def wants_renewal_notice(interval: Interval) -> bool:
    """Whether people may have forgotten the renewal: terms longer than a month."""
    return interval.months > 1 or interval.days > 31


def cycles_used_up(cycles: int | None, terms_begun: int) -> bool:
    """Whether no further term begins after this many have begun; `cycles` is None for ever."""
    return cycles is not None and terms_begun >= cycles
