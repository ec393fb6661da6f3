"""Dunning runs: opened by a failed charge, changed by what happens, ended by money or words."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.messages import Mail, queue_mail
from activities.process import Told, tell
from activities.reminder_runs import begin_reminders
from domain.declines import decline
from domain.dunning import (
    DUNNING_LIFECYCLE,
    DunningEvent,
    DunningRule,
    DunningRun,
    DunningStep,
    FinalAction,
    StepKind,
    after_failure,
    after_method_change,
    after_part_paid,
    next_step,
    opened,
)
from domain.dunning_rules import is_told
from domain.messages import MailKind
from domain.payments import FailureClass
from domain.periods import local_date
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent, after_recovery

if TYPE_CHECKING:
    from storage.books import Books
    from storage.dunning import DunningRow
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def start_dunning(
    books: "Books",
    invoice: "InvoiceRow",
    failure: FailureClass,
    code: str | None,
    at: datetime,
) -> None:
    """The automatic charge of this invoice failed: its run begins, the customer is told."""
    run = await begin_dunning(books, invoice, failure, at)
    if run and failure is not FailureClass.GATEWAY_FAULT:
        await _tell_customer(books, invoice, run, code, at)


async def begin_dunning(
    books: "Books", invoice: "InvoiceRow", failure: FailureClass, at: datetime
) -> DunningRun | None:
    """Begin the run of this invoice, by the rule of its subscription; None if there is none.

    Where automatic charging was switched off meanwhile, the invoice only stays due.
    """
    assert invoice.number, "only a finalised invoice is charged automatically"
    assert invoice.subscription, "only an invoice of a subscription is charged automatically"
    subscription = await books.subscriptions.lock(invoice.subscription)
    known = await books.dunning.for_invoice(invoice.id)
    if not subscription.auto_charge or (known and known.ended_at is None):
        return None
    if not SUBSCRIPTION_LIFECYCLE.allows(subscription.status, SubscriptionEvent.FAIL_CHARGE):
        return None
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.FAIL_CHARGE
    )
    customer = await books.customers.get(invoice.customer)
    rule = await rule_of(books, subscription)
    run = opened(rule, failure, zone=customer.time_zone, at=at)
    if known:
        known.reopen(run)
    else:
        books.dunning.open_run(invoice.number, invoice.id, subscription, run)
    await books.flush()
    await tell(
        books,
        Told(
            "dunning",
            invoice.number,
            invoice.customer,
            says=str(invoice.balance.outstanding),
            document=invoice.number,
            payload={"subscription": invoice.subscription},
        ),
        at,
    )
    return run


async def rule_of(books: "Books", subscription: "SubscriptionRow") -> DunningRule:
    """The rule of a subscription: its own, or the organisation's default."""
    preferences = await books.organisations.preferences()
    if subscription.dunning_rule is None:
        return preferences.dunning_rule
    return (await books.dunning_rules.get(subscription.dunning_rule)).to_domain()


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
    await wake_run(books, row, "failed", at)
    step = next_step(run)
    goes_on = step is not None and (step.kind is StepKind.RETRY or step.at > at)
    if goes_on and failure is not FailureClass.GATEWAY_FAULT:
        await _tell_customer(books, await books.invoices.get(row.invoice_id), run, code, at)


async def try_the_rest(books: "Books", row: "DunningRow", at: datetime) -> None:
    """All that a retry asked for was taken, and more is owed by now: that is tried at once."""
    row.take(after_part_paid(row.to_domain(), at))
    says = "more is owed by now"
    await tell(books, Told("dunning", row.invoice, row.customer, "go_on", says, row.invoice), at)


async def _tell_customer(
    books: "Books", invoice: "InvoiceRow", run: DunningRun, code: str | None, at: datetime
) -> None:
    """Of terms that were over before they could be billed nobody hears: of the newest only."""
    if invoice.period_ends_on and invoice.period_ends_on <= local_date(
        run.first_failure_at, run.zone
    ):
        return
    step = next_step(run)
    assert invoice.subscription, "only an invoice of a subscription is dunned"
    subscription = await books.subscriptions.get(invoice.subscription)
    if not is_told(run.rule, subscription.status):
        return
    plan = await books.plans.get(subscription.plan)
    said = decline(code)
    must_confirm = said.failure is FailureClass.ACTION_REQUIRED
    await queue_mail(
        books,
        Mail(
            MailKind.ACTION_REQUIRED if must_confirm else MailKind.CHARGE_FAILED,
            invoice.customer,
            about=f"{invoice.number}/{run.first_failure_at:%Y%m%d%H%M}/{run.attempts}",
            document=invoice.number or "",
            facts={
                "plan": plan.name,
                "invoice": invoice.number,
                "amount": invoice.balance.outstanding,
                "reason": said.words,
                "next_try": step.at if step and step.kind is StepKind.RETRY else None,
                "final_action": _what_follows(run, step),
                "final_at": run.deadline,
                "valid_until": run.deadline,
            },
        ),
        at,
    )


def _what_follows(run: DunningRun, step: DunningStep | None) -> FinalAction:
    """Where a run stops without an action, everything goes on and the invoice stays due."""
    stops = step is not None and step.kind is StepKind.STOP
    return FinalAction.KEEP_LIVE if stops else run.rule.final_action


async def recover(
    books: "Books",
    invoice: "InvoiceRow",
    at: datetime,
    event: DunningEvent = DunningEvent.PAY,
) -> bool:
    """The invoice was paid, or nobody owes it any more (`STOP`): its run is over.

    The last one makes the subscription live again.
    """
    row = await books.dunning.for_invoice(invoice.id)
    if row is None or not DUNNING_LIFECYCLE.allows(row.status, event):
        return False
    await end_run(books, row, event, at)
    subscription = await books.subscriptions.lock(row.subscription)
    await books.flush()
    still_dunned = len(await books.dunning.running_for(subscription.number))
    subscription.status = after_recovery(subscription.status, still_dunned=still_dunned)
    await wake_run(books, row, "paid" if event is DunningEvent.PAY else "stop", at)
    return True


async def leave_dunning(
    books: "Books", subscription: "SubscriptionRow", signal: str, at: datetime
) -> None:
    """Every run of the subscription stops without money, and it is live; the invoices stay due."""
    await stop_runs(books, subscription, signal, at)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.LEAVE_DUNNING
    )
    await _remind_of_debts(books, subscription, at)


async def stop_runs(
    books: "Books", subscription: "SubscriptionRow", signal: str, at: datetime
) -> None:
    """Every run of the subscription stops without money."""
    for row in await books.dunning.running_for(subscription.number):
        await end_run(books, row, DunningEvent.STOP, at)
        await wake_run(books, row, signal, at)


async def _remind_of_debts(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """What nobody tries to charge any more is reminded of."""
    for invoice in await books.invoices.outstanding_of(subscription.number):
        await begin_reminders(books, invoice, at)


async def try_new_method(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """There is a new payment method: every run of the subscription tries it at once."""
    for row in await books.dunning.running_for(subscription.number):
        row.take(after_method_change(row.to_domain(), at))
        await wake_run(books, row, "method_changed", at)


async def end_run(books: "Books", row: "DunningRow", event: DunningEvent, at: datetime) -> None:
    row.status = DUNNING_LIFECYCLE.advance(row.status, event)
    row.ended_at = at
    await books.flush()


async def wake_run(books: "Books", row: "DunningRow", signal: str, at: datetime) -> None:
    await tell(books, Told("dunning", row.invoice, row.customer, signal, signal, row.invoice), at)
