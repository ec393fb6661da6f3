"""What a preference allows a customer, asked when the command is decided."""

from typing import TYPE_CHECKING
from uuid import UUID

from domain.commands import ActorKind
from domain.permissions import SwitchedOff

if TYPE_CHECKING:
    from domain.preferences import Preferences
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.subscriptions import SubscriptionRow


def by_customer(command: "CommandRow") -> bool:
    """Whether a customer has given it, whom the preferences bind."""
    return command.actor_kind is ActorKind.CONTACT


def used_link(command: "CommandRow") -> UUID | None:
    """The link whose holder has given it, if somebody has who is not signed in."""
    link = command.payload.get("link")
    return UUID(str(link)) if link else None


def check_switched_on(command: "CommandRow", allowed: bool) -> None:
    """Raises `SwitchedOff` for a customer's command that the organisation does not allow."""
    if by_customer(command) and not allowed:
        raise SwitchedOff


async def opened(books: "Books", command: "CommandRow") -> "tuple[SubscriptionRow, Preferences]":
    """The subscription that a command is about, held, and what the organisation allows.

    Its customer is held first: that row is the one lock.
    """
    await books.customers.lock(command.customer)
    preferences = await books.organisations.preferences()
    return await books.subscriptions.lock(command.key), preferences
