"""How a subscription begins: with a trial, with an invoice, or with a first charge that decides."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.attempts import Attempt, charge
from activities.invoices import discard_draft
from activities.parking import collect
from activities.process import Told, tell
from activities.subscribed import plan_of
from activities.terms import (
    begin_first_term,
    draft_first_term,
    still_due,
    tell_begun,
)
from domain.payments import PaymentChannel
from domain.periods import local_date
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent, SubscriptionStatus
from domain.trials import TrialStatus, trial_end

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def begin_subscription(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """The subscription's start has come. What is begun late is dated at its start all the same."""
    plan = await plan_of(books, subscription)
    if plan.trial_days:
        await _begin_trial(books, subscription, plan.trial_days, at)
        return
    customer = await books.customers.get(subscription.customer)
    anchor = local_date(subscription.starts_at, customer.time_zone)
    draft = await draft_first_term(books, subscription, anchor, at)
    method = subscription.payment_method
    due = await still_due(books, draft)
    if subscription.auto_charge and method and not due.is_zero:
        shares = [(draft, due)]
        attempt = Attempt(subscription.customer, PaymentChannel.AUTO_CHARGE, shares, method=method)
        await charge(books, attempt, at)
        return
    await _start(books, subscription, draft, at)
    await collect(books, subscription, draft, at)


async def _begin_trial(
    books: "Books", subscription: "SubscriptionRow", days: int, at: datetime
) -> None:
    books.trials.new(
        subscription=subscription.number,
        status=TrialStatus.RUNNING,
        started_at=subscription.starts_at,
        ends_at=trial_end(subscription.starts_at, days),
        days=days,
    )
    _advance(subscription, SubscriptionEvent.START_TRIAL)
    await books.flush()
    await tell(books, Told("trial", subscription.number, subscription.customer), at)


async def creation_paid(books: "Books", draft: "InvoiceRow", at: datetime) -> None:
    """The first charge has succeeded: the subscription is live, and its first term invoiced."""
    subscription = await _created_with(books, draft)
    if subscription is None:
        return
    await _start(books, subscription, draft, at)
    await tell_begun(books, subscription, at)


async def creation_failed(books: "Books", draft: "InvoiceRow", at: datetime) -> None:
    """The first charge was declined: the subscription never began, and nothing is left open."""
    subscription = await _created_with(books, draft)
    if subscription is None:
        return
    discard_draft(draft)
    _advance(subscription, SubscriptionEvent.FAIL_CREATION)
    subscription.ended_at = at
    told = Told("subscription", subscription.number, subscription.customer, "stop", "not begun")
    await tell(books, told, at)


async def _created_with(books: "Books", draft: "InvoiceRow") -> "SubscriptionRow | None":
    """The subscription that waits for the payment of this draft."""
    if draft.subscription is None:
        return None
    subscription = await books.subscriptions.lock(draft.subscription)
    return subscription if subscription.status is SubscriptionStatus.FUTURE else None


async def _start(
    books: "Books", subscription: "SubscriptionRow", draft: "InvoiceRow", at: datetime
) -> None:
    _advance(subscription, SubscriptionEvent.START)
    await begin_first_term(books, subscription, draft, at)


def _advance(subscription: "SubscriptionRow", event: SubscriptionEvent) -> None:
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(subscription.status, event)
