"""Dunning: what happens, and when, after an automatic charge has failed. One run per invoice.

A run retries on a schedule of days counted from the first failure, at the same local hour, and
takes its final action as soon as the last retry has failed. A hard decline is not tried again with
the same method: the run then only waits for its deadline, the day of the last retry. A fault of the
gateway is tried again within minutes and does not count. A new method is tried at once, and
everything is counted anew. Tries that could not take place (held back, or nothing was running) are
dropped, never made up for in a burst. While a retry is in flight, nothing else is due.

The run ends when the invoice is paid, when the final action is taken, or when it is stopped: by
staff, or because auto-charge was switched off, the subscription cancelled or the invoice given up.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.dunning_rules import DunningRule as DunningRule  # noqa: PLC0414 (found here, too)
from domain.dunning_rules import FinalAction as FinalAction  # noqa: PLC0414 (found here, too)
from domain.dunning_rules import HardDecline, NoTryLeft
from domain.dunning_rules import NotASchedule as NotASchedule  # noqa: PLC0414 (found here, too)
from domain.lifecycle import Lifecycle
from domain.payments import FailureClass
from domain.periods import days_later, local_date


class DunningStatus(StrEnum):
    RUNNING = "running"
    HELD = "held"
    RECOVERED = "recovered"
    EXHAUSTED = "exhausted"
    STOPPED = "stopped"


class DunningEvent(StrEnum):
    FAIL = "fail"
    PAY = "pay"
    CHANGE_METHOD = "change_method"
    FLAG_LAST = "flag_last"
    HOLD = "hold"
    RELEASE = "release"
    EXHAUST = "exhaust"
    STOP = "stop"


DUNNING_LIFECYCLE = Lifecycle[DunningStatus, DunningEvent](
    {
        DunningStatus.RUNNING: {
            DunningEvent.FAIL: DunningStatus.RUNNING,
            DunningEvent.PAY: DunningStatus.RECOVERED,
            DunningEvent.CHANGE_METHOD: DunningStatus.RUNNING,
            DunningEvent.FLAG_LAST: DunningStatus.RUNNING,
            DunningEvent.HOLD: DunningStatus.HELD,
            DunningEvent.EXHAUST: DunningStatus.EXHAUSTED,
            DunningEvent.STOP: DunningStatus.STOPPED,
        },
        # A try that was in flight when the run was held can still fail or succeed.
        DunningStatus.HELD: {
            DunningEvent.FAIL: DunningStatus.HELD,
            DunningEvent.PAY: DunningStatus.RECOVERED,
            DunningEvent.CHANGE_METHOD: DunningStatus.RUNNING,
            DunningEvent.FLAG_LAST: DunningStatus.HELD,
            DunningEvent.HOLD: DunningStatus.HELD,
            DunningEvent.RELEASE: DunningStatus.RUNNING,
            DunningEvent.STOP: DunningStatus.STOPPED,
        },
        DunningStatus.RECOVERED: {},
        DunningStatus.EXHAUSTED: {},
        DunningStatus.STOPPED: {},
    }
)


@dataclass(frozen=True)
class DunningRun:
    """How far the dunning of an invoice has come. Every field is needed to go on with it.

    `attempts` counts the tries that were answered, the first failure among them (0 after a new
    method), `skipped` the planned retries that were dropped, `faults` the faults met in a
    row. `due_at` is the next try, None when there will be none. With `last_try` the next answer is
    the last; if it is no, the final action is due at `ends_at`. Instants are UTC; the schedule
    follows the clock of `zone`, the billing zone.
    """

    status: DunningStatus
    rule: DunningRule
    first_failure_at: datetime
    attempts: int
    hard: bool = False
    retry_in_flight: bool = False
    held_until: datetime | None = None
    due_at: datetime | None = None
    skipped: int = 0
    faults: int = 0
    zone: str = "UTC"
    last_try: bool = False
    ends_at: datetime | None = None

    @property
    def retries(self) -> tuple[datetime, ...]:
        """The planned retries, all of them, at the local hour of the first failure."""
        return tuple(
            days_later(self.first_failure_at, days, self.zone) for days in self.rule.retry_days
        )

    @property
    def deadline(self) -> datetime:
        """When the final action is due if nothing else happens: the day of the last retry."""
        return self.ends_at or self.retries[-1]

    @property
    def is_over(self) -> bool:
        return DUNNING_LIFECYCLE.is_final(self.status)


class StepKind(StrEnum):
    RETRY = "retry"
    EXHAUST = "exhaust"
    RELEASE = "release"
    STOP = "stop"


@dataclass(frozen=True)
class DunningStep:
    """What the run does by itself, and when (UTC). An instant that has passed means at once."""

    kind: StepKind
    at: datetime


def opened(rule: DunningRule, failure: FailureClass, *, zone: str, at: datetime) -> DunningRun:
    """The run that begins with the first failure of an automatic charge."""
    begun = DunningRun(DunningStatus.RUNNING, rule, at, attempts=0, zone=zone)
    return after_failure(begun, failure, at)


def next_step(run: DunningRun) -> DunningStep | None:
    """What the run does by itself, and when; None while it waits for an answer or is over."""
    if run.retry_in_flight or run.is_over:
        return None
    if run.held_until:
        return DunningStep(StepKind.RELEASE, run.held_until)
    if run.due_at:
        return DunningStep(StepKind.RETRY, run.due_at)
    if run.hard and run.rule.hard_decline is HardDecline.STOP:
        return DunningStep(StepKind.STOP, run.first_failure_at)
    return DunningStep(StepKind.EXHAUST, run.deadline)


def after_retry_begun(run: DunningRun) -> DunningRun:
    """The run while a retry is in flight."""
    return replace(run, retry_in_flight=True, due_at=None)


def after_failure(run: DunningRun, failure: FailureClass, at: datetime) -> DunningRun:
    """The run after a try of its own has failed. The customer's own tries do not come here."""
    answered = replace(run, retry_in_flight=False)
    if run.is_over:
        return answered
    if run.retry_in_flight and run.due_at:
        return answered  # It was the old method that failed: the new one is still to be tried.
    status = DUNNING_LIFECYCLE.advance(run.status, DunningEvent.FAIL)
    if failure is FailureClass.GATEWAY_FAULT and run.faults < _FAULTS_BEFORE_ONE_COUNTS:
        again = at + timedelta(minutes=min(5 * 2**run.faults, 60))
        return replace(answered, status=status, faults=run.faults + 1, due_at=again)
    counted = replace(
        answered,
        status=status,
        first_failure_at=run.first_failure_at if run.attempts else at,
        attempts=run.attempts + 1,
        hard=failure in _ONLY_WITH_A_NEW_METHOD,
        faults=0,
    )
    if run.last_try:
        return replace(counted, due_at=None, ends_at=at)
    return _without_passed(counted, at)


