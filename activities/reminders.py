"""Reminders: what the process of an invoice does that nobody charges automatically."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from activities.contracts import Clock
from activities.dunning_runs import stop_runs
from activities.final_actions import take_final_action
from activities.invoice_credits import pay_from_credit
from activities.late_fees import charge_late_fee
from activities.messages import Mail, queue_mail
from activities.reminder_runs import end_reminder_run
from domain.dunning import DUNNING_LIFECYCLE, DunningEvent, DunningStatus
from domain.invoices import PAYABLE, InvoiceStatus
from domain.messages import MailKind
from domain.reminders import (
    MAILED,
    ReminderKind,
    ReminderRun,
    Rung,
    after_reminders,
    next_reminder,
)
from domain.subscriptions import ENDED, SUBSCRIPTION_LIFECYCLE, SubscriptionEvent

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.reminders import ReminderRow

REMIND = "remind"
_WAIT_FOR_PAYMENT = timedelta(days=1)
_WORDS = {
    ReminderKind.BEFORE_DUE: "a reminder before it is due",
    ReminderKind.DUE: "a reminder on the day it is due",
    ReminderKind.AFTER_DUE: "a reminder",
    ReminderKind.FINAL: "the last reminder",
    ReminderKind.LATE_FEE: "the late fee",
    ReminderKind.FINAL_ACTION: "the final action",
}


def reminder_clock(row: "ReminderRow") -> Clock:
    """What is due next, and when; over once there is nothing more to say."""
    run = row.to_domain()
    if run.is_over:
        return Clock(run.status, f"It has ended: {run.status}.", over=True)
    if run.status is DunningStatus.HELD:
        says = f"Held until {row.held_until:%a %d %b %Y %H:%M} UTC."
        return Clock(run.status, says, step=REMIND, at=row.held_until)
    step = next_reminder(run)
    if step is None:
        return Clock(run.status, "Everything has been said: it waits for the money.")
    says = f"On {step.at:%a %d %b %Y %H:%M} UTC: {_WORDS[step.kind]}."
    return Clock(run.status, says, step=REMIND, at=step.at)


async def take_reminder_step(books: "Books", row: "ReminderRow", at: datetime) -> None:
    """Say the newest of what is due, and nothing that was missed; then a fee, then an action.

    Credit that has come meanwhile goes first: of what it pays nobody is reminded.
    """
    clock = reminder_clock(row)
    if clock.step != REMIND or clock.at is None or clock.at > at:
        return
    invoice = (await books.invoices.lock_all([row.invoice_id]))[0]
    if await _ends(books, row, invoice, at) or await _waits(books, row, invoice, at):
        return
    await pay_from_credit(books, invoice, at)
    if row.ended_at:
        return
    if row.status is DunningStatus.HELD:
        row.release()
    reminded = after_reminders(row.to_domain(), at)
    row.take(reminded.run)
    row.ended_at = at if reminded.run.is_over else None
    for kind in reminded.taken:
        await _do(books, row, invoice, kind, at)


async def _ends(books: "Books", row: "ReminderRow", invoice: "InvoiceRow", at: datetime) -> bool:
    """Whether there is nothing to remind of any more."""
    if invoice.status not in PAYABLE:
        paid = invoice.status is InvoiceStatus.PAID
        if paid and DUNNING_LIFECYCLE.allows(row.status, DunningEvent.PAY):
            end_reminder_run(row, DunningEvent.PAY, at)
        else:
            end_reminder_run(row, DunningEvent.STOP, at)
        return True
    if row.subscription and (await books.subscriptions.get(row.subscription)).status in ENDED:
        end_reminder_run(row, DunningEvent.STOP, at)
        return True
    return False


async def _waits(books: "Books", row: "ReminderRow", invoice: "InvoiceRow", at: datetime) -> bool:
    """Whether somebody is paying: whoever does is not reminded, and keeps their credit for it."""
    if await books.payments.open_attempt([invoice.id]) or await _is_changing(books, row):
        row.hold(at + _WAIT_FOR_PAYMENT)
        return True
    return False


async def _is_changing(books: "Books", row: "ReminderRow") -> bool:
    """Whether a change of the subscription is being paid for: that comes first."""
    return bool(row.subscription and await books.invoices.draft_of(row.subscription))


async def _do(
    books: "Books", row: "ReminderRow", invoice: "InvoiceRow", kind: ReminderKind, at: datetime
) -> None:
    if kind in MAILED:
        await _remind(books, row, invoice, kind, at)
    elif kind is ReminderKind.LATE_FEE:
        await charge_late_fee(books, row, invoice, at)
    else:
        await _act(books, row, invoice, at)


async def _act(books: "Books", row: "ReminderRow", invoice: "InvoiceRow", at: datetime) -> None:
    """The final action: what was never charged is in debt now, and that has its consequence."""
    if row.subscription is None:
        return
    subscription = await books.subscriptions.lock(row.subscription)
    if SUBSCRIPTION_LIFECYCLE.allows(subscription.status, SubscriptionEvent.FAIL_CHARGE):
        subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
            subscription.status, SubscriptionEvent.FAIL_CHARGE
        )
        await stop_runs(books, subscription, "stop", at)
        action = row.to_domain().ladder.final_action
        await take_final_action(books, subscription, invoice, action, at)


async def _remind(
    books: "Books", row: "ReminderRow", invoice: "InvoiceRow", kind: ReminderKind, at: datetime
) -> None:
    run = row.to_domain()
    acts = run.ladder.acts and kind is ReminderKind.FINAL
    await queue_mail(
        books,
        Mail(
            MailKind.INVOICE_REMINDER,
            row.customer,
            about=f"{row.invoice}/{kind}/{row.started_at:%Y%m%d%H%M}/{run.done}",
            document=row.invoice,
            facts={
                "invoice": row.invoice,
                "amount": invoice.balance.outstanding,
                "due_on": invoice.due_on,
                "stage": kind,
                "final_action": run.ladder.final_action if acts else None,
                "final_at": _final_at(run) if acts else None,
            },
        ),
        at,
    )


def _final_at(run: ReminderRun) -> datetime:
    return run.at(Rung(run.ladder.final_action_day, ReminderKind.FINAL_ACTION))


def held(row: "ReminderRow", until: datetime) -> None:
    """Nothing is said before that moment. Raises `UnlawfulTransition` when it is over."""
    DUNNING_LIFECYCLE.advance(row.status, DunningEvent.HOLD)
    row.hold(until)


def released(row: "ReminderRow") -> None:
    """The hold is over. Raises `UnlawfulTransition` when there is none."""
    DUNNING_LIFECYCLE.advance(row.status, DunningEvent.RELEASE)
    row.release()
