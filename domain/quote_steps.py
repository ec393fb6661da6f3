"""What a quote does by itself: it reminds, expires, and becomes what it was accepted for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.periods import instant
from domain.quotes import QuoteStatus, end_of_validity

MOST_REMIND_DAYS = 60
MOST_USUAL_DAYS = 365


class QuoteStep(StrEnum):
    REMIND = "remind"
    EXPIRE = "expire"
    CONVERT = "convert"


@dataclass(frozen=True)
class ValidityRules:
    """How an organisation counts: its zone, its run hour, and how long before the end it reminds.

    `remind_days` is 0 for never.
    """

    zone: str
    hour: int
    remind_days: int
    inclusive: bool = True


@dataclass(frozen=True)
class Schedule:
    """When a quote that is on offer reminds of itself and when it expires; None is never."""

    remind_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class NextStep:
    step: QuoteStep
    at: datetime


def schedule(valid_until: date | None, rules: ValidityRules, at: datetime) -> Schedule:
    """Of what is offered from this instant on. What ends too soon for a reminder has none."""
    if valid_until is None:
        return Schedule()
    ends_at = end_of_validity(valid_until, rules.zone, inclusive=rules.inclusive)
    day = valid_until - timedelta(days=rules.remind_days)
    remind_at = instant(day, rules.hour, rules.zone)
    reminds = rules.remind_days > 0 and at < remind_at < ends_at
    return Schedule(remind_at if reminds else None, ends_at)


def next_step(
    status: QuoteStatus, planned: Schedule, converts_at: datetime | None
) -> NextStep | None:
    """What is due by itself, and when; None while it waits for somebody."""
    if status is QuoteStatus.ACCEPTED and converts_at:
        return NextStep(QuoteStep.CONVERT, converts_at)
    if status is not QuoteStatus.SENT:
        return None
    if planned.remind_at:
        return NextStep(QuoteStep.REMIND, planned.remind_at)
    return NextStep(QuoteStep.EXPIRE, planned.ends_at) if planned.ends_at else None
