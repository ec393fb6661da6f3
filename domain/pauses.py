"""Pauses: when billing rests, until when, and what follows.

A pause is scheduled and begins: now, at the end of the term or on a date. It ends on its resume
date, by hand, or not until somebody resumes. Deleting the schedule takes away both dates: a pause
that has not begun is then gone, one that runs goes on until it is resumed by hand. A cancellation
wins over a pause: whatever ends the subscription stops it. A debt is no reason to rest: in dunning
nothing is paused, and a pause that falls due there is stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from domain.changes import PayFirst, RemoveCancellationFirst, TrialIsOver
from domain.errors import BillingError, Conflict
from domain.lifecycle import Lifecycle
from domain.pause_schedules import PauseSchedule
from domain.periods import instant
from domain.subscriptions import SubscriptionHasEnded, SubscriptionStatus
from domain.words import N_

_S = SubscriptionStatus


class PauseStatus(StrEnum):
    SCHEDULED = "scheduled"
    RUNNING = "running"
    RESUMED = "resumed"
    DELETED = "deleted"
    STOPPED = "stopped"


class PauseEvent(StrEnum):
    BEGIN = "begin"
    CHANGE = "change"
    DELETE = "delete"
    RESUME = "resume"
    STOP = "stop"


PAUSE_LIFECYCLE = Lifecycle[PauseStatus, PauseEvent](
    {
        PauseStatus.SCHEDULED: {
            PauseEvent.BEGIN: PauseStatus.RUNNING,
            PauseEvent.CHANGE: PauseStatus.SCHEDULED,
            PauseEvent.DELETE: PauseStatus.DELETED,
            PauseEvent.STOP: PauseStatus.STOPPED,
        },
        # What runs is only left without a resume date when its schedule is deleted.
        PauseStatus.RUNNING: {
            PauseEvent.CHANGE: PauseStatus.RUNNING,
            PauseEvent.DELETE: PauseStatus.RUNNING,
            PauseEvent.RESUME: PauseStatus.RESUMED,
            PauseEvent.STOP: PauseStatus.STOPPED,
        },
        PauseStatus.RESUMED: {},
        PauseStatus.DELETED: {},
        PauseStatus.STOPPED: {},
    },
    starts=(PauseStatus.SCHEDULED, PauseStatus.RUNNING),
)


class PausedAlready(Conflict):
    message = N_("This subscription is paused already: resume it, or change the schedule.")


class NotPaused(Conflict):
    message = N_("This subscription is not paused.")


class NotBegunYet(Conflict):
    message = N_("Only a subscription that has begun can be paused.")


class FixedTermOver(Conflict):
    message = N_("The last term of this subscription ended on {ended_on}: reactivate it instead.")


class ResumePolicy(StrEnum):
    """CONTINUE: the boundaries stay where they are. NEW_PERIOD: a full term begins, new anchor."""

    CONTINUE = "continue"
    NEW_PERIOD = "new_period"


@dataclass(frozen=True)
class Pause:
    """A pause and how far it has come. Things happen at the `hour` of the billing `zone`."""

    status: PauseStatus
    schedule: PauseSchedule
    zone: str = "UTC"
    hour: int = 6


@dataclass(frozen=True)
class PauseStep:
    """What the pause does by itself, and when (UTC). An instant that has passed means at once."""

    event: PauseEvent
    at: datetime


_NOT_PAUSABLE: Mapping[SubscriptionStatus, type[BillingError]] = MappingProxyType(
    {
        _S.FUTURE: NotBegunYet,
        _S.TRIAL: NotBegunYet,
        _S.TRIAL_EXPIRED: TrialIsOver,
        _S.DUNNING: PayFirst,
        _S.UNPAID: PayFirst,
        _S.NON_RENEWING: RemoveCancellationFirst,
        _S.PAUSED: PausedAlready,
    }
)


def check_pausable(status: SubscriptionStatus) -> None:
    """Raises `SubscriptionHasEnded`, or says why it cannot be paused now."""
    if status is not _S.LIVE:
        raise _NOT_PAUSABLE.get(status, SubscriptionHasEnded)


def check_resumable(status: SubscriptionStatus, *, on: date, ends_on: date | None) -> None:
    """Whether billing can go on. `ends_on` is the end of the last term there is, if it has one.

    Raises `NotPaused` or `FixedTermOver`.
    """
    if status is not _S.PAUSED:
        raise NotPaused
    if ends_on and on >= ends_on:
        raise FixedTermOver(ended_on=ends_on.isoformat())


def next_step(pause: Pause) -> PauseStep | None:
    """What the pause does by itself, and when; None while it waits for somebody, or is over."""
    schedule = pause.schedule
    if pause.status is PauseStatus.SCHEDULED:
        return PauseStep(PauseEvent.BEGIN, instant(schedule.pause_on, pause.hour, pause.zone))
    if pause.status is PauseStatus.RUNNING and schedule.resume_on:
        return PauseStep(PauseEvent.RESUME, instant(schedule.resume_on, pause.hour, pause.zone))
    return None


def after_change(pause: Pause, schedule: PauseSchedule) -> Pause:
    """The pause with another schedule; of one that runs only the resume date changes.

    Raises `UnlawfulTransition` when it is over, and `ResumeBeforePause`.
    """
    status = PAUSE_LIFECYCLE.advance(pause.status, PauseEvent.CHANGE)
    if pause.status is PauseStatus.RUNNING:
        schedule = replace(pause.schedule, resume_on=schedule.resume_on)
    return replace(pause, status=status, schedule=schedule)


def after_deletion(pause: Pause) -> Pause:
    """The pause without its dates. Raises `UnlawfulTransition` when it is over."""
    status = PAUSE_LIFECYCLE.advance(pause.status, PauseEvent.DELETE)
    return replace(pause, status=status, schedule=replace(pause.schedule, resume_on=None))


def when_due(status: SubscriptionStatus) -> PauseEvent:
    """What a scheduled pause does on its day: it begins, or stops where it is not allowed."""
    return PauseEvent.BEGIN if status is _S.LIVE else PauseEvent.STOP
