"""How a trial turns into a paid subscription, or does not."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.invoices import discard_draft
from activities.messages import Mail, queue_mail
from activities.process import Told, tell
from activities.subscribed import moment_of, plan_of, subscribed_of
from activities.terms import (
    begin_first_term,
    charged_method,
    draft_first_term,
    tell_begun,
)
from domain.declines import decline
from domain.messages import MailKind
from domain.periods import local_date
from domain.previews import Preview, activation_preview
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent
from domain.trials import TRIAL_LIFECYCLE, TrialEvent, TrialStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow
    from storage.trials import TrialRow


async def preview_conversion(
    books: "Books", subscription: "SubscriptionRow", at: datetime
) -> Preview:
    """What it costs to begin the first paid term now."""
    subscribed = await subscribed_of(books, subscription)
    return activation_preview(subscribed, await moment_of(books, subscription, at))


async def draft_conversion(
    books: "Books", subscription: "SubscriptionRow", trial: "TrialRow", at: datetime
) -> "InvoiceRow":
    """The draft of the first paid term, anchored where the trial ends or is ended.

    A trial that has lapsed is not made up for: what is activated later begins on that day.
    """
    customer = await books.customers.get(subscription.customer)
    begins = at if trial.status is TrialStatus.LAPSED else min(trial.ends_at, at)
    anchor = local_date(begins, customer.time_zone)
    return await draft_first_term(books, subscription, anchor, at)


async def convert(
    books: "Books",
    subscription: "SubscriptionRow",
    trial: "TrialRow",
    draft: "InvoiceRow",
    at: datetime,
) -> None:
    """The trial is over and the subscription live: its first term is invoiced."""
    trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.CONVERT)
    trial.conversion = None
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.ACTIVATE
    )
    await begin_first_term(books, subscription, draft, at)
    await tell_begun(books, subscription, at)
    plan = await plan_of(books, subscription)
    await queue_mail(
        books,
        Mail(
            MailKind.TRIAL_CONVERTED,
            subscription.customer,
            about=subscription.number,
            document=draft.number or "",
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "invoice": draft.number,
                "amount": draft.total,
                "due_on": draft.due_on,
                "method": await charged_method(books, subscription),
                "renews_on": subscription.term_ends_on,
            },
        ),
        at,
    )


async def conversion_failed(
    books: "Books", draft: "InvoiceRow", code: str | None, at: datetime
) -> None:
    """The first charge was declined: nothing is left open.

    Before the trial's end nothing changes; after it the trial has lapsed.
    """
    trial = await books.trials.converting(draft.id)
    if trial is None:
        return
    discard_draft(draft)
    trial.conversion = None
    subscription = await books.subscriptions.lock(trial.subscription)
    if at < trial.ends_at:
        trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.FAIL_CONVERSION)
        trial.lapse_reason = decline(code).words
    else:
        await lapse(books, subscription, trial, code, at)
    told = Told("trial", trial.subscription, subscription.customer, "settled", "charge declined")
    await tell(books, told, at)


async def lapse(
    books: "Books",
    subscription: "SubscriptionRow",
    trial: "TrialRow",
    code: str | None,
    at: datetime,
) -> None:
    """The trial could not be charged: it has expired, and can be extended or paid for.

    One that had expired before stays as it was: its customer knows, and its window is the same.
    """
    trial.status = TRIAL_LIFECYCLE.advance(trial.status, TrialEvent.LAPSE)
    trial.lapse_reason = decline(code).words if code else None
    if trial.lapsed_at:
        return
    trial.lapsed_at = at
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.LAPSE_TRIAL
    )
    plan = await plan_of(books, subscription)
    await queue_mail(
        books,
        Mail(
            MailKind.TRIAL_LAPSED,
            subscription.customer,
            about=f"{subscription.number}/{at:%Y%m%d%H%M}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "ended_at": trial.ends_at,
                "reason": trial.lapse_reason,
            },
        ),
        at,
    )
