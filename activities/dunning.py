"""Dunning: opened by a failed charge, retried on its schedule, ended by money, words or time."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.attempts import Attempt, charge
from activities.contracts import Clock, Decide, StepDue
from activities.messages import Mail, queue_mail
from activities.process import Decision, ProcessActivities, Told, tell
from domain.declines import decline
from domain.dunning import (
    DUNNING_LIFECYCLE,
    DunningEvent,
    DunningRun,
    FinalAction,
    StepKind,
    after_failure,
    after_method_change,
    after_release,
    after_retry_begun,
    next_step,
    opened,
)
from domain.messages import MailKind
from domain.payments import FailureClass, PaymentChannel
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent, SubscriptionStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.dunning import DunningRow
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow

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


async def start_dunning(
    books: "Books",
    invoice: "InvoiceRow",
    failure: FailureClass,
    code: str | None,
    at: datetime,
) -> None:
    """The automatic charge of this invoice failed: its run begins, the customer is told."""
    assert invoice.number, "only a finalised invoice is charged automatically"
    assert invoice.subscription, "only an invoice of a subscription is charged automatically"
    subscription = await books.subscriptions.lock(invoice.subscription)
    customer = await books.customers.get(invoice.customer)
    preferences = await books.organisations.preferences()
    if not SUBSCRIPTION_LIFECYCLE.allows(subscription.status, SubscriptionEvent.FAIL_CHARGE):
        return
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.FAIL_CHARGE
    )
    run = opened(preferences.dunning_rule, failure, zone=customer.time_zone, at=at)
    books.dunning.open_run(invoice.number, invoice.id, subscription, run)
    await books.flush()
    await tell(
        books, Told("dunning", invoice.number, invoice.customer, document=invoice.number), at
    )
    await _tell_customer(books, invoice, run, code, at)


async def retry_failed(
    books: "Books",
    row: "DunningRow",
    failure: FailureClass,
    code: str | None,
    at: datetime,
) -> None:
    """A retry came back with a no: the schedule goes on, the customer is told unless it is over."""
    run = after_failure(row.to_domain(), failure, at)
    row.take(run)
    await _wake(books, row, "failed", at)
    step = next_step(run)
    if failure is not FailureClass.GATEWAY_FAULT and step and step.kind is StepKind.RETRY:
        await _tell_customer(books, await books.invoices.get(row.invoice_id), run, code, at)


async def _tell_customer(
    books: "Books", invoice: "InvoiceRow", run: DunningRun, code: str | None, at: datetime
) -> None:
    step = next_step(run)
    assert invoice.subscription, "only an invoice of a subscription is dunned"
    subscription = await books.subscriptions.get(invoice.subscription)
    plan = await books.plans.get(subscription.plan)
    await queue_mail(
        books,
        Mail(
            MailKind.CHARGE_FAILED,
            invoice.customer,
            about=f"{invoice.number}/{run.first_failure_at:%Y%m%d%H%M}/{run.attempts}",
            document=invoice.number or "",
            facts={
                "plan": plan.name,
                "invoice": invoice.number,
                "amount": invoice.balance.outstanding,
                "reason": decline(code).words,
                "next_try": step.at if step and step.kind is StepKind.RETRY else None,
                "final_action": run.rule.final_action,
                "final_at": run.deadline,
            },
        ),
        at,
    )


async def recover(books: "Books", invoice: "InvoiceRow", at: datetime) -> bool:
    """The invoice was paid: its run is over; the last one makes the subscription live again."""
    row = await books.dunning.for_invoice(invoice.id)
    if row is None or not DUNNING_LIFECYCLE.allows(row.status, DunningEvent.PAY):
        return False
    await _end(books, row, DunningEvent.PAY, at)
    subscription = await books.subscriptions.lock(row.subscription)
    await books.flush()
    if subscription.status is SubscriptionStatus.DUNNING and not await books.dunning.running_for(
        subscription.number
    ):
        subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
            subscription.status, SubscriptionEvent.RECOVER
        )
    await _wake(books, row, "paid", at)
    return True


async def leave_dunning(
    books: "Books", subscription: "SubscriptionRow", signal: str, at: datetime
) -> None:
    """Every run of the subscription stops without money, and it is live; the invoices stay due."""
    for row in await books.dunning.running_for(subscription.number):
        await _end(books, row, DunningEvent.STOP, at)
        await _wake(books, row, signal, at)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.LEAVE_DUNNING
    )


async def try_new_method(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """There is a new payment method: every run of the subscription tries it at once."""
    for row in await books.dunning.running_for(subscription.number):
        row.take(after_method_change(row.to_domain(), at))
        await _wake(books, row, "method_changed", at)


async def _end(books: "Books", row: "DunningRow", event: DunningEvent, at: datetime) -> None:
    row.status = DUNNING_LIFECYCLE.advance(row.status, event)
    row.ended_at = at
    await books.flush()


async def _wake(books: "Books", row: "DunningRow", signal: str, at: datetime) -> None:
    await tell(books, Told("dunning", row.invoice, row.customer, signal, signal, row.invoice), at)


async def _retry(books: "Books", row: "DunningRow", at: datetime) -> None:
    subscription = await books.subscriptions.get(row.subscription)
    invoice = (await books.invoices.lock_all([row.invoice_id]))[0]
    if subscription.payment_method is None:
        row.take(after_failure(row.to_domain(), FailureClass.ACTION_REQUIRED, at))
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
    await _end(books, row, DunningEvent.EXHAUST, at)
    event = _FINAL_EVENT[row.final_action]
    if not SUBSCRIPTION_LIFECYCLE.allows(subscription.status, event):
        return
    if event is not SubscriptionEvent.LEAVE_DUNNING:
        for other in await books.dunning.running_for(subscription.number):
            await _end(books, other, DunningEvent.STOP, at)
            await _wake(books, other, "stop", at)
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
        await _tell_cancelled(books, row, subscription, at)


async def _tell_cancelled(
    books: "Books", row: "DunningRow", subscription: "SubscriptionRow", at: datetime
) -> None:
    invoice = await books.invoices.get(row.invoice_id)
    plan = await books.plans.get(subscription.plan)
    await queue_mail(
        books,
        Mail(
            MailKind.CANCELLED,
            row.customer,
            about=f"{subscription.number}/{row.invoice}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "cause": "unpaid",
                "decided_at": at,
                "ends_at": at,
                "owed": invoice.balance.outstanding,
            },
        ),
        at,
    )


async def _release(books: "Books", row: "DunningRow", at: datetime) -> None:  # noqa: ARG001 - as the others
    row.take(after_release(row.to_domain(), at))


async def _noted(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The books changed already; the process is told so that it looks at its clock again."""


_STEPS = {StepKind.RETRY: _retry, StepKind.EXHAUST: _exhaust, StepKind.RELEASE: _release}
_DECISIONS: dict[str, Decision] = dict.fromkeys(
    ("paid", "failed", "method_changed", "auto_charge_off", "stop"), _noted
)
