"""Notifications: written with what they are about, and read by staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from activities.messages import Mail, queue_mail
from domain.commands import ActorKind
from domain.messages import MailKind
from domain.notifications import NEWS, OF_COMMANDS, NoSuchNotification, NotificationKind

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.notifications import NotificationRow


@dataclass(frozen=True)
class Notification:
    """What happened, about which document of which customer. Facts are as JSON holds them.

    `link` is the page of the console that it is about. With `staff` one member alone hears of it.
    """

    kind: NotificationKind
    customer: str | None
    document: str
    link: str
    facts: Mapping[str, str] = field(default_factory=dict)
    staff: str | None = None


async def notify(books: "Books", what: Notification, at: datetime) -> None:
    """Let staff hear of it as they want to, with the transaction in which it happened."""
    preferences = await books.organisations.preferences()
    if what.kind in preferences.staff_email:
        await _mail(books, what, at)
    if what.kind not in preferences.staff_in_app:
        return
    books.notifications.new(
        kind=what.kind,
        customer=what.customer,
        document=what.document,
        link=what.link,
        staff=what.staff,
        facts=dict(what.facts),
        created_at=at,
    )


async def _mail(books: "Books", what: Notification, at: datetime) -> None:
    """To whom it is for: without a member of staff to the organisation's address, if it has one."""
    organisation = await books.organisations.get()
    if what.customer is None or not (what.staff or organisation.email):
        return
    customer = await books.customers.get(what.customer)
    mail = Mail(
        MailKind.STAFF_NEWS,
        what.customer,
        f"{what.kind}/{what.document}/{what.staff or 'all'}/{at.isoformat()}",
        document=what.document,
        inside=True,
        staff=what.staff,
        facts={
            "news": NEWS[what.kind],
            "number": what.document,
            "customer": customer.name,
            "page": what.link,
        },
    )
    await queue_mail(books, mail, at)


async def notify_of_command(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Let staff hear of what a customer has done to a subscription."""
    kind = OF_COMMANDS.get((command.process, command.signal or ""))
    if kind and command.actor_kind is ActorKind.CONTACT:
        link = f"/console/subscriptions/{command.key}"
        facts = {"contact": command.actor, "did": command.signal or ""}
        await notify(books, Notification(kind, command.customer, command.key, link, facts), at)


async def read_notification(books: "Books", id: int, by: str, at: datetime) -> "NotificationRow":
    """Somebody has read it; who was first stays. Raises `NoSuchNotification`."""
    found = await books.notifications.find(id)
    if found is None or found.staff not in (None, by):
        raise NoSuchNotification
    row = await books.notifications.lock(id)
    row.read_at, row.read_by = row.read_at or at, row.read_by or by
    return row
