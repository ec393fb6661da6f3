"""Dunning runs to try the rules with, and what they do next."""

from datetime import datetime

from domain.dunning import (
    DunningRule,
    DunningRun,
    DunningStep,
    FinalAction,
    StepKind,
    after_failure,
    after_retry_begun,
    next_step,
    opened,
)
from domain.payments import FailureClass
from tests.domain.examples import utc

FIRST = utc("2026-01-10 09:00")
RULE = DunningRule((1, 3, 7), FinalAction.CANCEL)
SOFT, HARD = FailureClass.SOFT, FailureClass.HARD
FAULT, ACTION = FailureClass.GATEWAY_FAULT, FailureClass.ACTION_REQUIRED


def begun(
    failure: FailureClass = SOFT, *, zone: str = "UTC", rule: DunningRule = RULE
) -> DunningRun:
    return opened(rule, failure, zone=zone, at=FIRST)


def retried(run: DunningRun, failure: FailureClass, at: datetime | None = None) -> DunningRun:
    """The run after the retry that is due has failed, at once or at a given time."""
    step = next_step(run)
    assert step is not None
    assert step.kind is StepKind.RETRY
    return after_failure(after_retry_begun(run), failure, at or step.at)


def due(run: DunningRun) -> DunningStep:
    step = next_step(run)
    assert step is not None
    return step


def retry(at: str) -> DunningStep:
    return DunningStep(StepKind.RETRY, utc(at))


def exhaust(at: str) -> DunningStep:
    return DunningStep(StepKind.EXHAUST, utc(at))
