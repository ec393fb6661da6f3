"""What is planned for a subscription, in the order in which it will happen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.callers import SignedInContact
from api.outlooks import Outlook, wish_words
from api.portal.views.prices import amount_text
from domain.dunning import FinalAction, StepKind, next_step
from domain.pauses import PauseEvent
from domain.subscriptions import SubscriptionStatus, wants_renewal_notice
from domain.trials import (
    TrialEnding,
    TrialStatus,
    TrialTerms,
    reminder_at,
    trial_ending,
    window_closes_at,
)
from domain.words import N_
from storage.dunning import DunningRow
from storage.portal.subscriptions import SubscriptionSeen
from storage.trials import TrialRow

_S = SubscriptionStatus
_FINAL = {
    FinalAction.CANCEL: N_("If it is not paid by then, the subscription is cancelled."),
    FinalAction.UNPAID: N_("If it is not paid by then, the subscription stops until it is paid."),
    FinalAction.END_OF_TERM: N_("If it is not paid by then, it ends with its present term."),
    FinalAction.KEEP_LIVE: N_("If it is not paid by then, we stop trying. It stays due."),
}


@dataclass(frozen=True)
class NextEvent:
    """Something that will happen by itself."""

    at: datetime
    text: str
    tone: str = "info"


def coming(
    contact: SignedInContact,
    seen: SubscriptionSeen,
    runs: Sequence[DunningRow],
    outlook: Outlook,
) -> tuple[NextEvent, ...]:
    """Every planned event, the first one first."""
    dunning = [each for run in runs for each in _of(contact, run)]
    ends = min((run.to_domain().deadline for run in runs if _would_end(run)), default=None)
    pause = list(_of_pause(contact, outlook))
    rests = outlook.pause_step and outlook.pause_step.event is PauseEvent.BEGIN
    ends = min([each for each in (ends, pause[0].at if rests else None) if each], default=None)
    planned = [
        each for each in _of_status(contact, seen, outlook) if ends is None or each.at < ends
    ]
    return tuple(sorted([*planned, *pause, *dunning], key=lambda event: event.at))


def _of_pause(contact: SignedInContact, outlook: Outlook) -> Iterator[NextEvent]:
    step, pause = outlook.pause_step, outlook.pause
    if step is None or pause is None:
        return
    if step.event is PauseEvent.RESUME:
        yield NextEvent(step.at, contact.say(N_("Billing goes on by itself.")))
        return
    yield NextEvent(step.at, contact.say(N_("Billing rests: nothing is charged from then on.")))
    if pause.resume_on:
        goes_on = step.at + (pause.resume_on - pause.pause_on)
        yield NextEvent(goes_on, contact.say(N_("Billing goes on by itself.")))


def _would_end(run: DunningRow) -> bool:
    """Whether there is no next term unless somebody pays."""
    return run.final_action is not FinalAction.KEEP_LIVE


def _of_status(
    contact: SignedInContact, seen: SubscriptionSeen, outlook: Outlook
) -> Iterator[NextEvent]:
    row, trial = seen.row, seen.trial
    match row.status:
        case _S.FUTURE:
            yield NextEvent(row.starts_at, contact.say(N_("The subscription begins.")))
        case _S.TRIAL if trial and trial.status is TrialStatus.RUNNING:
            yield from _of_trial(contact, seen, trial, outlook)
        case _S.TRIAL_EXPIRED if trial and trial.lapsed_at:
            text = N_("After this day the subscription can no longer be activated.")
            yield NextEvent(window_closes_at(trial.lapsed_at), contact.say(text), "warn")
        case _S.NON_RENEWING if row.renews_at:
            yield NextEvent(row.renews_at, contact.say(N_("The subscription ends.")), "warn")
        case _S.LIVE | _S.DUNNING if row.renews_at:
            yield from _of_renewal(contact, seen, row.renews_at, outlook)


def _of_trial(
    contact: SignedInContact, seen: SubscriptionSeen, trial: TrialRow, outlook: Outlook
) -> Iterator[NextEvent]:
    remind = reminder_at(trial.started_at, trial.ends_at, cancels=trial.cancel_at_end)
    if remind and trial.reminded_at is None:
        yield NextEvent(remind, contact.say(N_("We remind you of the end of the trial.")), "quiet")
    ending = trial_ending(
        TrialTerms(
            cancels=trial.cancel_at_end,
            auto_charge=seen.row.auto_charge,
            has_method=seen.method is not None,
            without_method=contact.preferences.trial_end_without_method,
        )
    )
    amount = amount_text(contact, outlook.next_total)
    method = seen.method.label if seen.method else ""
    words = {
        TrialEnding.STOP: N_("The trial ends, and nothing is charged."),
        TrialEnding.CHARGE: N_("The trial ends: {amount} is charged to {method}."),
        TrialEnding.INVOICE: N_("The trial ends: you receive an invoice over {amount}."),
        TrialEnding.LAPSE: N_("The trial ends. Without a payment method it cannot go on."),
    }
    tone = "warn" if ending is TrialEnding.LAPSE else "info"
    text = contact.say(words[ending], amount=amount, method=method)
    yield NextEvent(trial.ends_at, text, tone)


def _of_renewal(
    contact: SignedInContact, seen: SubscriptionSeen, at: datetime, outlook: Outlook
) -> Iterator[NextEvent]:
    if outlook.is_last:
        yield NextEvent(at, contact.say(N_("The last term ends, and with it the subscription.")))
        return
    days = contact.preferences.renewal_notice_days
    if days and wants_renewal_notice(seen.plan.interval) and not _was_noticed(seen):
        notice = contact.say(N_("We remind you of the renewal."))
        yield NextEvent(at - timedelta(days=days), notice, "quiet")
    amount = amount_text(contact, outlook.next_total)
    if outlook.scheduled and outlook.change_stays and outlook.names:
        wish = wish_words(contact, outlook.scheduled.wish, outlook.names)
        yield NextEvent(at, contact.say(N_("It changes to: {wish}."), wish=wish))
    text = N_("The next term begins: you receive an invoice over {amount}.")
    if seen.row.auto_charge and seen.method:
        text = N_("The next term begins: {amount} is charged to {method}.")
    method = seen.method.label if seen.method else ""
    yield NextEvent(at, contact.say(text, amount=amount, method=method))


def _was_noticed(seen: SubscriptionSeen) -> bool:
    return seen.row.noticed_term is not None and seen.row.noticed_term == seen.row.term_number


def _of(contact: SignedInContact, row: DunningRow) -> Iterator[NextEvent]:
    run = row.to_domain()
    step = next_step(run)
    if step and step.kind is StepKind.RETRY:
        text = N_("We try again to charge {invoice}.")
        yield NextEvent(step.at, contact.say(text, invoice=row.invoice), "warn")
    if step and step.kind is not StepKind.RELEASE:
        ends = step.at if step.kind is StepKind.EXHAUST else run.deadline
        yield NextEvent(max(ends, step.at), contact.say(_FINAL[row.final_action]), "bad")
