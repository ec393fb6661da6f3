"""Subscriptions as they stand, to ask what a step would cost."""

from dataclasses import replace

from domain.changes import Change, ChangeWhen
from domain.contents import Contents
from domain.money import Money
from domain.pause_schedules import PauseSchedule
from domain.periods import Interval
from domain.subscribed import Subscribed, begun
from domain.subscriptions import SubscriptionStatus
from domain.terms import Terms
from tests.domain.examples import day
from tests.domain.sold import charged_for, contents

S = SubscriptionStatus


def live(of: Contents | None = None, anchor: str = "2026-04-01", *, number: int = 0) -> Subscribed:
    """In a term that was invoiced in full, the first of them unless a number says otherwise."""
    consists_of = of or contents()
    running = begun(Terms(day(anchor), consists_of.plan.interval), number)
    return Subscribed(
        number="SUB-000001",
        status=S.LIVE,
        contents=consists_of.after(running.period),
        running=running,
        charged=charged_for(consists_of, running.period),
        terms_begun=number + 1,
        cycles=consists_of.plan.billing_cycles,
    )


def waiting(of: Contents | None = None, status: SubscriptionStatus = S.TRIAL) -> Subscribed:
    """Before its first paid term, the set-up fee still due."""
    return Subscribed(
        number="SUB-000001",
        status=status,
        contents=of or contents(),
        setup_fee_due=True,
        cycles=(of or contents()).plan.billing_cycles,
    )


def paused(
    subscribed: Subscribed, on: str, *, credited: bool, balance: Money | None = None
) -> Subscribed:
    """Paused on a day, its rest given back or not."""
    if credited:
        running = replace(subscribed.term, billed_until=day(on))
        subscribed = replace(subscribed, running=running, charged=())
    return replace(subscribed, status=S.PAUSED, balance=balance)


def now(to: Contents) -> Change:
    return Change(to, ChangeWhen.IMMEDIATE)


def at_the_end(to: Contents) -> Change:
    return Change(to, ChangeWhen.END_OF_TERM)


def schedule(pause_on: str, resume_on: str | None = None) -> PauseSchedule:
    return PauseSchedule(day(pause_on), day(resume_on) if resume_on else None)


def every(interval: Interval, of: Contents) -> Contents:
    """The same contents at another interval, as another plan."""
    plan = replace(of.plan, code=f"{of.plan.code}-{interval.unit}", interval=interval)
    return replace(of, plan=plan)
