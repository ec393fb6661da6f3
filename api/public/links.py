"""What a mailed link is still good for. Looking changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from domain.invitations import INVITATION_LIFECYCLE, InvitationEvent, InvitationStatus
from domain.tokens import TokenPurpose
from storage.books import Books
from storage.customers import ContactRow, CustomerRow


@dataclass(frozen=True)
class SeenLink:
    """A link that can be used. `names` may not become a password."""

    contact: ContactRow
    customer: CustomerRow

    @property
    def names(self) -> tuple[str, ...]:
        return (self.contact.name, self.contact.email, self.customer.name)


@dataclass(frozen=True)
class DeadLink:
    """A link that cannot. `reason` as in `LinkUnusable`."""

    reason: str


async def look_at_link(
    books: Books, digest: str, purpose: TokenPurpose, at: datetime
) -> SeenLink | DeadLink:
    """What the link is good for at this moment."""
    token = await books.tokens.with_digest(digest) if digest else None
    if token is None or token.purpose is not purpose:
        return DeadLink("unknown")
    if token.ended_at:
        return DeadLink(token.end_reason or "used")
    if token.expires_at <= at:
        return DeadLink("expired")
    contact = await books.customers.contact(token.contact)
    if contact is None or not await _is_awaited(books, contact, purpose):
        return DeadLink("revoked")
    return SeenLink(contact, await books.customers.get(contact.customer))


async def _is_awaited(books: Books, contact: ContactRow, purpose: TokenPurpose) -> bool:
    invitation = await books.invitations.find(contact.number)
    if invitation is None:
        return False
    if purpose is TokenPurpose.PASSWORD_RESET:
        return invitation.status is InvitationStatus.ACCEPTED
    return INVITATION_LIFECYCLE.allows(invitation.status, InvitationEvent.ACCEPT)
