"""Invitations: sent, reminded of, accepted once, expired, revoked; and access taken away."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.link_holders import holder_of
from activities.messages import Link, Mail, queue_mail
from activities.process import Decision, ProcessActivities, Told, noted, tell
from domain.customers import ContactNeedsEmail
from domain.invitations import (
    INVITATION_LIFECYCLE,
    InvitationEvent,
    InvitationStatus,
    check_resend,
    reminder_at,
    valid_until,
)
from domain.links import AlreadyInvited, LinkUnusable, NotInvited
from domain.messages import MailKind
from domain.tokens import TokenPurpose

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.customers import ContactRow
    from storage.invitations import InvitationRow

REMIND, EXPIRE = "remind", "expire"


class InvitationActivities(ProcessActivities):
    @activity.defn
    async def invitation_clock(self, contact: str) -> Clock:
        """What is due next in the invitation of this contact person, and when."""
        return await self._in_books(lambda books: _clock(books, contact))

    @activity.defn
    async def decide_invitation(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_invitation_step(self, due: StepDue) -> Clock:
        """Remind or expire, unless the books say that the invitation was answered by now."""

        async def work(books: "Books") -> Clock:
            invitation = await books.invitations.lock(due.key)
            clock = await _clock(books, due.key)
            if due.has_come(clock):
                await _STEPS[due.step](books, invitation, due.as_of)
                await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _clock(books: "Books", contact: str) -> Clock:
    invitation = await books.invitations.find(contact)
    if invitation is None:
        return Clock("refused", "It was refused: nothing was sent.", over=True)
    if invitation.status is not InvitationStatus.INVITED:
        return Clock(invitation.status, f"It has ended: {invitation.status}.", over=True)
    says = (
        f"Sent on {invitation.sent_at:%a %d %b %Y}; valid until {invitation.expires_at:%a %d %b}."
    )
    if invitation.remind_at and invitation.reminded_at is None:
        return Clock(invitation.status, says, step=REMIND, at=invitation.remind_at)
    return Clock(invitation.status, says, step=EXPIRE, at=invitation.expires_at)


async def _invite(books: "Books", command: "CommandRow", at: datetime) -> None:
    invitation = await _locked(books, command.key)
    if invitation is None:
        invitation = books.invitations.new(
            contact=command.key,
            status=InvitationStatus.INVITED,
            version=0,
            sent_at=at,
            expires_at=at,
        )
    elif not INVITATION_LIFECYCLE.allows(invitation.status, InvitationEvent.INVITE):
        raise AlreadyInvited
    else:
        invitation.status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.INVITE)
    await _send(books, invitation, at)


async def _resend(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Send it again: the new link replaces the old one. Twice within a minute is once."""
    invitation = await _locked(books, command.key)
    if invitation is None:
        raise NotInvited
    status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.RESEND)
    if not check_resend(invitation.sent_at, at):
        return
    invitation.status = status
    await _send(books, invitation, at)


async def _revoke(books: "Books", command: "CommandRow", at: datetime) -> None:
    invitation = await _locked(books, command.key)
    if invitation is None:
        raise NotInvited
    invitation.status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.REVOKE)
    await books.tokens.end_all(command.key, reason="revoked", at=at)


async def _bounced(books: "Books", command: "CommandRow", at: datetime) -> None:  # noqa: ARG001 - a decision
    invitation = await _locked(books, command.key)
    if invitation and INVITATION_LIFECYCLE.allows(invitation.status, InvitationEvent.BOUNCE):
        invitation.status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.BOUNCE)


async def _locked(books: "Books", contact: str) -> "InvitationRow | None":
    """The invitation as it is now; two who invite the same person wait for each other."""
    await books.customers.lock_contact(contact)
    found = await books.invitations.find(contact)
    return await books.invitations.lock(contact) if found else None


async def _send(books: "Books", invitation: "InvitationRow", at: datetime) -> None:
    """A fresh link, the older ones dead; to somebody who has accepted, only the address."""
    contact = await books.customers.lock_contact(invitation.contact)
    if not contact.email:
        raise ContactNeedsEmail(contact=contact.number)
    preferences = await books.organisations.preferences()
    invitation.version += 1
    invitation.sent_at = at
    link = None
    if invitation.status is InvitationStatus.INVITED:
        until = valid_until(at, preferences.invite_valid_days)
        link = Link(TokenPurpose.INVITATION, until=until)
        invitation.expires_at = until
        invitation.remind_at = reminder_at(at, until)
        invitation.reminded_at = None
    await _mail(books, invitation, contact, link, at)


async def _mail(
    books: "Books",
    invitation: "InvitationRow",
    contact: "ContactRow",
    link: Link | None,
    at: datetime,
) -> None:
    await queue_mail(
        books,
        Mail(
            MailKind.INVITATION,
            contact.customer,
            about=f"{contact.number}/{invitation.version}/{at:%Y%m%d%H%M%S}",
            document=contact.number,
            contact=contact.number,
            link=link,
            facts={
                "mail": contact.email,
                "valid_until": invitation.expires_at,
                "accept_url": None,  # the link, where there is one, comes with the mail
            },
        ),
        at,
    )


async def _remind(books: "Books", invitation: "InvitationRow", at: datetime) -> None:
    """The same invitation once more, with the same link: both mails can be used."""
    invitation.reminded_at = at
    if at >= invitation.expires_at:
        return
    contact = await books.customers.lock_contact(invitation.contact)
    await _mail(books, invitation, contact, Link(TokenPurpose.INVITATION), at)


async def _expire(books: "Books", invitation: "InvitationRow", at: datetime) -> None:
    invitation.status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.EXPIRE)
    await books.tokens.end_all(invitation.contact, reason="expired", at=at)


async def accept_invitation(
    books: "Books", digest: str, password_hash: str, at: datetime
) -> "ContactRow":
    """Set the password and end the link. Raises `LinkUnusable` with its reason."""
    contact = await holder_of(books, digest, TokenPurpose.INVITATION, at)
    invitation = await books.invitations.lock(contact.number)
    if not INVITATION_LIFECYCLE.allows(invitation.status, InvitationEvent.ACCEPT):
        raise LinkUnusable(reason=invitation.status)
    invitation.status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.ACCEPT)
    invitation.accepted_at = at
    contact.password_hash, contact.password_changed_at = password_hash, at
    await books.tokens.end_all(contact.number, reason="accepted", at=at)
    await books.sessions.end_of_contact(contact.number, at=at)
    await tell(
        books, Told("invitation", contact.number, contact.customer, "accept", "accepted"), at
    )
    return contact


async def disable_portal(books: "Books", contact_number: str, at: datetime) -> None:
    """Nobody enters with this person's password or link any more, from this commit on."""
    contact = await books.customers.lock_contact(contact_number)
    invitation = await _locked(books, contact_number)
    if invitation is None:
        raise NotInvited
    invitation.status = INVITATION_LIFECYCLE.advance(invitation.status, InvitationEvent.DISABLE)
    contact.password_hash = None
    await books.sessions.end_of_contact(contact_number, at=at)
    await books.tokens.end_all(contact_number, reason="revoked", at=at)
    await tell(books, Told("invitation", contact_number, contact.customer, "stop", "disabled"), at)


_STEPS = {REMIND: _remind, EXPIRE: _expire}
_DECISIONS: dict[str, Decision] = {
    "invite": _invite,
    "resend": _resend,
    "revoke": _revoke,
    "bounced": _bounced,
    "accept": noted,
    "stop": noted,
}
