"""What the process of a pause asks of the books: scheduled, begun, resumed, or given up."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.confirmations import check_seen, counts_from
from activities.contracts import Clock, Decide, StepDue
from activities.endings import end_subscription, stop_pause
from activities.pause_schedules import (
    changed_schedule,
    pause_of,
    planned_schedule,
    read_pause_wish,
)
from activities.pending_changes import waits_for_payment
from activities.permissions import by_customer, check_switched_on, opened
from activities.process import Decision, ProcessActivities, noted
from activities.rests import begin_pause, preview_pause, preview_resumption, resume
from activities.subscribed import today_of
from domain.customer_rules import pause_rules
from domain.pause_schedules import PauseRules, after_term_moved
from domain.pauses import (
    FixedTermOver,
    NotPaused,
    PauseEvent,
    PauseStatus,
    after_change,
    after_deletion,
    next_step,
    when_due,
)
from domain.subscriptions import SubscriptionEvent

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.pauses import PauseRow
    from storage.subscriptions import SubscriptionRow


class PauseActivities(ProcessActivities):
    @activity.defn
    async def pause_clock(self, subscription: str) -> Clock:
        """What is due next in the pause of this subscription, and when."""
        return await self._in_books(lambda books: _clock(books, subscription))

    @activity.defn
    async def decide_pause(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_pause_step(self, due: StepDue) -> Clock:
        """Begin or end the pause, unless the books say that it happened already."""

        async def work(books: "Books") -> Clock:
            found = await books.subscriptions.get(due.key)
            await books.customers.lock(found.customer)
            subscription = await books.subscriptions.lock(due.key)
            row = await books.pauses.open_of(due.key)
            step = next_step(await pause_of(books, subscription, row)) if row else None
            if row and step and step.event == due.step and step.at <= due.as_of:
                await _STEPS[step.event](books, subscription, row, due.as_of)
                await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _clock(books: "Books", number: str) -> Clock:
    row = await books.pauses.last_of(number)
    if row is None:
        return Clock("refused", "It was refused: nothing is paused.", over=True)
    subscription = await books.subscriptions.get(number)
    pause = await pause_of(books, subscription, row)
    step = next_step(pause)
    if step and await waits_for_payment(books, number):
        return Clock(row.status, "A change is being paid for: what becomes of it comes first.")
    if step:
        verb = "Pauses" if step.event is PauseEvent.BEGIN else "Resumes"
        says = f"{verb} on {step.at:%a %d %b %Y %H:%M} UTC."
        return Clock(row.status, says, step=step.event, at=step.at)
    if row.status is PauseStatus.RUNNING:
        return Clock(row.status, "Paused until somebody resumes it.")
    return Clock(row.status, f"It has ended: {row.status}.", over=True)


async def _begin(
    books: "Books", subscription: "SubscriptionRow", row: "PauseRow", at: datetime
) -> None:
    """Its day has come. A debt is no reason to rest."""
    if when_due(subscription.status) is PauseEvent.BEGIN:
        await begin_pause(books, subscription, row, at)
    else:
        await stop_pause(books, subscription, at)


async def _resume_by_itself(
    books: "Books", subscription: "SubscriptionRow", row: "PauseRow", at: datetime
) -> None:
    try:
        await resume(books, subscription, row, at)
    except FixedTermOver:
        await end_subscription(books, subscription, SubscriptionEvent.EXPIRE, at)


_STEPS = {PauseEvent.BEGIN: _begin, PauseEvent.RESUME: _resume_by_itself}


async def _pause(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Schedule a pause; one for today begins at once."""
    subscription, rules = await _opened(books, command)
    at = await counts_from(books, command, subscription, at)
    schedule = await planned_schedule(
        books, subscription, read_pause_wish(command.payload), rules, at
    )
    check_seen(command, await preview_pause(books, subscription, schedule, at))
    row = await books.pauses.open_of(subscription.number)
    if row is None:
        row = books.pauses.new(
            subscription=subscription.number, status=PauseStatus.SCHEDULED, given_at=at
        )
    row.take(schedule)
    await books.flush()
    if schedule.pause_on == await today_of(books, subscription, at):
        await begin_pause(books, subscription, row, at)


async def _change_schedule(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Other days: of a pause that runs only the resume date changes."""
    subscription, rules = await _opened(books, command)
    row = await _open_pause(books, subscription)
    pause = await pause_of(books, subscription, row)
    wish = read_pause_wish(command.payload)
    schedule = await changed_schedule(books, row, wish, rules, at)
    row.take(after_change(pause, schedule).schedule)


async def _delete_schedule(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Both days are gone: a pause that runs goes on until somebody resumes."""
    subscription, _ = await _opened(books, command)
    row = await _open_pause(books, subscription)
    deleted = after_deletion(await pause_of(books, subscription, row))
    row.status, row.resume_on = deleted.status, deleted.schedule.resume_on
    if row.status is PauseStatus.DELETED:
        row.ended_at = at


async def _resume(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Go on now, whatever the schedule says."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.resume_enabled)
    row = await _open_pause(books, subscription)
    at = await counts_from(books, command, subscription, at)
    check_seen(command, await preview_resumption(books, subscription, at))
    await resume(books, subscription, row, at)


async def _moved(books: "Books", command: "CommandRow", at: datetime) -> None:  # noqa: ARG001 - as the others
    """The term ends on another day: a pause at its end moves with it."""
    subscription = await books.subscriptions.lock(command.key)
    row = await books.pauses.open_of(command.key)
    if row and row.status is PauseStatus.SCHEDULED and subscription.term_ends_on:
        row.take(after_term_moved(row.schedule, subscription.term_ends_on))


async def _opened(books: "Books", command: "CommandRow") -> "tuple[SubscriptionRow, PauseRules]":
    """The subscription, locked, and what whoever asks may schedule. Raises `SwitchedOff`."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.pause_enabled)
    return subscription, pause_rules(preferences, by_customer=by_customer(command))


async def _open_pause(books: "Books", subscription: "SubscriptionRow") -> "PauseRow":
    row = await books.pauses.open_of(subscription.number)
    if row is None:
        raise NotPaused
    return row


_DECISIONS: dict[str, Decision] = {
    "pause": _pause,
    "change_schedule": _change_schedule,
    "delete_schedule": _delete_schedule,
    "resume": _resume,
    "term_moved": _moved,
    "stop": noted,
}
