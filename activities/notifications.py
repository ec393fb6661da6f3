"""Notifications: written with what they are about, and read by staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.commands import ActorKind
from domain.notifications import OF_COMMANDS, NoSuchNotification, NotificationKind

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
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


async def notify(books: "Books", what: Notification, at: datetime) -> None:
    """Let staff hear of it if they want to, with the transaction in which it happened."""
    preferences = await books.organisations.preferences()
    if what.kind not in preferences.staff_in_app:
        return
    books.notifications.new(
        kind=what.kind,
        customer=what.customer,
        document=what.document,
        link=what.link,
        facts=dict(what.facts),
        created_at=at,
    )


async def notify_of_command(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Let staff hear of what a customer has done to a subscription."""
    kind = OF_COMMANDS.get((command.process, command.signal or ""))
    if kind and command.actor_kind is ActorKind.CONTACT:
        link = f"/console/subscriptions/{command.key}"
        facts = {"contact": command.actor, "did": command.signal or ""}
        await notify(books, Notification(kind, command.customer, command.key, link, facts), at)


async def read_notification(books: "Books", id: int, by: str, at: datetime) -> "NotificationRow":
    """Somebody has read it; who was first stays. Raises `NoSuchNotification`."""
    if await books.notifications.find(id) is None:
        raise NoSuchNotification
    row = await books.notifications.lock(id)
    row.read_at, row.read_by = row.read_at or at, row.read_by or by
    return row
