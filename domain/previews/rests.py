"""Previews of rests: a cancellation, a pause, and what it costs to go on after one."""

from dataclasses import dataclass, replace
from datetime import date

from domain.articles import amounts_of
from domain.cancellations import CreditUnused
from domain.contents import rest_items, term_items
from domain.credits import CreditAmounts, unused_credits
from domain.pause_schedules import PauseSchedule
from domain.pauses import ResumePolicy
from domain.periods import Period, instant
from domain.previews.beginnings import first_term
from domain.previews.preview import Outcome, Preview, PreviewKind, Renewal, preview_of, renewing
from domain.proration import Moment
from domain.subscribed import Subscribed, begun


@dataclass(frozen=True)
class PauseTerms:
    """What a pause gives back of the days that were billed, and how billing goes on after it."""

    credit: CreditUnused = CreditUnused.NONE
    resume: ResumePolicy = ResumePolicy.CONTINUE


def cancellation_preview(subscribed: Subscribed, credit: CreditUnused, moment: Moment) -> Preview:
    """The end, now. Nothing is charged, and something given back only if that was chosen."""
    outcome = Outcome(
        contents=subscribed.contents,
        running=None,
        terms_begun=subscribed.terms_begun,
        cycles=subscribed.cycles,
        credit=_given_back(subscribed, credit, moment),
        cut_on=moment.day if subscribed.running else None,
    )
    return preview_of(PreviewKind.CANCEL, subscribed, outcome, moment.day)


def pause_preview(
    subscribed: Subscribed, schedule: PauseSchedule, terms: PauseTerms, moment: Moment
) -> Preview:
    """A pause, now or on its day. The renewal is what the resume date brings, if there is one.

    A pause after the running term says what the next term costs, and nothing of what comes after.
    Raises `ValueError` without a running term.
    """
    begins = _moment_of(schedule.pause_on, moment)
    if schedule.pause_on > subscribed.term.period.end:
        outcome = renewing(_as_it_is(subscribed), subscribed.waiting)
    else:
        outcome = _rest(subscribed, schedule, terms, begins)
    return preview_of(PreviewKind.PAUSE, subscribed, outcome, begins.day)


def resume_preview(subscribed: Subscribed, policy: ResumePolicy, moment: Moment) -> Preview:
    """How billing goes on after a pause, from today on.

    Where the boundaries continue, what is not billed yet of the term that today lies in is charged.
    With a new period, a whole term begins, and what was billed for the same days is given back; but
    the last term of a fixed number never becomes longer by a pause. Months that were rested are
    never charged. Raises `ValueError` without a term to go on with.
    """
    outcome = _resumed(subscribed, policy, moment)
    return preview_of(PreviewKind.RESUME, subscribed, outcome, moment.day)


def _rest(
    subscribed: Subscribed, schedule: PauseSchedule, terms: PauseTerms, begins: Moment
) -> Outcome:
    paused = subscribed
    if terms.credit is CreditUnused.PRORATE:
        billed_until = min(subscribed.term.billed_until, begins.day)
        running = replace(subscribed.term, billed_until=billed_until)
        paused = replace(subscribed, running=running, charged=())
    return replace(
        _as_it_is(paused),
        credit=_given_back(subscribed, terms.credit, begins),
        cut_on=begins.day if terms.credit is CreditUnused.PRORATE else None,
        renewal=_after_pause(paused, schedule, terms.resume, begins),
    )


def _after_pause(
    paused: Subscribed, schedule: PauseSchedule, policy: ResumePolicy, begins: Moment
) -> Renewal | None:
    """What the resume date brings: an invoice, or nothing before the end of the term."""
    resume_on = schedule.resume_on
    if resume_on is None or (paused.ends_on and resume_on >= paused.ends_on):
        return None
    resumed = _resumed(paused, policy, _moment_of(resume_on, begins))
    if resumed.items:
        return Renewal(resume_on, amounts_of(resumed.items, resume_on).total)
    return resumed.renewal


def _resumed(subscribed: Subscribed, policy: ResumePolicy, moment: Moment) -> Outcome:
    if policy is ResumePolicy.CONTINUE or subscribed.ends_on:
        return _continued(subscribed, moment)
    fresh = first_term(replace(subscribed, setup_fee_due=False), (), moment)
    credit = unused_credits(subscribed.charged, moment)
    return replace(fresh, credit=credit, cut_on=moment.day)


def _continued(subscribed: Subscribed, moment: Moment) -> Outcome:
    before, contents = subscribed.term, subscribed.contents
    running = begun(before.terms, before.terms.number_at(moment.day))
    is_another = running.number != before.number
    if not is_another and before.billed_until > moment.day:
        return renewing(_as_it_is(subscribed), subscribed.waiting)
    return renewing(
        Outcome(
            contents=contents.after(running.period),
            running=running,
            terms_begun=subscribed.terms_begun + is_another,
            cycles=subscribed.cycles,
            items=rest_items(term_items(contents, running.period), moment),
            billed=Period(moment.day, running.period.end),
        ),
        subscribed.waiting,
    )


def _as_it_is(subscribed: Subscribed) -> Outcome:
    return Outcome(
        contents=subscribed.contents,
        running=subscribed.running,
        terms_begun=subscribed.terms_begun,
        cycles=subscribed.cycles,
    )


def _given_back(
    subscribed: Subscribed, credit: CreditUnused, moment: Moment
) -> CreditAmounts | None:
    if credit is CreditUnused.NONE:
        return None
    return unused_credits(subscribed.charged, moment)


def _moment_of(day: date, moment: Moment) -> Moment:
    """The beginning of a day that is to come; today is now."""
    if day <= moment.day:
        return moment
    return Moment(instant(day, 0, moment.proration.zone), moment.proration)
