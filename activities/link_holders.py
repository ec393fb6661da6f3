"""Whoever holds a mailed link: found by it, if the link is still good."""

from datetime import datetime
from typing import TYPE_CHECKING

from domain.links import LinkUnusable
from domain.tokens import TokenPurpose

if TYPE_CHECKING:
    from storage.books import Books
    from storage.customers import ContactRow


async def holder_of(
    books: "Books", digest: str, purpose: TokenPurpose, at: datetime
) -> "ContactRow":
    """The contact person, held until the end: two who use the link wait for each other.

    The person is locked before the link, as by everybody who ends links. Raises `LinkUnusable` with
    its reason.
    """
    found = await books.tokens.with_digest(digest)
    if found is None or found.purpose is not purpose:
        raise LinkUnusable(reason="unknown")
    contact = await books.customers.lock_contact(found.contact)
    token = await books.tokens.lock(found.id)
    if token.ended_at:
        raise LinkUnusable(reason=token.end_reason or "used")
    if token.expires_at <= at:
        raise LinkUnusable(reason="expired")
    return contact
