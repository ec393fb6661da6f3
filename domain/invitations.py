"""Invitations to the portal: their lifecycle, how long a link lives, when to remind.

A contact person is invited and accepts by choosing a password. Until then the invitation can
expire, bounce or be revoked, and can be sent again: the new link replaces the old one. Sending it
again to somebody who has accepted only hands out the portal's address. Access that was disabled
begins anew with an invitation.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from domain.lifecycle import Lifecycle


class InvitationStatus(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    REVOKED = "revoked"
    DISABLED = "disabled"


class InvitationEvent(StrEnum):
    INVITE = "invite"
    ACCEPT = "accept"
    EXPIRE = "expire"
    BOUNCE = "bounce"
    REVOKE = "revoke"
    DISABLE = "disable"
    RESEND = "resend"


INVITATION_LIFECYCLE = Lifecycle[InvitationStatus, InvitationEvent](
    {
        InvitationStatus.INVITED: {
            InvitationEvent.ACCEPT: InvitationStatus.ACCEPTED,
            InvitationEvent.RESEND: InvitationStatus.INVITED,
            InvitationEvent.EXPIRE: InvitationStatus.EXPIRED,
            InvitationEvent.BOUNCE: InvitationStatus.BOUNCED,
            InvitationEvent.REVOKE: InvitationStatus.REVOKED,
            InvitationEvent.DISABLE: InvitationStatus.DISABLED,
        },
        InvitationStatus.ACCEPTED: {
            InvitationEvent.RESEND: InvitationStatus.ACCEPTED,
            InvitationEvent.DISABLE: InvitationStatus.DISABLED,
        },
        InvitationStatus.EXPIRED: {
            InvitationEvent.INVITE: InvitationStatus.INVITED,
            InvitationEvent.RESEND: InvitationStatus.INVITED,
            InvitationEvent.REVOKE: InvitationStatus.REVOKED,
            InvitationEvent.DISABLE: InvitationStatus.DISABLED,
        },
        # An out-of-office answer looks like a bounce: a link that did arrive can still be used.
        InvitationStatus.BOUNCED: {
            InvitationEvent.ACCEPT: InvitationStatus.ACCEPTED,
            InvitationEvent.INVITE: InvitationStatus.INVITED,
            InvitationEvent.RESEND: InvitationStatus.INVITED,
            InvitationEvent.EXPIRE: InvitationStatus.EXPIRED,
            InvitationEvent.REVOKE: InvitationStatus.REVOKED,
            InvitationEvent.DISABLE: InvitationStatus.DISABLED,
        },
        InvitationStatus.REVOKED: {InvitationEvent.INVITE: InvitationStatus.INVITED},
        InvitationStatus.DISABLED: {InvitationEvent.INVITE: InvitationStatus.INVITED},
    }
)

_REMIND_BEFORE_END = timedelta(days=2)
_REMIND_NOT_BEFORE = timedelta(days=1)
_RESEND_FLOOR = timedelta(seconds=60)


def valid_until(at: datetime, days: int) -> datetime:
    """The instant at which a link that is sent at `at` dies."""
    return at + timedelta(days=days)


def reminder_at(sent: datetime, until: datetime) -> datetime | None:
    """When to remind of an unused link: two days before it dies; None if that is within a day."""
    reminder = until - _REMIND_BEFORE_END
    return reminder if reminder - sent >= _REMIND_NOT_BEFORE else None


def check_resend(last_sent: datetime | None, at: datetime) -> bool:
    """Whether sending again really sends: within a minute of the last mail it does nothing."""
    return last_sent is None or at - last_sent >= _RESEND_FLOOR
