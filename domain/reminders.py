"""Reminders: what happens, and when, to an invoice that nobody charges automatically.

Before it is due, on the day, on days after it and for the last time: a ladder of days counted from
the due date, at the same local hour. A late fee and a final action are steps of the same ladder, if
the organisation wants them. Steps whose time has passed unseen are never made up for in a burst: of
several reminders only the newest goes out, and only a fee or a final action is not forgotten. Who
is reminded late for the last time has as many days more before the final action.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from domain.articles import Article, ArticleKind, Priced, PricedItem, single_item
from domain.dunning import DUNNING_LIFECYCLE, DunningEvent, DunningStatus
from domain.dunning_rules import FinalAction
from domain.errors import Conflict, Invalid
from domain.money import Money
from domain.periods import instant
from domain.words import N_

MOST_DAYS = 365
LATE_FEE = N_("Late fee")


class NotALadder(Invalid):
    message = N_("The days of reminders must rise, from 1 to {most}; what is final comes last.")


class NotALateFee(Conflict):
    message = N_("{invoice} is not the invoice of a late fee.")


class ReminderKind(StrEnum):
    BEFORE_DUE = "before_due"
    DUE = "due"
    AFTER_DUE = "after_due"
    FINAL = "final"
    LATE_FEE = "late_fee"
    FINAL_ACTION = "final_action"


MAILED = frozenset(
    {ReminderKind.BEFORE_DUE, ReminderKind.DUE, ReminderKind.AFTER_DUE, ReminderKind.FINAL}
)


@dataclass(frozen=True)
class Rung:
    """A step of the ladder; `days` after the due date, negative before it."""

    days: int
    kind: ReminderKind


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """On which days what happens. A day of 0 leaves its step out, but for the due date itself.

    The final action follows on its own day, unless it is to keep everything live. Raises
    `NotALadder`.
    """

    before_days: int = 3
    on_due_day: bool = True
    after_days: tuple[int, ...] = (7, 14)
    final_day: int = 30
    late_fee_day: int = 0
    final_action: FinalAction = FinalAction.KEEP_LIVE
    final_action_day: int = 45

    def __post_init__(self) -> None:
        final = [self.final_day] if self.final_day else []
        action = [self.final_action_day] if self.acts else []
        days = [0, *self.after_days, *final, *action]
        rising = all(one < following for one, following in pairwise(days))
        if not rising or max(*days, self.before_days, self.late_fee_day) > MOST_DAYS:
            raise NotALadder(most=MOST_DAYS)

    @property
    def acts(self) -> bool:
        """Whether anything but reminders follows in the end."""
        return self.final_action is not FinalAction.KEEP_LIVE

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Every step in the order in which they happen."""
        wanted = [
            (self.before_days > 0, Rung(-self.before_days, ReminderKind.BEFORE_DUE)),
            (self.on_due_day, Rung(0, ReminderKind.DUE)),
            *((True, Rung(day, ReminderKind.AFTER_DUE)) for day in self.after_days),
            (self.late_fee_day > 0, Rung(self.late_fee_day, ReminderKind.LATE_FEE)),
            (self.final_day > 0, Rung(self.final_day, ReminderKind.FINAL)),
            (self.acts, Rung(self.final_action_day, ReminderKind.FINAL_ACTION)),
        ]
        return tuple(sorted((rung for keep, rung in wanted if keep), key=lambda rung: rung.days))


@dataclass(frozen=True)
class ReminderRun:
    """How far the reminders of an invoice have come: so many steps are `done` or dropped.

    Things happen at the `hour` of the billing `zone`, what is left `late_days` later than planned.
    The status is that of a dunning run.
    """

    due_on: date
    ladder: Ladder
    zone: str = "UTC"
    hour: int = 6
    done: int = 0
    late_days: int = 0
    status: DunningStatus = DunningStatus.RUNNING

    @property
    def is_over(self) -> bool:
        return DUNNING_LIFECYCLE.is_final(self.status)

    def at(self, rung: Rung) -> datetime:
        """When a step of the ladder is due (UTC)."""
        days = timedelta(days=rung.days + self.late_days)
        return instant(self.due_on + days, self.hour, self.zone)


@dataclass(frozen=True)
class ReminderStep:
    """What the run does by itself, and when (UTC). An instant that has passed means at once."""

    kind: ReminderKind
    at: datetime


@dataclass(frozen=True)
class Reminded:
    """The run after its steps up to now, and which of them are really taken, in order."""

    run: ReminderRun
    taken: tuple[ReminderKind, ...]


@dataclass(frozen=True)
class LateFee:
    """What paying late costs, once: a share of what is owed, or an amount in each currency."""

    share: Fraction = Fraction(0)
    amounts: tuple[Money, ...] = ()


def next_reminder(run: ReminderRun) -> ReminderStep | None:
    """What the run does by itself, and when; None when it is over or has done everything."""
    rungs = run.ladder.rungs
    if run.status is not DunningStatus.RUNNING or run.done >= len(rungs):
        return None
    rung = rungs[run.done]
    return ReminderStep(rung.kind, run.at(rung))


def reminders_from(run: ReminderRun, at: datetime) -> ReminderRun:
    """The run of an invoice that was issued now: what would have come before is dropped."""
    return replace(run, done=sum(run.at(rung) < at for rung in run.ladder.rungs))


def after_reminders(run: ReminderRun, at: datetime) -> Reminded:
    """The run once everything due by now is done: the newest reminder, a fee, a final action.

    The final action ends the run, and never comes together with the final reminder. A run that is
    held or over does nothing.
    """
    if run.status is not DunningStatus.RUNNING:
        return Reminded(run, ())
    passed = _due(run, at)
    mails = [rung for rung in passed if rung.kind in MAILED]
    taken = tuple(rung.kind for rung in passed if rung.kind not in MAILED or rung is mails[-1])
    after = replace(run, done=run.done + len(passed), late_days=_late_days(run, passed, at))
    if ReminderKind.FINAL_ACTION in taken:
        status = DUNNING_LIFECYCLE.advance(run.status, DunningEvent.EXHAUST)
        after = replace(after, status=status)
    return Reminded(after, taken)


def _due(run: ReminderRun, at: datetime) -> list[Rung]:
    """The steps that are due, up to the final reminder if that is among them."""
    passed = [rung for rung in run.ladder.rungs[run.done :] if run.at(rung) <= at]
    kinds = [rung.kind for rung in passed]
    if ReminderKind.FINAL in kinds and ReminderKind.FINAL_ACTION in kinds:
        return passed[: kinds.index(ReminderKind.FINAL_ACTION)]
    return passed


def _late_days(run: ReminderRun, passed: list[Rung], at: datetime) -> int:
    """By how many days what is left is late: as many as the final reminder was."""
    final = [rung for rung in passed if rung.kind is ReminderKind.FINAL]
    if not final:
        return run.late_days
    return run.late_days + (at - run.at(final[0])).days


def late_fee(fee: LateFee, outstanding: Money) -> Money:
    """What is charged for paying late: the share, and the amount in the invoice's currency."""
    fixed = [amount for amount in fee.amounts if amount.currency == outstanding.currency]
    return sum(fixed, outstanding.times(fee.share))


def late_fee_items(fee: LateFee, outstanding: Money, invoice: str) -> tuple[PricedItem, ...]:
    """The line of the fee, on an invoice of its own and without tax; nothing if there is none."""
    amount = late_fee(fee, outstanding)
    if amount.is_zero or outstanding.is_zero:
        return ()
    return (single_item(Priced(Article(ArticleKind.LATE_FEE, invoice), LATE_FEE, 1, amount, None)),)
