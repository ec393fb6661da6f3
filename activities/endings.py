"""How a subscription ends, whoever or whatever ends it: everything that ran for it ends with it."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.dunning_runs import end_run, wake_run
from activities.pending_changes import drop_pending
from activities.process import Told, tell
from activities.reminder_runs import stop_reminders
from domain.cancellations import CANCELLATION_LIFECYCLE, CancellationEvent
from domain.dunning import DunningEvent
from domain.invoices import PaymentUnderWay
from domain.pauses import PAUSE_LIFECYCLE, PauseEvent
from domain.pending_changes import DropReason
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent
from domain.trials import TRIAL_LIFECYCLE, TrialEvent, TrialStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow

_BECAUSE = {SubscriptionEvent.EXPIRE: DropReason.EXPIRED}


async def end_subscription(
    books: "Books", subscription: "SubscriptionRow", event: SubscriptionEvent, at: datetime
) -> None:
    """End it, and what waits for it: its trial, dunning, pause, change and cancellation.

    Open invoices stay due. Raises `PaymentUnderWay` or `ChangeUnderWay` while a charge is under
    way that decides about it, and `UnlawfulTransition` when it has ended already.
    """
    if await books.invoices.draft_of(subscription.number):
        raise PaymentUnderWay
    status = SUBSCRIPTION_LIFECYCLE.advance(subscription.status, event)
    await _stop_trial(books, subscription, at)
    await _stop_dunning(books, subscription, at)
    await stop_pause(books, subscription, at)
    await drop_pending(books, subscription, _BECAUSE.get(event, DropReason.CANCELLED), at)
    subscription.status, subscription.ended_at = status, at
    await _finish_cancellation(books, subscription, at)
    await _tell(books, "subscription", subscription, at)


async def _stop_trial(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    trial = await books.trials.find(subscription.number)
    if trial is None or TRIAL_LIFECYCLE.is_final(trial.status):
        return
    if trial.status is TrialStatus.CONVERTING:
        raise PaymentUnderWay
    trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.STOP)
    await _tell(books, "trial", subscription, at)


async def _stop_dunning(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    for run in await books.dunning.running_for(subscription.number):
        await end_run(books, run, DunningEvent.STOP, at)
        await wake_run(books, run, "stop", at)
    await stop_reminders(books, subscription.number, at)


async def stop_pause(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """A pause that is scheduled or runs has no object any more."""
    pause = await books.pauses.open_of(subscription.number)
    if pause is None:
        return
    pause.status = PAUSE_LIFECYCLE.advance(pause.status, PauseEvent.STOP)
    pause.ended_at = at
    await _tell(books, "pause", subscription, at)


async def _finish_cancellation(
    books: "Books", subscription: "SubscriptionRow", at: datetime
) -> None:
    row = await books.cancellations.find(subscription.number)
    if row is None or not CANCELLATION_LIFECYCLE.allows(row.status, CancellationEvent.END):
        return
    row.status = CANCELLATION_LIFECYCLE.advance(row.status, CancellationEvent.END)
    row.decided_at = at
    await _tell(books, "cancellation", subscription, at)


async def _tell(
    books: "Books", process: str, subscription: "SubscriptionRow", at: datetime
) -> None:
    number = subscription.number
    told = Told(process, number, subscription.customer, "stop", f"{number} has ended")
    await tell(books, told, at)
