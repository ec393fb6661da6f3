"""Cancellations: given, taken back, carried out at once or at the end of the term."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.announcements import Happened, News, announce
from activities.cancelled import cancel_now, confirm, preview_cancellation, read_cancel_wish
from activities.confirmations import check_seen, counts_from
from activities.contracts import Clock, Decide, StepDue
from activities.endings import end_subscription, stop_pause
from activities.lone_deeds import record_write_offs, weigh_write_offs
from activities.pending_changes import drop_pending
from activities.permissions import by_customer, check_switched_on, opened
from activities.process import Decision, ProcessActivities, Told, noted, tell
from activities.subscribed import today_of
from domain.cancellations import (
    CANCELLATION_LIFECYCLE,
    CancellationEvent,
    CancellationStatus,
    CancelMode,
    NothingToRemove,
    OpenInvoices,
    check_cancellable,
    check_farewell,
    check_removable,
    next_step,
    removal_event,
)
from domain.customer_rules import cancel_rules
from domain.invoices import PaymentUnderWay
from domain.money import Money
from domain.pending_changes import DropReason
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent, SubscriptionStatus
from domain.trials import TrialStatus

if TYPE_CHECKING:
    from activities.cancelled import CancelWish
    from domain.preferences import Preferences
    from storage.books import Books
    from storage.cancellations import CancellationRow
    from storage.commands import CommandRow
    from storage.subscriptions import SubscriptionRow


class CancellationActivities(ProcessActivities):
    @activity.defn
    async def cancellation_clock(self, subscription: str) -> Clock:
        """When the cancellation of this subscription takes effect."""
        return await self._in_books(lambda books: _clock(books, subscription))

    @activity.defn
    async def decide_cancellation(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_cancellation_step(self, due: StepDue) -> Clock:
        """End the subscription, unless the cancellation was removed or carried out by now."""

        async def work(books: "Books") -> Clock:
            found = await books.subscriptions.get(due.key)
            await books.customers.lock(found.customer)
            subscription = await books.subscriptions.lock(due.key)
            step = next_step((await books.cancellations.lock(due.key)).to_domain())
            if step and step.event == due.step and step.at <= due.as_of:
                await end_subscription(books, subscription, SubscriptionEvent.END_TERM, due.as_of)
                await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _clock(books: "Books", subscription: str) -> Clock:
    row = await books.cancellations.find(subscription)
    if row is None:
        return Clock("refused", "It was refused: nothing was cancelled.", over=True)
    step = next_step(row.to_domain())
    if step is None:
        return Clock(row.status, f"It has ended: {row.status}.", over=True)
    says = f"The subscription ends on {step.at:%a %d %b %Y %H:%M} UTC; until then it can be kept."
    return Clock(row.status, says, step=step.event, at=step.at)


async def _cancel(books: "Books", command: "CommandRow", at: datetime) -> None:
    """End the subscription at once, or at the end of what was paid for."""
    subscription, preferences = await _opened(books, command)
    wish = _lawful_wish(command, subscription, preferences)
    if wish.mode is CancelMode.IMMEDIATELY:
        owed = await _written_off_with(books, command, wish, at)
        since = await counts_from(books, command, subscription, at)
        preview = await preview_cancellation(books, subscription, wish.credit, since)
        check_seen(command, preview)
        row = await _written(books, subscription, wish, at, at)
        row.status, row.decided_at = CancellationStatus.CANCELLED, at
        await cancel_now(books, subscription, preview, wish.open_invoices, at)
        await record_write_offs(books, command, owed, at)
    else:
        ends_at = await _end_of_what_was_paid(books, subscription)
        row = await _written(books, subscription, wish, ends_at, at)
        await _schedule(books, subscription, at)
    await confirm(books, subscription, row, at)


def _lawful_wish(
    command: "CommandRow", subscription: "SubscriptionRow", preferences: "Preferences"
) -> "CancelWish":
    """What is wished, where the state and the rules of whoever asks let it be."""
    asks = by_customer(command)
    rules = cancel_rules(preferences, by_customer=asks)
    wish = read_cancel_wish(command.payload, preferences, by_customer=asks)
    check_cancellable(subscription.status, wish.mode, rules)
    check_farewell(wish.farewell, rules)
    return wish


async def _written_off_with(
    books: "Books", command: "CommandRow", wish: "CancelWish", at: datetime
) -> Mapping[str, Money]:
    """What staff write off with it, by invoice. Raises `SecondPersonNeeded`."""
    if by_customer(command) or wish.open_invoices is not OpenInvoices.WRITE_OFF:
        return {}
    invoices = await books.invoices.outstanding_of(command.key)
    return await weigh_write_offs(books, command, invoices, at)


async def _opened(books: "Books", command: "CommandRow") -> "tuple[SubscriptionRow, Preferences]":
    """As `opened`, if whoever asks may cancel it. Raises `SwitchedOff`."""
    subscription, preferences = await opened(books, command)
    in_trial = subscription.status is SubscriptionStatus.TRIAL_EXPIRED or await _in_trial(
        books, subscription
    )
    check_switched_on(command, preferences.trial_cancel if in_trial else preferences.cancel_enabled)
    return subscription, preferences


async def _in_trial(books: "Books", subscription: "SubscriptionRow") -> bool:
    trial = await books.trials.find(subscription.number)
    return trial is not None and trial.status is TrialStatus.RUNNING


async def _end_of_what_was_paid(books: "Books", subscription: "SubscriptionRow") -> datetime:
    """The end of the trial, or of the term. Raises `PaymentUnderWay` while a trial converts."""
    trial = await books.trials.find(subscription.number)
    if trial and trial.status is TrialStatus.RUNNING:
        return trial.ends_at
    if subscription.renews_at is None:
        raise PaymentUnderWay
    return subscription.renews_at


async def _written(
    books: "Books",
    subscription: "SubscriptionRow",
    wish: "CancelWish",
    ends_at: datetime,
    at: datetime,
) -> "CancellationRow":
    """The subscription's cancellation, which replaces one that was removed before."""
    row = await books.cancellations.find(subscription.number)
    if row is None:
        row = books.cancellations.new(subscription=subscription.number)
    row.status, row.mode = CancellationStatus.SCHEDULED, wish.mode
    row.reason, row.comment = wish.farewell.reason, wish.farewell.comment
    row.given_at, row.ends_at, row.decided_at = at, ends_at, None
    await books.flush()
    return row


