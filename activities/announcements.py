"""Announcements: mails that say what has become of a subscription, and what was not done."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from activities.messages import Mail, queue_mail
from domain.messages import MailKind

if TYPE_CHECKING:
    from domain.money import Money
    from domain.previews import Preview
    from storage.books import Books
    from storage.changes import ChangeRow
    from storage.subscriptions import SubscriptionRow


class Happened(StrEnum):
    CHANGED = "changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    REACTIVATED = "reactivated"
    KEPT = "kept"


@dataclass(frozen=True)
class News:
    """What has happened, from which day on, what it cost or saved, and what comes next."""

    happened: Happened
    on: date
    amount: "Money | None" = None
    credit: "Money | None" = None
    resumes_on: date | None = None
    renews_on: date | None = None
    next_amount: "Money | None" = None


def news_of(happened: Happened, preview: "Preview") -> News:
    """What a step that was enacted means for the customer."""
    renewal = preview.renewal
    return News(
        happened,
        preview.on,
        amount=preview.due_now if preview.invoice else None,
        credit=preview.credit.total if preview.credit else None,
        renews_on=renewal.on if renewal else None,
        next_amount=renewal.amount if renewal else None,
    )


async def announce(
    books: "Books", subscription: "SubscriptionRow", news: News, at: datetime
) -> None:
    plan = await books.plans.get(subscription.plan)
    await queue_mail(
        books,
        Mail(
            MailKind.SUBSCRIPTION_CHANGED,
            subscription.customer,
            about=f"{subscription.number}/{news.happened}/{at:%Y%m%d%H%M%S}",
            document=subscription.number,
            facts={"subscription": subscription.number, "plan": plan.name, **vars(news)},
        ),
        at,
    )


async def announce_not_done(
    books: "Books", subscription: "SubscriptionRow", row: "ChangeRow", reason: str, at: datetime
) -> None:
    """What was not done, why, and that everything stays as it is."""
    plan, wished = await books.plans.get(subscription.plan), await books.plans.get(row.plan)
    await queue_mail(
        books,
        Mail(
            MailKind.CHANGE_NOT_DONE,
            subscription.customer,
            about=f"{subscription.number}/{row.id}",
            document=subscription.number,
            facts={
                "subscription": subscription.number,
                "plan": plan.name,
                "wished": wished.name,
                "reason": reason,
            },
        ),
        at,
    )