def after_part_paid(run: DunningRun, at: datetime) -> DunningRun:
    """The run after a retry that took all it asked for, while more is owed by now: tried at once.

    Nothing has failed, so nothing is counted. A run that is over stays as it is.
    """
    return run if run.is_over else replace(run, retry_in_flight=False, due_at=at)


def after_last_try_flag(run: DunningRun) -> DunningRun:
    """The run whose next try is its last, the one in flight if there is one.

    Raises `UnlawfulTransition` when it is over and `NoTryLeft` when no try is to come anyway.
    """
    status = DUNNING_LIFECYCLE.advance(run.status, DunningEvent.FLAG_LAST)
    if run.due_at is None and not run.retry_in_flight:
        raise NoTryLeft
    return replace(run, status=status, last_try=True)


def after_method_change(run: DunningRun, at: datetime) -> DunningRun:
    """The run after a new payment method was given: tried at once, everything counted anew.

    A retry in flight is waited for first. A run that is over stays as it is.
    """
    if run.is_over:
        return run
    return replace(
        run,
        status=DUNNING_LIFECYCLE.advance(run.status, DunningEvent.CHANGE_METHOD),
        attempts=0,
        hard=False,
        held_until=None,
        due_at=at,
        skipped=0,
        faults=0,
        last_try=False,
        ends_at=None,
    )


def after_hold(run: DunningRun, until: datetime) -> DunningRun:
    """The run while it is held. Raises `UnlawfulTransition` when it is over."""
    return replace(
        run, status=DUNNING_LIFECYCLE.advance(run.status, DunningEvent.HOLD), held_until=until
    )


def after_release(run: DunningRun, at: datetime) -> DunningRun:
    """The run after a hold: on with the planned retries; after the last, one try within a day."""
    status = DUNNING_LIFECYCLE.advance(run.status, DunningEvent.RELEASE)
    released = replace(run, status=status, held_until=None)
    if run.due_at is None or run.due_at > at:
        return released
    rest = _without_passed(released, at)
    return replace(rest, due_at=rest.due_at or _same_hour_after(run, at))


_ONLY_WITH_A_NEW_METHOD = frozenset({FailureClass.HARD, FailureClass.ACTION_REQUIRED})

# About three days: whatever is broken by then counts as a soft failure, so that every run ends.
_FAULTS_BEFORE_ONE_COUNTS = 72


def _without_passed(run: DunningRun, at: datetime) -> DunningRun:
    """The run with the first planned retry that is still to come; the others are dropped."""
    to_come = [planned for planned in run.retries if planned > at]
    dropped = len(run.retries) - len(to_come) - max(run.attempts - 1, 0)
    due_at = to_come[0] if to_come and not run.hard else None
    return replace(run, due_at=due_at, skipped=max(dropped, 0))


def _same_hour_after(run: DunningRun, at: datetime) -> datetime:
    """The first instant after `at` at the local hour of the first failure."""
    day = (local_date(at, run.zone) - local_date(run.first_failure_at, run.zone)).days
    today = days_later(run.first_failure_at, day, run.zone)
    return today if today > at else days_later(run.first_failure_at, day + 1, run.zone)
