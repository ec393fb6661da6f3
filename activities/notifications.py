"""Notifications: written with what they are about, and read by staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.notifications import NoSuchNotification, NotificationKind

if TYPE_CHECKING:
    from storage.books import Books
    from storage.notifications import NotificationRow


@dataclass(frozen=True)
class Notification:
    """What happened, about which document of which customer. Facts are as JSON holds them.

    `link` is the page of the console that it is about.
    """

    kind: NotificationKind
    customer: str | None
    document: str
    link: str
    facts: Mapping[str, str] = field(default_factory=dict)


def notify(books: "Books", what: Notification, at: datetime) -> None:
    """Let staff hear of it, with the transaction in which it happened."""
    books.notifications.new(
        kind=what.kind,
        customer=what.customer,
        document=what.document,
        link=what.link,
        facts=dict(what.facts),
        created_at=at,
    )


async def read_notification(books: "Books", id: int, by: str, at: datetime) -> "NotificationRow":
    """Somebody has read it; who was first stays. Raises `NoSuchNotification`."""
    if await books.notifications.find(id) is None:
        raise NoSuchNotification
    row = await books.notifications.lock(id)
    row.read_at, row.read_by = row.read_at or at, row.read_by or by
    return row
