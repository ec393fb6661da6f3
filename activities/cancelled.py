"""What a cancellation does at once: what is given back, what is given up, and its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.endings import end_subscription
from activities.invoices import write_off_invoice
from activities.messages import Mail, queue_mail
from activities.subscribed import moment_of, plan_of, subscribed_of
from activities.terms import enact
from domain.cancellations import (
    CancelMode,
    CancelReason,
    CreditUnused,
    Farewell,
    OpenInvoices,
)
from domain.messages import MailKind
from domain.previews import Preview, cancellation_preview
from domain.subscriptions import SubscriptionEvent

if TYPE_CHECKING:
    from domain.preferences import Preferences
    from storage.books import Books
    from storage.cancellations import CancellationRow
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class CancelWish:
    """How somebody would like to leave. What staff do not say is as it is for customers."""

    mode: CancelMode
    farewell: Farewell
    credit: CreditUnused
    open_invoices: OpenInvoices


def read_cancel_wish(
    payload: Mapping[str, str], preferences: "Preferences", *, by_customer: bool
) -> CancelWish:
    """What a command asks for; customers choose neither credit nor what becomes of invoices."""
    reason = payload.get("reason")
    farewell = Farewell(CancelReason(reason) if reason else None, payload.get("comment") or "")
    credit, open_invoices = preferences.cancel_credit_unused, preferences.cancel_open_invoices
    if not by_customer:
        credit = CreditUnused(payload.get("credit") or credit)
        open_invoices = OpenInvoices(payload.get("open_invoices") or open_invoices)
    return CancelWish(CancelMode(payload["mode"]), farewell, credit, open_invoices)


async def preview_cancellation(
    books: "Books", subscription: "SubscriptionRow", credit: CreditUnused, at: datetime
) -> Preview:
    """What the end, now, gives back."""
    moment = await moment_of(books, subscription, at)
    subscribed = await subscribed_of(books, subscription, moment.day)
    return cancellation_preview(subscribed, credit, moment)


async def cancel_now(
    books: "Books",
    subscription: "SubscriptionRow",
    preview: Preview,
    open_invoices: OpenInvoices,
    at: datetime,
) -> None:
    """End it, give back what the preview says, and give up what is open if that was chosen."""
    await end_subscription(books, subscription, SubscriptionEvent.CANCEL, at)
    await enact(books, subscription, preview, at)
    if open_invoices is OpenInvoices.WRITE_OFF:
        found = await books.invoices.outstanding_of(subscription.number)
        for invoice in await books.invoices.lock_all([each.id for each in found]):
            await write_off_invoice(books, invoice, at)


async def confirm(
    books: "Books", subscription: "SubscriptionRow", row: "CancellationRow", at: datetime
) -> None:
    """The receipt: what was cancelled, when that was received, and when it ends."""
    plan = await plan_of(books, subscription)
    owed = [
        invoice.balance.outstanding
        for invoice in await books.invoices.outstanding_of(subscription.number)
    ]
    await queue_mail(
        books,
        Mail(
            MailKind.CANCELLED,
            subscription.customer,
            about=f"{subscription.number}/{at:%Y%m%d%H%M%S}",
            document=subscription.number,
            facts={
                "plan": plan.name,
                "subscription": subscription.number,
                "cause": "asked",
                "decided_at": at,
                "ends_at": row.ends_at,
                "owed": sum(owed[1:], owed[0]) if owed else None,
            },
        ),
        at,
    )
