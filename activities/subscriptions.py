"""What the subscription's process asks of the books: term after term."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.creations import begin_subscription
from activities.dunning_runs import leave_dunning
from activities.messages import Mail, queue_mail
from activities.permissions import check_switched_on
from activities.process import Decision, ProcessActivities
from activities.terms import begin_next_term, charged_method, plan_of
from domain.messages import MailKind
from domain.subscriptions import (
    SUBSCRIPTION_LIFECYCLE,
    SubscriptionEvent,
    SubscriptionStatus,
    check_auto_charge,
    cycles_used_up,
    wants_renewal_notice,
)

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
            if clock.step == due.step and clock.at and clock.at <= due.as_of:
                await _STEPS[due.step](books, subscription, due.as_of)
                await books.flush()
                clock = await _clock(books, due.key)
            return _turned(clock) if due.step == RENEW else clock

        return await self._in_books(work)


def _turned(clock: Clock) -> Clock:
    return Clock(**{**vars(clock), "turned": True})


async def _clock(books: "Books", number: str) -> Clock:
    subscription = await books.subscriptions.find(number)
    if subscription is None:
        return Clock("unknown", over=True)
    if subscription.status is SubscriptionStatus.FUTURE:
        if await books.invoices.draft_of(number):
            return Clock(subscription.status, "The first charge is under way.")
        says = f"Begins on {subscription.starts_at:%a %d %b %Y}."
        return Clock(subscription.status, says, step=BEGIN, at=subscription.starts_at)
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


async def _begin(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    await begin_subscription(books, subscription, at)


async def _notice(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """What comes too late is not said any more."""
    subscription.noticed_term = subscription.term_number
    if subscription.renews_at and at >= subscription.renews_at:
        return
    plan = await plan_of(books, subscription)
    await queue_mail(
        books,
        Mail(
            MailKind.RENEWAL_NOTICE,
            subscription.customer,
            about=f"{subscription.number}/{subscription.term_number}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "renews_on": subscription.term_ends_on,
                "amount": plan.price * subscription.quantity,
                "method": await charged_method(books, subscription),
            },
        ),
        at,
    )


async def _renew(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """At the boundary: first a scheduled cancellation, then the end of the cycles, then a term."""
    plan = await plan_of(books, subscription)
    if subscription.status is SubscriptionStatus.NON_RENEWING:
        _end(subscription, SubscriptionEvent.END_TERM, at)
    elif cycles_used_up(plan, subscription.cycles_billed):
        _end(subscription, SubscriptionEvent.EXPIRE, at)
    else:
        await begin_next_term(books, subscription, at)


def _end(subscription: "SubscriptionRow", event: SubscriptionEvent, at: datetime) -> None:
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(subscription.status, event)
    subscription.ended_at = at


async def _auto_charge(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Switch automatic charging. Off in dunning makes it live; on collects nothing old."""
    await books.customers.lock(command.customer)
    preferences = await books.organisations.preferences()
    check_switched_on(command, preferences.autocharge_toggle)
    subscription = await books.subscriptions.lock(command.key)
    on = bool(command.payload["on"])
    check_auto_charge(
        subscription.status, has_method=subscription.payment_method is not None or not on
    )
    subscription.auto_charge = on
    if not on and subscription.status is SubscriptionStatus.DUNNING:
        await leave_dunning(books, subscription, "auto_charge_off", at)


async def _noted(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The books changed already; the process is told so that it looks at its clock again."""


_STEPS = {BEGIN: _begin, NOTICE: _notice, RENEW: _renew}
_DECISIONS: dict[str, Decision] = {
    "auto_charge": _auto_charge,
    "reschedule": _noted,
    "stop": _noted,
}
