"""Trials: begun, reminded of, converted by a charge or an invoice, lapsed, extended."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.attempts import Attempt, charge
from activities.confirmations import check_seen, counts_from
from activities.contracts import Clock, Decide, StepDue
from activities.conversions import convert, draft_conversion, lapse, preview_conversion
from activities.endings import end_subscription
from activities.messages import Mail, queue_mail
from activities.parking import holds
from activities.permissions import check_switched_on, opened
from activities.process import Decision, ProcessActivities, noted
from activities.subscribed import plan_of
from activities.terms import charged_method, still_due
from domain.invoices import PaymentUnderWay
from domain.messages import MailKind
from domain.parking import SAYS, Automatic
from domain.payments import PaymentChannel
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, NoMethodToCharge, SubscriptionEvent
from domain.trials import (
    TRIAL_LIFECYCLE,
    TrialEnding,
    TrialEvent,
    TrialStatus,
    TrialTerms,
    check_extendable,
    reminder_at,
    trial_end,
    trial_ending,
    window_closes_at,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.subscriptions import SubscriptionRow
    from storage.trials import TrialRow

REMIND, END, CLOSE = "remind", "end", "close"


class TrialActivities(ProcessActivities):
    @activity.defn
    async def trial_clock(self, subscription: str) -> Clock:
        """What is due next in the trial of this subscription, and when."""
        return await self._in_books(lambda books: _clock(books, subscription))

    @activity.defn
    async def decide_trial(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_trial_step(self, due: StepDue) -> Clock:
        """Remind, end or close the trial, unless the books say that it happened already."""

        async def work(books: "Books") -> Clock:
            subscription = await books.subscriptions.get(due.key)
            await books.customers.lock(subscription.customer)
            subscription = await books.subscriptions.lock(due.key)
            clock = await _clock(books, due.key)
            if due.has_come(clock):
                trial = await books.trials.lock(due.key)
                await _STEPS[due.step](books, subscription, trial, due.as_of)
                await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _clock(books: "Books", key: str) -> Clock:
    trial = await books.trials.find(key)
    if trial is None:
        return Clock("unknown", over=True)
    match trial.status:
        case TrialStatus.RUNNING:
            return await _running(books, trial)
        case TrialStatus.CONVERTING:
            return Clock(trial.status, "The charge for the first term is under way.")
        case TrialStatus.LAPSED if trial.lapsed_at:
            at = window_closes_at(trial.lapsed_at)
            says = f"Expired; it can be extended or activated until {at:%a %d %b %Y}."
            return Clock(trial.status, says, step=CLOSE, at=at)
        case _:
            return Clock(trial.status, f"It has ended: {trial.status}.", over=True)


async def _running(books: "Books", trial: "TrialRow") -> Clock:
    remind = reminder_at(trial.started_at, trial.ends_at, cancels=trial.cancel_at_end)
    says = f"The trial ends on {trial.ends_at:%a %d %b %Y %H:%M} UTC."
    if remind and trial.reminded_at is None:
        return Clock(trial.status, says, step=REMIND, at=remind)
    if await _is_held(books, trial):
        return Clock(trial.status, SAYS)
    return Clock(trial.status, says, step=END, at=trial.ends_at)


async def _is_held(books: "Books", trial: "TrialRow") -> bool:
    """Whether its end would be a charge, and nothing of the customer is charged by itself."""
    subscription = await books.subscriptions.get(trial.subscription)
    if not await holds(books, subscription.customer, Automatic.TRIAL_CHARGE):
        return False
    return await _ending(books, subscription, trial) is TrialEnding.CHARGE


async def _remind(
    books: "Books", subscription: "SubscriptionRow", trial: "TrialRow", at: datetime
) -> None:
    """What comes too late is not said any more."""
    trial.reminded_at = at
    if at >= trial.ends_at:
        return
    plan = await plan_of(books, subscription)
    await queue_mail(
        books,
        Mail(
            MailKind.TRIAL_ENDING,
            subscription.customer,
            about=f"{subscription.number}/{trial.ends_at:%Y%m%d%H%M}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "trial_end": trial.ends_at,
                "amount": plan.price * subscription.quantity,
                "method": await charged_method(books, subscription),
            },
        ),
        at,
    )


async def _end(
    books: "Books", subscription: "SubscriptionRow", trial: "TrialRow", at: datetime
) -> None:
    match await _ending(books, subscription, trial):
        case TrialEnding.STOP:
            await end_subscription(books, subscription, SubscriptionEvent.END_TERM, at)
        case TrialEnding.LAPSE:
            await lapse(books, subscription, trial, None, at)
        case TrialEnding.CHARGE:
            await _begin_charge(books, subscription, trial, at)
        case TrialEnding.INVOICE:
            draft = await draft_conversion(books, subscription, trial, at)
            await convert(books, subscription, trial, draft, at)


async def _ending(
    books: "Books", subscription: "SubscriptionRow", trial: "TrialRow"
) -> TrialEnding:
    preferences = await books.organisations.preferences()
    plan = await plan_of(books, subscription)
    costs_nothing = plan.price.is_zero and plan.setup_fee.is_zero
    return trial_ending(
        TrialTerms(
            cancels=trial.cancel_at_end,
            auto_charge=subscription.auto_charge,
            has_method=subscription.payment_method is not None or costs_nothing,
            without_method=preferences.trial_end_without_method,
        )
    )


async def _begin_charge(
    books: "Books", subscription: "SubscriptionRow", trial: "TrialRow", at: datetime
) -> None:
    """Charge the first term; the trial waits for the result. Nothing to pay converts at once."""
    draft = await draft_conversion(books, subscription, trial, at)
    due = await still_due(books, draft)
    if due.is_zero:
        await convert(books, subscription, trial, draft, at)
        return
    trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.BEGIN_CONVERSION)
    trial.conversion = draft.id
    channel, method = PaymentChannel.AUTO_CHARGE, subscription.payment_method
    await charge(books, Attempt(subscription.customer, channel, [(draft, due)], method=method), at)


async def _close(
    books: "Books",  # noqa: ARG001 - as the other steps
    subscription: "SubscriptionRow",  # noqa: ARG001 - as the other steps
    trial: "TrialRow",
    at: datetime,  # noqa: ARG001 - as the other steps
) -> None:
    trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.CLOSE)


async def _activate(books: "Books", command: "CommandRow", at: datetime) -> None:
    """End the trial now: charge the first term, or invoice it where nothing is charged."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.trial_activate)
    trial = await books.trials.lock(command.key)
    if trial.status is TrialStatus.CONVERTING:
        raise PaymentUnderWay
    TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.BEGIN_CONVERSION)
    SUBSCRIPTION_LIFECYCLE.advance(subscription.status, SubscriptionEvent.ACTIVATE)
    since = await counts_from(books, command, subscription, at)
    check_seen(command, await preview_conversion(books, subscription, since))
    match await _ending(books, subscription, trial):
        case TrialEnding.CHARGE:
            await _begin_charge(books, subscription, trial, at)
        case TrialEnding.INVOICE:
            draft = await draft_conversion(books, subscription, trial, at)
            await convert(books, subscription, trial, draft, at)
        case _:
            raise NoMethodToCharge


async def _extend(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Begin the trial again: to now plus the trial's length, as often as the preference says."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.trial_extend)
    trial = await books.trials.lock(command.key)
    check_extendable(trial.status, trial.extensions_used, preferences.trial_max_extensions)
    trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.EXTEND)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.EXTEND_TRIAL
    )
    trial.extensions_used += 1
    trial.started_at, trial.ends_at = at, trial_end(at, trial.days)
    trial.reminded_at = trial.lapsed_at = trial.lapse_reason = None


_STEPS = {REMIND: _remind, END: _end, CLOSE: _close}
_DECISIONS: dict[str, Decision] = {
    "activate": _activate,
    "extend": _extend,
    "settled": noted,
    "plan_changed": noted,
    "stop": noted,
}
