"""What the subscription's process asks of the books: term after term."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.boundaries import cross_boundary
from activities.changes import carry_out, plan_change
from activities.confirmations import check_seen, counts_from
from activities.contracts import Clock, Decide, StepDue
from activities.creations import begin_subscription
from activities.dunning_runs import leave_dunning
from activities.messages import Mail, queue_mail
from activities.parking import holds
from activities.pending_changes import (
    change_when_due,
    check_nothing_under_way,
    waits_for_payment,
    withdraw_pending,
)
from activities.permissions import by_customer, check_switched_on, opened
from activities.process import Decision, ProcessActivities, noted
from activities.reactivations import carry_out_reactivation, plan_reactivation
from activities.subscribed import plan_of, subscribed_of
from activities.terms import charged_method
from activities.wishes import asked_in
from domain.customer_rules import edit_rules
from domain.messages import MailKind
from domain.parking import SAYS, Automatic
from domain.previews import PreviewKind, renewal_preview
from domain.subscriptions import (
    SubscriptionStatus,
    check_auto_charge,
    wants_renewal_notice,
)
from domain.wishes import wish_of

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.subscriptions import SubscriptionRow

BEGIN, NOTICE, RENEW = "begin", "notice", "renew"
_RUNNING = frozenset(
    {
        SubscriptionStatus.LIVE,
        SubscriptionStatus.DUNNING,
        SubscriptionStatus.NON_RENEWING,
    }
)


class SubscriptionActivities(ProcessActivities):
    @activity.defn
    async def subscription_clock(self, number: str) -> Clock:
        """What is due next for this subscription, and when."""
        return await self._in_books(lambda books: _clock(books, number))

    @activity.defn
    async def decide_subscription(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_subscription_step(self, due: StepDue) -> Clock:
        """Begin, remind or renew, unless the books say that it happened already."""

        async def work(books: "Books") -> Clock:
            found = await books.subscriptions.get(due.key)
            await books.customers.lock(found.customer)
            subscription = await books.subscriptions.lock(due.key)
            clock = await _clock(books, due.key)
            if due.has_come(clock):
                await _STEPS[due.step](books, subscription, due.as_of)
                await books.flush()
                clock = await _clock(books, due.key)
            return replace(clock, turned=True) if due.step == RENEW else clock

        return await self._in_books(work)


async def _clock(books: "Books", number: str) -> Clock:
    subscription = await books.subscriptions.find(number)
    if subscription is None:
        return Clock("unknown", over=True)
    if subscription.status is SubscriptionStatus.FUTURE:
        if await books.invoices.draft_of(number):
            return Clock(subscription.status, "The first charge is under way.")
        if await _is_held(books, subscription):
            return Clock(subscription.status, SAYS)
        says = f"Begins on {subscription.starts_at:%a %d %b %Y}."
        return Clock(subscription.status, says, step=BEGIN, at=subscription.starts_at)
    return await _clock_of_begun(books, subscription)


async def _is_held(books: "Books", subscription: "SubscriptionRow") -> bool:
    """Whether its beginning would be a charge, and nothing is charged by itself."""
    if not subscription.auto_charge or subscription.payment_method is None:
        return False
    if (await plan_of(books, subscription)).trial_days:
        return False
    return await holds(books, subscription.customer, Automatic.FIRST_CHARGE)


async def _clock_of_begun(books: "Books", subscription: "SubscriptionRow") -> Clock:
    if await waits_for_payment(books, subscription.number):
        return Clock(subscription.status, "A change is being paid for: it comes first.")
    if subscription.status not in _RUNNING or subscription.renews_at is None:
        return Clock(subscription.status, f"It is {subscription.status}.", over=True)
    notice_at = await _notice_at(books, subscription)
    if notice_at:
        return Clock(
            subscription.status,
            f"Renewal notice goes out on {notice_at:%a %d %b %Y}.",
            step=NOTICE,
            at=notice_at,
        )
    verb = "Ends" if subscription.cancel_at_term_end else "Renews"
    says = f"{verb} on {subscription.renews_at:%a %d %b %Y %H:%M} UTC."
    return Clock(subscription.status, says, step=RENEW, at=subscription.renews_at)


async def _notice_at(books: "Books", subscription: "SubscriptionRow") -> datetime | None:
    if subscription.noticed_term == subscription.term_number or subscription.cancel_at_term_end:
        return None
    preferences = await books.organisations.preferences()
    plan = await plan_of(books, subscription)
    if not preferences.renewal_notice_days or not wants_renewal_notice(plan.interval):
        return None
    assert subscription.renews_at is not None, "a running subscription has a renewal date"
    return subscription.renews_at - timedelta(days=preferences.renewal_notice_days)


async def _notice(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """What comes too late is not said any more."""
    subscription.noticed_term = subscription.term_number
    if subscription.renews_at and at >= subscription.renews_at:
        return
    subscribed = await subscribed_of(books, subscription)
    row = await books.changes.open_of(subscription.number)
    renewal = renewal_preview(subscribed, await change_when_due(books, subscription, row))
    await queue_mail(
        books,
        Mail(
            MailKind.RENEWAL_NOTICE,
            subscription.customer,
            about=f"{subscription.number}/{subscription.term_number}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": renewal.contents.plan.name,
                "renews_on": subscription.term_ends_on,
                "amount": renewal.total,
                "method": await charged_method(books, subscription),
            },
        ),
        at,
    )


async def _auto_charge(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Switch automatic charging. Off in dunning makes it live; on collects nothing old."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.autocharge_toggle)
    on = bool(command.payload["on"])
    check_auto_charge(
        subscription.status, has_method=subscription.payment_method is not None or not on
    )
    subscription.auto_charge = on
    if not on and subscription.status is SubscriptionStatus.DUNNING:
        await leave_dunning(books, subscription, "auto_charge_off", at)


async def _change(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Change what it consists of: at the end of the term, at once, or as soon as it is paid."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.edit_enabled)
    await check_nothing_under_way(books, subscription.number)
    since = await counts_from(books, command, subscription, at)
    asked = await asked_in(books, subscription, PreviewKind.CHANGE, command.payload, since)
    rules = edit_rules(preferences, by_customer=by_customer(command))
    planned = await plan_change(books, subscription, asked, rules, redeems=True)
    check_seen(command, planned.preview)
    await carry_out(books, subscription, asked, planned, at)


async def _withdraw_change(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Take the scheduled change back."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.edit_enabled)
    await withdraw_pending(books, subscription, at)


async def _reactivate(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Let what has ended go on; customers may change it first where they may change it at all."""
    subscription, preferences = await opened(books, command)
    check_switched_on(command, preferences.reactivate_enabled)
    await check_nothing_under_way(books, subscription.number)
    since = await counts_from(books, command, subscription, at)
    asked = await asked_in(books, subscription, PreviewKind.REACTIVATE, command.payload, since)
    may_edit = preferences.edit_enabled or not by_customer(command)
    planned = await plan_reactivation(books, subscription, asked, may_edit=may_edit, redeems=True)
    check_seen(command, planned.preview)
    if not may_edit:
        asked = replace(asked, wish=wish_of(planned.reactivation.contents))
    await carry_out_reactivation(books, subscription, asked, planned, at)


_STEPS = {BEGIN: begin_subscription, NOTICE: _notice, RENEW: cross_boundary}
_DECISIONS: dict[str, Decision] = {
    "auto_charge": _auto_charge,
    "change": _change,
    "withdraw_change": _withdraw_change,
    "reactivate": _reactivate,
    "reschedule": noted,
    "stop": noted,
}
