"""Dunning: what its process does by itself, on its schedule, and what it is told."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.attempts import Attempt, charge
from activities.contracts import Clock, Decide, StepDue
from activities.dunning_runs import end_run, tell_cancelled, wake_run
from activities.process import Decision, ProcessActivities, Told, tell
from domain.dunning import (
    DunningEvent,
    DunningRun,
    FinalAction,
    StepKind,
    after_failure,
    after_release,
    after_retry_begun,
    next_step,
)
from domain.invoices import PAYABLE
from domain.payments import FailureClass, PaymentChannel
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.dunning import DunningRow

_FINAL_EVENT = {
    FinalAction.CANCEL: SubscriptionEvent.EXHAUST_CANCEL,
    FinalAction.UNPAID: SubscriptionEvent.EXHAUST_UNPAID,
    FinalAction.KEEP_LIVE: SubscriptionEvent.LEAVE_DUNNING,
}


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
            found = await books.dunning.get(due.key)
            await books.customers.lock(found.customer)
            row = await books.dunning.lock(due.key)
            step = next_step(row.to_domain())
            if step and step.kind == due.step and step.at <= due.as_of:
                await _STEPS[step.kind](books, row, due.as_of)
                await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _clock(books: "Books", invoice: str) -> Clock:
    row = await books.dunning.find(invoice)
    if row is None:
        return Clock("unknown", over=True)
    run = row.to_domain()
    step = next_step(run)
    if run.is_over:
        return Clock(run.status, f"It has ended: {run.status}.", over=True)
    if step is None:
        return Clock(run.status, "A try is under way.")
    words = {
        StepKind.RETRY: f"Next try on {step.at:%a %d %b %Y %H:%M} UTC; {_tries(run)}.",
        StepKind.EXHAUST: f"No more tries; on {step.at:%a %d %b %Y %H:%M} UTC the final action"
        f" is taken: {run.rule.final_action}.",
        StepKind.RELEASE: f"Held until {step.at:%a %d %b %Y %H:%M} UTC.",
    }
    return Clock(run.status, words[step.kind], step=step.kind, at=step.at)


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
    await end_run(books, row, DunningEvent.EXHAUST, at)
    event = _FINAL_EVENT[row.final_action]
    if not SUBSCRIPTION_LIFECYCLE.allows(subscription.status, event):
        return
    if event is not SubscriptionEvent.LEAVE_DUNNING:
        for other in await books.dunning.running_for(subscription.number):
            await end_run(books, other, DunningEvent.STOP, at)
            await wake_run(books, other, "stop", at)
    elif await books.dunning.running_for(subscription.number):
        return
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(subscription.status, event)
    await tell(
        books,
        Told("subscription", subscription.number, subscription.customer, "stop", row.final_action),
        at,
    )
    if row.final_action is FinalAction.CANCEL:
        subscription.ended_at = at
        await tell_cancelled(books, row, subscription, at)


async def _release(books: "Books", row: "DunningRow", at: datetime) -> None:  # noqa: ARG001 - as the others
    row.take(after_release(row.to_domain(), at))


async def _noted(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The books changed already; the process is told so that it looks at its clock again."""


_STEPS = {StepKind.RETRY: _retry, StepKind.EXHAUST: _exhaust, StepKind.RELEASE: _release}
_DECISIONS: dict[str, Decision] = dict.fromkeys(
    ("paid", "failed", "method_changed", "auto_charge_off", "stop"), _noted
)
