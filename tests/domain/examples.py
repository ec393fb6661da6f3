"""Values that many rules are tried with."""

from datetime import UTC, date, datetime

from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.plans import Plan

MONTHLY = Interval(IntervalUnit.MONTH, 1)


def eur(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def day(text: str) -> date:
    return date.fromisoformat(text)


def utc(text: str) -> datetime:
    """`2026-01-10 09:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def plan(*, setup_fee: str = "0.00", billing_cycles: int | None = None) -> Plan:
    return Plan(
        code="basic",
        name="Basic",
        interval=MONTHLY,
        price=eur("31.00"),
        setup_fee=eur(setup_fee),
        trial_days=14,
        billing_cycles=billing_cycles,
        tax=None,
    )
