"""Final actions: what becomes of a subscription whose invoice nobody has paid."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.endings import end_subscription, stop_pause
from activities.messages import Mail, queue_mail
from activities.pending_changes import drop_pending
from activities.process import Told, tell
from domain.dunning_rules import FINAL_EVENTS, FinalAction
from domain.messages import MailKind
from domain.pending_changes import DropReason
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def take_final_action(
    books: "Books",
    subscription: "SubscriptionRow",
    invoice: "InvoiceRow",
    action: FinalAction,
    at: datetime,
) -> None:
    """Do it, if the subscription is in debt. None of the actions gives money back."""
    event = FINAL_EVENTS[action]
    if not SUBSCRIPTION_LIFECYCLE.allows(subscription.status, event):
        return
    signal = "stop"
    match event:
        case SubscriptionEvent.EXHAUST_CANCEL:
            await end_subscription(books, subscription, event, at)
            await _tell_customer(books, subscription, invoice, at, at)
            return
        case SubscriptionEvent.EXHAUST_TERM:
            signal = "reschedule"
            await stop_pause(books, subscription, at)
            await drop_pending(books, subscription, DropReason.CANCELLED, at)
            subscription.cancel_at_term_end = True
            await _tell_customer(books, subscription, invoice, at, subscription.renews_at or at)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(subscription.status, event)
    number, customer = subscription.number, subscription.customer
    await tell(books, Told("subscription", number, customer, signal, action), at)


async def _tell_customer(
    books: "Books",
    subscription: "SubscriptionRow",
    invoice: "InvoiceRow",
    at: datetime,
    ends_at: datetime,
) -> None:
    plan = await books.plans.get(subscription.plan)
    await queue_mail(
        books,
        Mail(
            MailKind.CANCELLED,
            subscription.customer,
            about=f"{subscription.number}/{invoice.number}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "cause": "unpaid",
                "decided_at": at,
                "ends_at": ends_at,
                "owed": invoice.balance.outstanding,
            },
        ),
        at,
    )