async def _schedule(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """It is served until then, and nothing that was to come after it comes."""
    await drop_pending(books, subscription, DropReason.CANCELLED, at)
    await stop_pause(books, subscription, at)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.SCHEDULE_CANCELLATION
    )
    await _set(books, subscription, at, cancels=True)


async def _set(
    books: "Books", subscription: "SubscriptionRow", at: datetime, *, cancels: bool
) -> None:
    """Tell the processes that would go on by themselves whether they still may."""
    subscription.cancel_at_term_end = cancels
    says = "cancelled for the end" if cancels else "goes on"
    process, signal = "subscription", "reschedule"
    trial = await books.trials.find(subscription.number)
    if trial and trial.status is TrialStatus.RUNNING:
        trial.cancel_at_end = cancels
        process, signal = "trial", "plan_changed"
    told = Told(process, subscription.number, subscription.customer, signal, says)
    await tell(books, told, at)


async def _remove(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Take the cancellation back: everything goes on as if it had not been given."""
    subscription, _ = await _opened(books, command)
    row = await books.cancellations.find(command.key)
    if row is None:
        raise NothingToRemove
    check_removable(subscription.status, row.ends_at, at)
    row.status = CANCELLATION_LIFECYCLE.advance(row.status, CancellationEvent.REMOVE)
    row.decided_at = at
    in_trial = await _in_trial(books, subscription)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, removal_event(in_trial=in_trial)
    )
    await _set(books, subscription, at, cancels=False)
    day = await today_of(books, subscription, at)
    news = News(Happened.KEPT, day, renews_on=None if in_trial else subscription.term_ends_on)
    await announce(books, subscription, news, at)


_DECISIONS: dict[str, Decision] = {
    "cancel": _cancel,
    "remove": _remove,
    "term_moved": noted,
    "stop": noted,
}
