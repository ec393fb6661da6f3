"""Where one term ends and another may begin: everything that falls on it, in its order."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from activities.endings import end_subscription, stop_pause
from activities.pending_changes import change_when_due, drop_pending, finish
from activities.rests import begin_pause
from activities.subscribed import subscribed_of, today_of
from activities.terms import begin_next_term
from domain.boundaries import BoundaryStep, Scheduled, drop_reason, steps_at_boundary
from domain.catch_up import caught_up
from domain.pauses import PauseStatus
from domain.pending_changes import ChangeStatus
from domain.subscribed import Subscribed, begun
from domain.subscriptions import SubscriptionEvent, SubscriptionStatus

if TYPE_CHECKING:
    from domain.changes import Change
    from storage.books import Books
    from storage.changes import ChangeRow
    from storage.pauses import PauseRow
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class _Meeting:
    """What meets at a boundary. `change` is None if the one that is written cannot be done."""

    subscribed: Subscribed
    pause: "PauseRow | None"
    row: "ChangeRow | None"
    change: "Change | None"


async def cross_boundary(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """The term is over: end, rest, or begin the next one as it was meant to be."""
    meeting = await _meeting(books, subscription)
    steps = steps_at_boundary(_scheduled(subscription, meeting))
    reason = drop_reason(steps)
    if reason:
        await drop_pending(books, subscription, reason, at)
    if BoundaryStep.DROP_PAUSE in steps:
        await stop_pause(books, subscription, at)
    ending = next((_ENDINGS[step] for step in steps if step in _ENDINGS), None)
    if ending:
        await end_subscription(books, subscription, ending, at)
    elif BoundaryStep.PAUSE in steps and meeting.pause:
        await begin_pause(books, subscription, meeting.pause, at)
    else:
        await _go_on(books, subscription, meeting, at)


_ENDINGS = {
    BoundaryStep.CANCEL: SubscriptionEvent.END_TERM,
    BoundaryStep.EXPIRE: SubscriptionEvent.EXPIRE,
}


async def _meeting(books: "Books", subscription: "SubscriptionRow") -> _Meeting:
    row = await books.changes.open_of(subscription.number)
    return _Meeting(
        await subscribed_of(books, subscription),
        await books.pauses.open_of(subscription.number),
        row,
        await change_when_due(books, subscription, row),
    )


def _scheduled(subscription: "SubscriptionRow", meeting: _Meeting) -> Scheduled:
    pause, row = meeting.pause, meeting.row
    waits = pause is not None and pause.status is PauseStatus.SCHEDULED
    due = pause is not None and pause.pause_on <= meeting.subscribed.term.period.end
    return Scheduled(
        cancels=subscription.status is SubscriptionStatus.NON_RENEWING,
        pauses=waits and due,
        pause_fits=subscription.status is SubscriptionStatus.LIVE,
        pause_waits=waits and not due,
        cycles_used_up=meeting.subscribed.ends_on is not None,
        changes=row is not None and row.status is ChangeStatus.SCHEDULED,
        change_fits=meeting.change is not None,
        auto_charge=subscription.auto_charge,
    )


async def _go_on(
    books: "Books", subscription: "SubscriptionRow", meeting: _Meeting, at: datetime
) -> None:
    subscribed, change = meeting.subscribed, meeting.change
    if change is None:
        subscribed = await _without_skipped(books, subscription, subscribed, at)
    await begin_next_term(books, subscription, subscribed, change, at)
    if change and meeting.row:
        await finish(books, meeting.row, ChangeStatus.APPLIED, at)


async def _without_skipped(
    books: "Books", subscription: "SubscriptionRow", subscribed: Subscribed, at: datetime
) -> Subscribed:
    """The subscription as if the terms that are not billed any more had been: see `CatchUp`."""
    preferences = await books.organisations.preferences()
    running = subscribed.term
    by = await today_of(books, subscription, at)
    missed = caught_up(
        running.terms, running.number + 1, by=by, decision=preferences.renewal_catch_up
    )
    billed = [each.number for each in missed if each.billed]
    if not billed or billed[0] == running.number + 1:
        return subscribed
    return replace(subscribed, running=begun(running.terms, billed[0] - 1))
