"""Previews of changes and renewals: of a running term, at its end, and of what has not begun."""

from dataclasses import replace
from datetime import date

from domain.articles import Article, PricedItem, amounts_of
from domain.changes import Change, ChangeWhen
from domain.contents import (
    Contents,
    extra_items,
    rest_items,
    setup_items,
    term_items,
    term_price,
)
from domain.credits import unused_credits
from domain.periods import Period
from domain.previews.beginnings import first_term
from domain.previews.preview import (
    Outcome,
    Preview,
    PreviewKind,
    Renewal,
    preview_of,
    renewing,
)
from domain.proration import Moment
from domain.subscribed import RunningTerm, Subscribed, begun
from domain.terms import Terms


def change_preview(subscribed: Subscribed, change: Change, moment: Moment) -> Preview:
    """A change of a running subscription, now or at the end of its term.

    Now: of everything that changes the unused rest is given back and the rest of the term charged;
    with another interval all of it is given back and a whole new term begins today. Raises
    `ValueError` without a running term.
    """
    if change.when is ChangeWhen.END_OF_TERM:
        outcome, on = _at_the_end(subscribed, change), subscribed.term.period.end
    else:
        outcome, on = _now(subscribed, change, moment), moment.day
    return preview_of(PreviewKind.CHANGE, subscribed, outcome, on)


def renewal_preview(subscribed: Subscribed, change: Change | None = None) -> Preview:
    """The term after the running one, of the changed contents where a change is due.

    This is what the `renewal` of other previews announces. Raises `ValueError` without a running
    term.
    """
    running = _following(subscribed, change)
    contents = change.contents if change else subscribed.contents
    items = (*term_items(contents, running.period), *_extras(change), *subscribed.waiting)
    is_new_plan = change is not None and not _same_plan(subscribed, change)
    outcome = Outcome(
        contents=contents.after(running.period),
        running=running,
        terms_begun=1 if is_new_plan else subscribed.terms_begun + 1,
        cycles=_cycles(subscribed, change) if change else subscribed.cycles,
        items=items,
        billed=running.period,
    )
    return preview_of(PreviewKind.RENEW, subscribed, renewing(outcome), running.period.start)


def waiting_change_preview(
    subscribed: Subscribed, change: Change, begins_on: date, moment: Moment
) -> Preview:
    """A change of what begins later: after a trial that goes on, or at a start to come.

    Nothing is charged before the first term begins, which is then the next renewal.
    """
    first = Terms(begins_on, change.contents.plan.interval).term(0)
    setup = setup_items(change.contents.plan) if subscribed.setup_fee_due else ()
    items = (
        *term_items(change.contents, first),
        *setup,
        *_extras(change),
        *subscribed.waiting,
    )
    outcome = Outcome(
        contents=change.contents,
        running=None,
        terms_begun=0,
        cycles=_cycles(subscribed, change),
        renewal=Renewal(begins_on, amounts_of(items, begins_on).total),
    )
    return preview_of(PreviewKind.CHANGE, subscribed, outcome, moment.day)


def trial_ending_change_preview(subscribed: Subscribed, change: Change, moment: Moment) -> Preview:
    """A change that ends the trial: the first term of what it is to become begins today."""
    becomes = replace(subscribed, contents=change.contents, cycles=_cycles(subscribed, change))
    outcome = first_term(becomes, change.extras, moment)
    return preview_of(PreviewKind.CHANGE, subscribed, outcome, moment.day)


def _at_the_end(subscribed: Subscribed, change: Change) -> Outcome:
    """Nothing now: the next term is of the new contents, unless there is no next term."""
    following = _following(subscribed, change).period
    once = (*_extras(change), *subscribed.waiting)
    renewal = Renewal(following.start, term_price(change.contents, following, once))
    return Outcome(
        contents=change.contents,
        running=subscribed.term,
        terms_begun=subscribed.terms_begun,
        cycles=subscribed.cycles,
        renewal=None if subscribed.ends_on else renewal,
    )


def _following(subscribed: Subscribed, change: Change | None) -> RunningTerm:
    """The next term: on the old boundaries, or from the boundary on at another interval."""
    running = subscribed.term
    if change is None or _same_interval(subscribed, change):
        return begun(running.terms, running.number + 1)
    return begun(Terms(running.period.end, change.contents.plan.interval))


def _extras(change: Change | None) -> tuple[PricedItem, ...]:
    return extra_items(change.extras, change.contents.plan) if change else ()


def _now(subscribed: Subscribed, change: Change, moment: Moment) -> Outcome:
    if not _same_interval(subscribed, change):
        return _new_interval(subscribed, change, moment)
    contents, running = change.contents, subscribed.term
    kept = _kept(subscribed.contents, contents, running.period)
    whole = [item for item in term_items(contents, running.period) if item.article not in kept]
    rest = rest_items(whole, moment)
    given_back = [line for line in subscribed.charged if line.article not in kept]
    return renewing(
        Outcome(
            contents=contents.after(running.period) if rest else contents,
            running=running,
            terms_begun=subscribed.terms_begun if _same_plan(subscribed, change) else 1,
            cycles=_cycles(subscribed, change),
            items=(*rest, *_extras(change)),
            credit=unused_credits(given_back, moment),
        ),
        subscribed.waiting,
    )


def _new_interval(subscribed: Subscribed, change: Change, moment: Moment) -> Outcome:
    becomes = replace(
        subscribed,
        contents=change.contents,
        terms_begun=0,
        cycles=_cycles(subscribed, change),
        setup_fee_due=False,
    )
    credit = unused_credits(subscribed.charged, moment)
    fresh = first_term(becomes, change.extras, moment)
    return replace(fresh, credit=credit, cut_on=moment.day)


def _kept(before: Contents, after: Contents, term: Period) -> frozenset[Article]:
    """What costs the same in both: it is neither given back nor charged again."""
    old, new = set(term_items(before, term)), set(term_items(after, term))
    return frozenset(item.article for item in old & new)


def _same_plan(subscribed: Subscribed, change: Change) -> bool:
    return subscribed.contents.plan.code == change.contents.plan.code


def _same_interval(subscribed: Subscribed, change: Change) -> bool:
    """Whether the terms stay as long as they are: a year is twelve months."""
    before, after = subscribed.contents.plan.interval, change.contents.plan.interval
    return (before.months, before.days) == (after.months, after.days)


def _cycles(subscribed: Subscribed, change: Change) -> int | None:
    """How many terms there will be: those of a new plan are counted anew."""
    if _same_plan(subscribed, change):
        return subscribed.cycles
    return change.contents.plan.billing_cycles
