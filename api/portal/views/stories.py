"""How a subscription stands and what happens next, in the customer's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.callers import SignedInContact
from api.outlooks import Outlook
from api.portal.views.coming import NextEvent, coming
from api.portal.views.prices import amount_text, term_total
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from domain.words import N_
from storage.dunning import DunningRow
from storage.portal.subscriptions import SubscriptionSeen

_S = SubscriptionStatus
_PLAIN: dict[SubscriptionStatus, str] = {
    _S.DUNNING: N_("The last charge did not succeed. Pay now, or give us another card to charge."),
    _S.UNPAID: N_("It could not be charged. It goes on as soon as everything is paid."),
    _S.CANCELLED_FROM_DUNNING: N_("It was cancelled, because it could not be charged."),
    _S.EXPIRED: N_("All of its terms are over."),
    _S.CREATION_FAILED: N_("It could not be started. Please contact us."),
}


@dataclass(frozen=True)
class Story:
    """One sentence about the present, and the events that are planned."""

    now: str
    next: Sequence[NextEvent]


def story(
    contact: SignedInContact,
    seen: SubscriptionSeen,
    runs: Sequence[DunningRow],
    outlook: Outlook,
) -> Story:
    """The story of this subscription; `runs` are its running dunning runs."""
    return Story(_now(contact, seen, outlook), coming(contact, seen, runs, outlook))


def turns_at(seen: SubscriptionSeen) -> datetime | None:
    """When it renews or ends by itself, if that is planned."""
    row, trial = seen.row, seen.trial
    if row.status is _S.FUTURE:
        return row.starts_at
    if row.status is _S.TRIAL and trial:
        return trial.ends_at
    if row.status in (_S.LIVE, _S.DUNNING, _S.NON_RENEWING):
        return row.renews_at
    return None


def _now(contact: SignedInContact, seen: SubscriptionSeen, outlook: Outlook) -> str:
    status = seen.row.status
    if status is _S.PAUSED:
        return _paused(contact, outlook)
    if status in _PLAIN:
        return contact.say(_PLAIN[status])
    if status in (_S.TRIAL, _S.TRIAL_EXPIRED):
        return _trial(contact, seen)
    if status is _S.LIVE:
        return _live(contact, seen, outlook)
    return _dated(contact, seen)


def _paused(contact: SignedInContact, outlook: Outlook) -> str:
    pause = outlook.pause
    if pause is None:
        return contact.say(N_("Billing rests. Nothing is charged until it is resumed."))
    since = contact.formats.day_text(pause.pause_on)
    if pause.resume_on is None:
        text = N_("Billing rests since {day}. Nothing is charged until it is resumed.")
        return contact.say(text, day=since)
    until = contact.formats.day_text(pause.resume_on)
    text = N_("Billing rests since {day}, and goes on by itself on {until}.")
    return contact.say(text, day=since, until=until)


def _trial(contact: SignedInContact, seen: SubscriptionSeen) -> str:
    trial = seen.trial
    if trial is None:
        return ""
    if trial.status is TrialStatus.CONVERTING:
        return contact.say(N_("The charge for the first term is under way."))
    if trial.status is TrialStatus.RUNNING:
        days = max((trial.ends_at - contact.parts.clock.now()).days, 0)
        until = contact.formats.moment_text(trial.ends_at, contact.zone)
        if days:
            return contact.say(
                N_("You are trying it out until {moment}: {days} days left."),
                moment=until,
                days=days + 1,
            )
        return contact.say(N_("You are trying it out until {moment}."), moment=until)
    reason = contact.say(trial.lapse_reason or N_("There was nothing that could be charged."))
    return contact.say(N_("The trial is over. {reason}"), reason=reason)


def _live(contact: SignedInContact, seen: SubscriptionSeen, outlook: Outlook) -> str:
    amount = amount_text(contact, term_total(seen, outlook))
    if seen.row.auto_charge and seen.method:
        return contact.say(
            N_("Each term, {amount} is charged to {method}."),
            amount=amount,
            method=seen.method.label,
        )
    return contact.say(N_("Each term, you receive an invoice over {amount}."), amount=amount)


def _dated(contact: SignedInContact, seen: SubscriptionSeen) -> str:
    row = seen.row
    if row.status is _S.FUTURE:
        return contact.say(N_("It begins on {day}."), day=_day(contact, row.starts_at))
    if row.status is _S.NON_RENEWING:
        ends = row.renews_at or (seen.trial.ends_at if seen.trial else None)
        return contact.say(
            N_("It ends on {day}. Until then nothing changes."), day=_day(contact, ends)
        )
    return contact.say(N_("It was cancelled on {day}."), day=_day(contact, row.ended_at))


def _day(contact: SignedInContact, at: date | datetime | None) -> str:
    if at is None:
        return "–"
    if isinstance(at, datetime):
        return contact.formats.moment_text(at, contact.zone)
    return contact.formats.day_text(at)
