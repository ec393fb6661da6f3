"""Confirmations: what somebody saw before they said yes, compared with what would happen now."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.subscribed import moment_of
from domain.previews import Preview, check_fingerprint, moment_to_decide

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.subscriptions import SubscriptionRow


async def counts_from(
    books: "Books", command: "CommandRow", subscription: "SubscriptionRow", at: datetime
) -> datetime:
    """The instant from which on a command counts: that of the preview while it is fresh."""
    previewed_at = command.payload.get("previewed_at")
    if not previewed_at:
        return at
    now = await moment_of(books, subscription, at)
    return moment_to_decide(datetime.fromisoformat(previewed_at), now).at


def check_seen(command: "CommandRow", preview: Preview) -> None:
    """Raises `PreviewOutdated` if what was confirmed is not what would happen."""
    seen = command.payload.get("fingerprint")
    if seen:
        check_fingerprint(preview, seen)
