"""Dunning: what its process does by itself, on its schedule, and what it is told."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.attempts import Attempt, charge
from activities.contracts import Clock, Decide, StepDue
from activities.dunning_runs import end_run, stop_runs
from activities.final_actions import take_final_action
from activities.invoice_credits import pay_from_credit
from activities.parking import holds
from activities.process import Decision, ProcessActivities, noted
from activities.reminder_runs import begin_reminders, end_reminder_run
from activities.reminders import held, released, reminder_clock, take_reminder_step
from domain.commands import ActorKind
from domain.dunning import (
    DunningEvent,
    DunningRun,
    DunningStep,
    StepKind,
    after_failure,
    after_hold,
    after_last_try_flag,
    after_release,
    after_retry_begun,
    next_step,
)
from domain.dunning_rules import FINAL_EVENTS, NoTryLeft, check_hold
from domain.invoices import PAYABLE, InvoiceStatus
from domain.parking import SAYS, Automatic
from domain.payments import FailureClass, PaymentChannel
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.dunning import DunningRow
    from storage.reminders import ReminderRow


class DunningActivities(ProcessActivities):
    @activity.defn
    async def dunning_clock(self, invoice: str) -> Clock:
        """What is due next in the dunning of this invoice, and when."""
        return await self._in_books(lambda books: _clock(books, invoice))

    @activity.defn
    async def decide_dunning(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_dunning_step(self, due: StepDue) -> Clock:
        """Retry, release or take the final action, unless the books say otherwise by now."""

        async def work(books: "Books") -> Clock:
            reminder = await _reminder_of(books, due.key)
            found = reminder or await books.dunning.get(due.key)
            await books.customers.lock(found.customer)
            if reminder:
                await take_reminder_step(books, await books.reminders.lock(due.key), due.as_of)
            else:
                await _take_step(books, await books.dunning.lock(due.key), due)
            await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _reminder_of(books: "Books", invoice: str) -> "ReminderRow | None":
    """The reminders of this invoice, unless it is charged by itself: then they come later."""
    run = await books.dunning.find(invoice)
    return await books.reminders.find(invoice) if run is None or run.ended_at else None


async def _take_step(books: "Books", row: "DunningRow", due: StepDue) -> None:
    step = next_step(row.to_domain())
    if step is None or await _is_held(books, row, step):
        return
    if step.kind != due.step or step.at > due.as_of:
        return
    if step.kind not in _AUTOMATIC or not await _paid_by_credit(books, row, due.as_of):
        await _STEPS[step.kind](books, row, due.as_of)


async def _paid_by_credit(books: "Books", row: "DunningRow", at: datetime) -> bool:
    """Credit that has come meanwhile goes first; whether nothing is owed any more by that."""
    [invoice] = await books.invoices.lock_all([row.invoice_id])
    used = await pay_from_credit(books, invoice, at)
    return not used.is_zero and invoice.status is InvoiceStatus.PAID


async def _clock(books: "Books", invoice: str) -> Clock:
    reminder = await _reminder_of(books, invoice)
    if reminder:
        return reminder_clock(reminder)
    row = await books.dunning.find(invoice)
    if row is None:
        return Clock("unknown", over=True)
    step = next_step(row.to_domain())
    if step and await _is_held(books, row, step):
        return Clock(row.status, SAYS)
    return _clock_of_run(row.to_domain())


async def _is_held(books: "Books", row: "DunningRow", step: DunningStep) -> bool:
    deed = _AUTOMATIC.get(step.kind)
    return deed is not None and await holds(books, row.customer, deed)


def _clock_of_run(run: DunningRun) -> Clock:
    step = next_step(run)
    if run.is_over:
        return Clock(run.status, f"It has ended: {run.status}.", over=True)
    if step is None:
        return Clock(run.status, "A try is under way.")
    return Clock(run.status, _says(run, step), step=step.kind, at=step.at)


def _says(run: DunningRun, step: DunningStep) -> str:
    at = f"{step.at:%a %d %b %Y %H:%M} UTC"
    match step.kind:
        case StepKind.RETRY:
            return f"{'Last' if run.last_try else 'Next'} try on {at}; {_tries(run)}."
        case StepKind.RELEASE:
            return f"Held until {at}."
        case StepKind.STOP:
            return "The method can never be charged again: it stops."
        case _:
            return f"No more tries; on {at} the final action is taken: {run.rule.final_action}."


def _tries(run: DunningRun) -> str:
    return f"{run.attempts} of {1 + len(run.rule.retry_days)} tries have failed"


async def _retry(books: "Books", row: "DunningRow", at: datetime) -> None:
    subscription = await books.subscriptions.get(row.subscription)
    invoice = (await books.invoices.lock_all([row.invoice_id]))[0]
    if invoice.status not in PAYABLE:
        await end_run(books, row, DunningEvent.STOP, at)
        return
    if subscription.payment_method is None:
        row.take(after_failure(row.to_domain(), FailureClass.HARD, at))
        return
    if await books.payments.open_attempt([invoice.id]):
        row.take(after_failure(row.to_domain(), FailureClass.GATEWAY_FAULT, at))
        return
    row.take(after_retry_begun(row.to_domain()))
    shares = [(invoice, invoice.balance.outstanding)]
    method = subscription.payment_method
    await charge(books, Attempt(row.customer, PaymentChannel.DUNNING, shares, method=method), at)


async def _exhaust(books: "Books", row: "DunningRow", at: datetime) -> None:
    subscription = await books.subscriptions.lock(row.subscription)
    invoice = await books.invoices.get(row.invoice_id)
    if await books.invoices.draft_of(subscription.number):
        row.ends_at = at + _WAIT_FOR_CHANGE  # A change of it is being paid for: that comes first.
        return
    await end_run(books, row, DunningEvent.EXHAUST, at)
    keeps_live = FINAL_EVENTS[row.final_action] is SubscriptionEvent.LEAVE_DUNNING
    if not (keeps_live and await books.dunning.running_for(subscription.number)):
        await stop_runs(books, subscription, "stop", at)
        await take_final_action(books, subscription, invoice, row.final_action, at)
    await begin_reminders(books, invoice, at)


async def _release(books: "Books", row: "DunningRow", at: datetime) -> None:  # noqa: ARG001 - as the others
    row.take(after_release(row.to_domain(), at))


async def _stop(books: "Books", row: "DunningRow", at: datetime) -> None:
    """The run ends without a final action: the invoice stays due, the subscription is live."""
    await end_run(books, row, DunningEvent.STOP, at)
    await begin_reminders(books, await books.invoices.get(row.invoice_id), at)
    subscription = await books.subscriptions.lock(row.subscription)
    if await books.dunning.running_for(subscription.number):
        return
    if SUBSCRIPTION_LIFECYCLE.allows(subscription.status, SubscriptionEvent.LEAVE_DUNNING):
        subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
            subscription.status, SubscriptionEvent.LEAVE_DUNNING
        )


async def _hold_until(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Nothing is tried or said before that moment; a try comes before the next renewal."""
    until = datetime.fromisoformat(command.payload["until"])
    reminder = await _reminder_asked(books, command)
    if reminder:
        check_hold(until, at=at, renews_at=None, zone=reminder.zone)
        held(reminder, until)
        return
    row = await books.dunning.lock(command.key)
    subscription = await books.subscriptions.get(row.subscription)
    check_hold(until, at=at, renews_at=subscription.renews_at, zone=row.zone)
    row.take(after_hold(row.to_domain(), until))


