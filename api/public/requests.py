"""Mails that somebody asked for without being signed in; nobody can tell whether one goes."""

from datetime import datetime
from uuid import UUID, uuid5

from activities.passwords import request_reset
from api.parts import Parts
from domain.commands import ActorKind, CommandStatus
from domain.invitations import INVITATION_LIFECYCLE, InvitationEvent

NAMESPACE = UUID("0b0f5a5e-8a1d-5f0e-9d5a-2b7a6f1d7c33")


async def ask_for_reset(parts: Parts, email: str) -> None:
    """A link to a new password, for whoever signs in with this address."""
    async with parts.open_books() as books:
        await request_reset(books, email, parts.clock.now())
    await parts.post.deliver(books.told)


async def ask_for_invitation(parts: Parts, email: str, address: str) -> None:
    """The invitation once more, for whoever was invited at this address."""
    now = parts.clock.now()
    async with parts.open_books() as books:
        for contact in await books.customers.contacts_with_email(email):
            invitation = await books.invitations.find(contact.number)
            if not invitation or not INVITATION_LIFECYCLE.allows(
                invitation.status, InvitationEvent.RESEND
            ):
                continue
            id = _id(contact.number, now)
            if await books.commands.find(id) is None:
                await books.commands.new(
                    id=id,
                    actor_kind=ActorKind.CONTACT,
                    actor=contact.number,
                    customer=contact.customer,
                    process="invitation",
                    key=contact.number,
                    signal="resend",
                    says="asked for a new link",
                    payload={},
                    document=contact.number,
                    address=address,
                    status=CommandStatus.PENDING,
                    given_at=now,
                )
    await parts.post.deliver(books.told)


def _id(contact: str, at: datetime) -> UUID:
    """Asked twice within a minute is asked once."""
    return uuid5(NAMESPACE, f"{contact}/{at:%Y%m%d%H%M}")
