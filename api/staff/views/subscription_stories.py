"""How a subscription stands, why, and what it does next."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from api.staff.views.dunning import dunning_story
from api.staff.views.sayings import Saying, Story
from api.staff.views.subjects import Subject
from api.staff.views.trials import trial_story
from domain.subscriptions import (
    SubscriptionStatus,
    cycles_used_up,
    wants_renewal_notice,
)
from domain.words import N_
from storage.subscriptions import SubscriptionRow

_S = SubscriptionStatus


def subscription_story(subject: Subject) -> Story:
    """What staff are told about a subscription."""
    return _STORIES[subject.subscription.status](subject)


def _future(subject: Subject) -> Story:
    starts_at = subject.subscription.starts_at
    if starts_at <= subject.as_of.now:
        return Story(Saying(N_("It is being begun; a first charge can be under way.")))
    first = (
        Saying(N_("It begins with a trial of %(days)s days."), {"days": subject.plan.trial_days})
        if subject.plan.trial_days
        else Saying(
            N_("It begins: the first term is invoiced with %(amount)s."),
            {"amount": subject.next_amount},
        )
    )
    return Story(
        Saying(N_("It has not begun yet.")),
        ahead=(Saying(first.words, first.facts, starts_at),),
    )


def _trial(subject: Subject) -> Story:
    if subject.trial is None:
        return Story(Saying(N_("It is in its trial.")))
    return trial_story(subject, subject.trial)


def _live(subject: Subject) -> Story:
    return Story(_term(subject.subscription), ahead=_renewal(subject))


def _dunning(subject: Subject) -> Story:
    stories = [dunning_story(run) for run in subject.runs]
    ahead = [saying for story in stories for saying in story.ahead]
    first = stories[0] if stories else Story(Saying(N_("A charge has failed."), tone="bad"))
    return Story(
        first.state,
        first.why,
        tuple(sorted([*ahead, *_renewal(subject)], key=_moment)),
    )


def _unpaid(subject: Subject) -> Story:  # noqa: ARG001 - a story of its own
    return Story(
        Saying(N_("Dunning brought nothing: it is unpaid and does not renew."), tone="bad"),
        Saying(N_("As soon as every open invoice of it is paid, a new term begins on that day.")),
    )


def _non_renewing(subject: Subject) -> Story:
    if subject.trial and subject.subscription.term_number is None:
        return trial_story(subject, subject.trial)
    end = Saying(N_("It ends and does not renew."), at=subject.subscription.renews_at, tone="warn")
    return Story(
        _term(subject.subscription), Saying(N_("It is cancelled for the end of the term.")), (end,)
    )


def _paused(subject: Subject) -> Story:  # noqa: ARG001 - a story of its own
    return Story(Saying(N_("It is paused: nothing is billed."), tone="quiet"))


def _ended(words: str) -> Callable[[Subject], Story]:
    def story(subject: Subject) -> Story:
        ended_at = subject.subscription.ended_at or subject.subscription.created_at
        return Story(Saying(words, {"day": ended_at}, tone="quiet"))

    return story


def _term(subscription: SubscriptionRow) -> Saying:
    if subscription.term is None or subscription.term_number is None:
        return Saying(N_("It is live."), tone="good")
    return Saying(
        N_("It is in term %(term)s, from %(first)s to %(last)s."),
        {
            "term": subscription.term_number + 1,
            "first": subscription.term.start,
            "last": subscription.term.last_day,
        },
        tone="good",
    )


def _renewal(subject: Subject) -> tuple[Saying, ...]:
    """The notice that goes out before, and what happens at the boundary."""
    at = subject.subscription.renews_at
    if at is None:
        return ()
    cycles = subject.subscription.cycles or subject.plan.billing_cycles
    if cycles_used_up(cycles, subject.subscription.cycles_billed):
        return (Saying(N_("Its billing cycles are used up: it ends."), at=at, tone="warn"),)
    words = (
        N_("It renews: %(amount)s is invoiced and charged automatically.")
        if subject.subscription.auto_charge
        else N_("It renews: %(amount)s is invoiced.")
    )
    renewal = Saying(words, {"amount": subject.next_amount}, at)
    notice = _notice_at(subject, at)
    if notice is None:
        return (renewal,)
    return (Saying(N_("A mail announces the renewal."), at=notice, tone="quiet"), renewal)


def _notice_at(subject: Subject, renews_at: datetime) -> datetime | None:
    subscription, days = subject.subscription, subject.as_of.preferences.renewal_notice_days
    if not days or subscription.noticed_term == subscription.term_number:
        return None
    if not wants_renewal_notice(subject.plan.interval):
        return None
    return renews_at - timedelta(days=days)


def _moment(saying: Saying) -> float:
    return saying.at.timestamp() if isinstance(saying.at, datetime) else 0.0


_STORIES: Mapping[SubscriptionStatus, Callable[[Subject], Story]] = {
    _S.FUTURE: _future,
    _S.TRIAL: _trial,
    _S.TRIAL_EXPIRED: _trial,
    _S.LIVE: _live,
    _S.DUNNING: _dunning,
    _S.UNPAID: _unpaid,
    _S.NON_RENEWING: _non_renewing,
    _S.PAUSED: _paused,
    _S.CANCELLED: _ended(N_("It was cancelled on %(day)s.")),
    _S.CANCELLED_FROM_DUNNING: _ended(N_("It was cancelled on %(day)s: nothing was paid.")),
    _S.EXPIRED: _ended(N_("It ended on %(day)s with its last billing cycle.")),
    _S.CREATION_FAILED: _ended(N_("It could not begin on %(day)s: the charge was declined.")),
}