async def _release_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    reminder = await _reminder_asked(books, command)
    if reminder:
        released(reminder)
        return
    row = await books.dunning.lock(command.key)
    row.take(after_release(row.to_domain(), at))


async def _stop_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Staff stop the run; from anybody else it says that the books have stopped it already."""
    if command.actor_kind is not ActorKind.STAFF:
        return
    reminder = await _reminder_asked(books, command)
    if reminder:
        end_reminder_run(reminder, DunningEvent.STOP, at)
    else:
        await _stop(books, await books.dunning.lock(command.key), at)


async def _flag_last(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The next try is the last one, whatever the rule has planned."""
    del at
    if await _reminder_asked(books, command):
        raise NoTryLeft
    row = await books.dunning.lock(command.key)
    row.take(after_last_try_flag(row.to_domain()))


async def _reminder_asked(books: "Books", command: "CommandRow") -> "ReminderRow | None":
    """The reminders that a command is about, held; None if it is about tries to charge."""
    await books.customers.lock(command.customer)
    found = await _reminder_of(books, command.key)
    return await books.reminders.lock(found.invoice) if found else None


_AUTOMATIC = {StepKind.RETRY: Automatic.RETRY, StepKind.EXHAUST: Automatic.FINAL_ACTION}
"""What waits while the customer is parked; the end of a hold and giving up do not."""

_WAIT_FOR_CHANGE = timedelta(hours=1)
_STEPS = {
    StepKind.RETRY: _retry,
    StepKind.EXHAUST: _exhaust,
    StepKind.RELEASE: _release,
    StepKind.STOP: _stop,
}
_DECISIONS: dict[str, Decision] = {
    **dict.fromkeys(("paid", "failed", "method_changed", "auto_charge_off", "go_on"), noted),
    "hold": _hold_until,
    "release": _release_now,
    "stop": _stop_now,
    "last_try": _flag_last,
}
