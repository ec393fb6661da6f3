"""Pause schedules: on which days billing rests and goes on, and which of them may be chosen."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.errors import Forbidden, Invalid
from domain.words import N_


class PauseDayMissing(Invalid):
    message = N_("Choose the day on which billing pauses.")


class PauseInThePast(Invalid):
    message = N_("Billing cannot pause on {pause_on}: that day is over.")


class ResumeBeforePause(Invalid):
    message = N_("Billing cannot resume on {resume_on}: it pauses on {pause_on} only.")


class ResumeInThePast(Invalid):
    message = N_("Billing cannot resume on {resume_on} by itself: choose a day that is to come.")


class PauseTooLong(Invalid):
    message = N_("A pause lasts {most} days at most: until {last}.")


class PauseDayNotOffered(Forbidden):
    message = N_("A pause cannot begin like this here. Please contact us.")


class ResumeNotAllowed(Forbidden):
    message = N_("You cannot choose when billing resumes. Please contact us.")


class NothingLeftToPause(Invalid):
    message = N_("The subscription ends on {ends_on} anyway: there is nothing to pause.")


class PauseWhen(StrEnum):
    NOW = "now"
    END_OF_TERM = "end_of_term"
    DATE = "date"


@dataclass(frozen=True)
class PauseSchedule:
    """From which day on billing rests, and on which it goes on; None until somebody resumes.

    Both are days of the billing zone; a pause at the end of the term moves with that end. Raises
    `ResumeBeforePause`.
    """

    pause_on: date
    resume_on: date | None = None
    when: PauseWhen = PauseWhen.DATE

    def __post_init__(self) -> None:
        if self.resume_on and self.resume_on <= self.pause_on:
            raise ResumeBeforePause(
                resume_on=self.resume_on.isoformat(), pause_on=self.pause_on.isoformat()
            )


@dataclass(frozen=True)
class PauseWish:
    """When somebody would like billing to rest; `pause_on` goes with a date only."""

    when: PauseWhen
    pause_on: date | None = None
    resume_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PauseRules:
    """What may be scheduled. The defaults are those of staff. `max_days` is 0 for no limit."""

    when: frozenset[PauseWhen] = frozenset(PauseWhen)
    max_days: int = 0
    resume: bool = True


def wished_schedule(wish: PauseWish, *, today: date, term_ends_on: date) -> PauseSchedule:
    """The days that a wish comes to. Raises `PauseDayMissing` and `ResumeBeforePause`."""
    days = {
        PauseWhen.NOW: today,
        PauseWhen.END_OF_TERM: term_ends_on,
        PauseWhen.DATE: wish.pause_on,
    }
    pause_on = days[wish.when]
    if pause_on is None:
        raise PauseDayMissing
    return PauseSchedule(pause_on, wish.resume_on, wish.when)


def after_term_moved(schedule: PauseSchedule, term_ends_on: date) -> PauseSchedule:
    """The schedule when the term ends on another day. A resume date that comes too soon is gone."""
    if schedule.when is not PauseWhen.END_OF_TERM:
        return schedule
    resume_on = schedule.resume_on
    if resume_on and resume_on <= term_ends_on:
        resume_on = None
    return PauseSchedule(term_ends_on, resume_on, schedule.when)


def check_schedule(schedule: PauseSchedule, rules: PauseRules, *, today: date) -> None:
    """Whether a pause that has not begun may have this schedule, today in the billing zone.

    Raises `PauseDayNotOffered`, `PauseInThePast`, `ResumeNotAllowed` or `PauseTooLong`.
    """
    if schedule.when not in rules.when:
        raise PauseDayNotOffered
    if schedule.pause_on < today:
        raise PauseInThePast(pause_on=schedule.pause_on.isoformat())
    _check_resume(schedule, rules)


def check_new_resume_date(schedule: PauseSchedule, rules: PauseRules, *, today: date) -> None:
    """Whether a pause that runs may have this schedule.

    Raises `ResumeInThePast`, `ResumeNotAllowed` or `PauseTooLong`.
    """
    if schedule.resume_on and schedule.resume_on <= today:
        raise ResumeInThePast(resume_on=schedule.resume_on.isoformat())
    _check_resume(schedule, rules)


def check_before_the_end(schedule: PauseSchedule, ends_on: date | None) -> None:
    """Raises `NothingLeftToPause` for a pause at or after the end of a fixed last term."""
    if ends_on and schedule.pause_on >= ends_on:
        raise NothingLeftToPause(ends_on=ends_on.isoformat())


def within_limit(schedule: PauseSchedule, rules: PauseRules) -> PauseSchedule:
    """The schedule with an end where pauses have one: without a date, the last possible day."""
    if schedule.resume_on or not rules.max_days:
        return schedule
    return replace(schedule, resume_on=_last_day(schedule, rules))


def _check_resume(schedule: PauseSchedule, rules: PauseRules) -> None:
    if schedule.resume_on is None:
        return
    if not rules.resume:
        raise ResumeNotAllowed
    if rules.max_days and schedule.resume_on > _last_day(schedule, rules):
        raise PauseTooLong(most=rules.max_days, last=_last_day(schedule, rules).isoformat())


def _last_day(schedule: PauseSchedule, rules: PauseRules) -> date:
    return schedule.pause_on + timedelta(days=rules.max_days)
