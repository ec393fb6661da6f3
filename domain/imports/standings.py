"""Standings: how a subscription of another tool is to stand in the books, and what goes on then."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.imports.known import PlanTerms
from domain.imports.schedules import Schedule
from domain.periods import Period, instant, local_date
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus

_S = SubscriptionStatus

BILLED = frozenset({_S.LIVE, _S.DUNNING, _S.NON_RENEWING})
"""They are in a term that was billed; at its end something happens by itself."""


class GoesOn(StrEnum):
    """The process that a subscription is in."""

    SUBSCRIPTION = "subscription"
    TRIAL = "trial"


@dataclass(frozen=True)
class Place:
    """Where and when: the billing time zone, the run hour, the instant of the import (UTC)."""

    time_zone: str
    run_hour: int
    at: datetime

    @property
    def today(self) -> date:
        return local_date(self.at, self.time_zone)

    def instant(self, day: date) -> datetime:
        """When what is due on a day is done."""
        return instant(day, self.run_hour, self.time_zone)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a row says about the state of a subscription.

    `term_start` is the day on which the current term began, `next_billing` when it ends.
    """

    status: SubscriptionStatus
    started_on: date
    trial_ends_on: date | None = None
    billing_anchor: date | None = None
    term_start: date | None = None
    next_billing: date | None = None
    cycles_billed: int | None = None
    cancels: bool | None = None
    ended_on: date | None = None

    @property
    def is_in_trial(self) -> bool:
        """Whether nothing was billed yet: a trial that was set to be cancelled is one, too."""
        if self.status is not _S.NON_RENEWING:
            return self.status in (_S.TRIAL, _S.TRIAL_EXPIRED)
        ends_with_trial = self.next_billing in (None, self.trial_ends_on)
        return self.trial_ends_on is not None and self.term_start is None and ends_with_trial

    @property
    def has_terms(self) -> bool:
        """Whether it can be in a term: neither before its start nor in its trial."""
        return self.status is not _S.FUTURE and not self.is_in_trial

    def schedule(self, plan: PlanTerms) -> Schedule:
        """Counted from the anchor that is named, or the trial's end, or the start."""
        anchor = self.billing_anchor or self.trial_ends_on or self.started_on
        return Schedule(anchor, plan.interval)

    def term_end(self, schedule: Schedule) -> date | None:
        """The last term's end, also where the row only says when it began."""
        if self.next_billing or self.term_start is None or not self.has_terms:
            return self.next_billing if self.has_terms else None
        return schedule.begins(schedule.number_at(self.term_start) + 1)


@dataclass(frozen=True)
class TrialStanding:
    status: TrialStatus
    started_at: datetime
    ends_at: datetime
    days: int
    lapsed_at: datetime | None
    cancel_at_end: bool


@dataclass(frozen=True)
class TermStanding:
    """The current term, or the last one: its number since the anchor, counted from 0.

    `renews_at` is None where nothing happens at its end by itself.
    """

    anchor_on: date
    number: int
    period: Period
    renews_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """What is written; `goes_on` is None for what waits for nothing."""

    status: SubscriptionStatus
    starts_at: datetime
    trial: TrialStanding | None
    term: TermStanding | None
    cycles_billed: int
    cancel_at_term_end: bool
    ended_at: datetime | None
    goes_on: GoesOn | None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by itself, if it is set to be cancelled."""
        if self.status is not _S.NON_RENEWING:
            return None
        if self.trial:
            return self.trial.ends_at
        return self.term.renews_at if self.term else None


def standing(said: Said, plan: PlanTerms, place: Place) -> Standing:
    """How a row without faults is to be written."""
    term = _term(said, plan, place)
    return Standing(
        status=said.status,
        starts_at=place.instant(said.started_on),
        trial=_trial(said, plan, place) if said.is_in_trial else None,
        term=term,
        cycles_billed=_cycles(said, term),
        cancel_at_term_end=said.status is _S.NON_RENEWING and not said.is_in_trial,
        ended_at=min(place.instant(said.ended_on), place.at) if said.ended_on else None,
        goes_on=_goes_on(said),
    )


def _trial(said: Said, plan: PlanTerms, place: Place) -> TrialStanding | None:
    if said.trial_ends_on is None:
        return None
    lapsed = said.status is _S.TRIAL_EXPIRED
    ends_at = place.instant(said.trial_ends_on)
    return TrialStanding(
        status=TrialStatus.LAPSED if lapsed else TrialStatus.RUNNING,
        started_at=place.instant(said.started_on),
        ends_at=ends_at,
        days=plan.trial_days or (said.trial_ends_on - said.started_on).days,
        lapsed_at=ends_at if lapsed else None,
        cancel_at_end=said.status is _S.NON_RENEWING,
    )


def _term(said: Said, plan: PlanTerms, place: Place) -> TermStanding | None:
    schedule = said.schedule(plan)
    end = said.term_end(schedule)
    next_number = schedule.number_beginning(end) if end else None
    if not next_number:
        return None
    period = schedule.term(next_number - 1)
    renews_at = place.instant(period.end) if said.status in BILLED else None
    return TermStanding(schedule.anchor, next_number - 1, period, renews_at)


def _cycles(said: Said, term: TermStanding | None) -> int:
    if said.cycles_billed is not None:
        return said.cycles_billed
    return term.number + 1 if term else 0


def _goes_on(said: Said) -> GoesOn | None:
    if said.is_in_trial:
        return GoesOn.TRIAL
    if said.status is _S.FUTURE or said.status in BILLED:
        return GoesOn.SUBSCRIPTION
    return None
