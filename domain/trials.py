"""Trials: their lifecycle, when they end and remind, and whether they may be extended.

A trial runs until it ends or is activated. Then it is converting while the charge is under way. An
activation that is declined before the trial's end changes nothing: the trial runs on. At its end, a
trial that cannot be charged has lapsed. A lapsed trial can be extended or paid for until its window
closes. A trial that ends without a charge (an offline subscription) is converted at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict
from domain.lifecycle import Lifecycle
from domain.words import N_

EXTENSION_WINDOW_DAYS = 30


class TrialStatus(StrEnum):
    RUNNING = "running"
    CONVERTING = "converting"
    LAPSED = "lapsed"
    CONVERTED = "converted"
    STOPPED = "stopped"
    CLOSED = "closed"


class TrialEvent(StrEnum):
    BEGIN_CONVERSION = "begin_conversion"
    CONVERT = "convert"
    FAIL_CONVERSION = "fail_conversion"
    LAPSE = "lapse"
    EXTEND = "extend"
    CLOSE = "close"
    STOP = "stop"


TRIAL_LIFECYCLE = Lifecycle[TrialStatus, TrialEvent](
    {
        TrialStatus.RUNNING: {
            TrialEvent.BEGIN_CONVERSION: TrialStatus.CONVERTING,
            TrialEvent.CONVERT: TrialStatus.CONVERTED,
            TrialEvent.LAPSE: TrialStatus.LAPSED,
            TrialEvent.STOP: TrialStatus.STOPPED,
        },
        # Money is on its way: nothing but its result ends this, so that a trial cannot be stopped
        # and charged for in the same second.
        TrialStatus.CONVERTING: {
            TrialEvent.CONVERT: TrialStatus.CONVERTED,
            TrialEvent.FAIL_CONVERSION: TrialStatus.RUNNING,
            TrialEvent.LAPSE: TrialStatus.LAPSED,
        },
        TrialStatus.LAPSED: {
            TrialEvent.EXTEND: TrialStatus.RUNNING,
            TrialEvent.BEGIN_CONVERSION: TrialStatus.CONVERTING,
            TrialEvent.CONVERT: TrialStatus.CONVERTED,
            TrialEvent.CLOSE: TrialStatus.CLOSED,
            TrialEvent.STOP: TrialStatus.STOPPED,
        },
        TrialStatus.CONVERTED: {},
        TrialStatus.STOPPED: {},
        TrialStatus.CLOSED: {},
    }
)


class TrialNotExpired(Conflict):
    message = N_("The trial can be extended only after it has expired.")


class NoExtensionsLeft(Conflict):
    message = N_("The trial cannot be extended again: the limit of {maximum} has been reached.")


class WithoutMethod(StrEnum):
    """What becomes of a trial to be charged automatically that has no payment method at its end."""

    EXPIRE = "expire"
    INVOICE = "invoice"


class TrialEnding(StrEnum):
    """What is done when the trial's time is over."""

    STOP = "stop"
    CHARGE = "charge"
    INVOICE = "invoice"
    LAPSE = "lapse"


@dataclass(frozen=True, kw_only=True)
class TrialTerms:
    """What decides how a trial ends. `cancels`: it is set to be cancelled at its end."""

    cancels: bool
    auto_charge: bool
    has_method: bool
    without_method: WithoutMethod


def trial_ending(terms: TrialTerms) -> TrialEnding:
    """What is done at the trial's end: an offline subscription is invoiced and goes live."""
    if terms.cancels:
        return TrialEnding.STOP
    if not terms.auto_charge:
        return TrialEnding.INVOICE
    if terms.has_method:
        return TrialEnding.CHARGE
    by_preference = {
        WithoutMethod.EXPIRE: TrialEnding.LAPSE,
        WithoutMethod.INVOICE: TrialEnding.INVOICE,
    }
    return by_preference[terms.without_method]


def trial_end(start: datetime, days: int) -> datetime:
    """The instant at which a trial, or its extension, that begins at `start` ends."""
    return start + timedelta(days=days)


def reminder_at(start: datetime, end: datetime, *, cancels: bool) -> datetime | None:
    """When to remind of the end: three days before, one day for a trial of one to three days.

    None for a shorter trial, and for one that is set to be cancelled at its end.
    """
    length = end - start
    if cancels or length < timedelta(days=1):
        return None
    return end - timedelta(days=3 if length > timedelta(days=3) else 1)


def window_closes_at(lapsed_at: datetime) -> datetime:
    """Until when a lapsed trial can be extended or paid for."""
    return lapsed_at + timedelta(days=EXTENSION_WINDOW_DAYS)


def check_extendable(status: TrialStatus, used: int, maximum: int) -> None:
    """Raises `TrialNotExpired` or `NoExtensionsLeft`."""
    if status is not TrialStatus.LAPSED:
        raise TrialNotExpired
    if used >= maximum:
        raise NoExtensionsLeft(maximum=maximum)
