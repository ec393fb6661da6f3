"""Previews of beginnings: a trial that is activated, a subscription that is reactivated."""

from dataclasses import dataclass, replace

from domain.addons import ChosenAddon
from domain.contents import Contents, extra_items, setup_items, term_items
from domain.previews.preview import Outcome, Preview, PreviewKind, preview_of, renewing
from domain.proration import Moment
from domain.reactivations import ReactivationKind
from domain.subscribed import Subscribed, begun
from domain.terms import Terms


@dataclass(frozen=True)
class Reactivation:
    """How a subscription goes on, what it will consist of and how many terms it will have."""

    kind: ReactivationKind
    contents: Contents
    cycles: int | None = None
    extras: tuple[ChosenAddon, ...] = ()


def activation_preview(subscribed: Subscribed, moment: Moment) -> Preview:
    """The first paid term, beginning today, with the set-up fee if it is still due."""
    outcome = first_term(subscribed, (), moment)
    return preview_of(PreviewKind.ACTIVATE, subscribed, outcome, moment.day)


def reactivation_preview(
    subscribed: Subscribed, reactivation: Reactivation, moment: Moment
) -> Preview:
    """A new term from today, its cycles counted anew; or the old term, which costs nothing more.

    Raises `ValueError` where the old term is to go on and there is none.
    """
    if reactivation.kind is ReactivationKind.IN_TERM:
        outcome = _old_term(subscribed)
    else:
        anew = replace(
            subscribed, contents=reactivation.contents, terms_begun=0, cycles=reactivation.cycles
        )
        outcome = first_term(anew, reactivation.extras, moment)
    return preview_of(PreviewKind.REACTIVATE, subscribed, outcome, moment.day)


def first_term(subscribed: Subscribed, extras: tuple[ChosenAddon, ...], moment: Moment) -> Outcome:
    """A first term from today on, with its own anchor: nothing is taken over from an older one."""
    contents = subscribed.contents
    running = begun(Terms(moment.day, contents.plan.interval))
    setup = setup_items(contents.plan) if subscribed.setup_fee_due else ()
    extra = extra_items(extras, contents.plan)
    return renewing(
        Outcome(
            contents=contents.after(running.period),
            running=running,
            terms_begun=subscribed.terms_begun + 1,
            cycles=subscribed.cycles,
            items=(*term_items(contents, running.period), *setup, *extra, *subscribed.waiting),
            billed=running.period,
        )
    )


def _old_term(subscribed: Subscribed) -> Outcome:
    return renewing(
        Outcome(
            contents=subscribed.contents,
            running=subscribed.term,
            terms_begun=subscribed.terms_begun,
            cycles=subscribed.cycles,
        ),
        subscribed.waiting,
    )
