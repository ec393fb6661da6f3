"""Notifications: what happened outside that staff want to hear of, until one has read it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.errors import NotFound
from domain.words import N_


class NotificationKind(StrEnum):
    """PAYMENT_RECEIVED is what customers pay themselves: nobody counts renewals one by one.

    QUOTE_NOT_CONVERTED is one that was accepted and could not become by itself what it should.
    """

    INVOICE_VIEWED = "invoice_viewed"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_RETURNED = "payment_returned"
    PAID_BACK_TWICE = "paid_back_twice"
    SUBSCRIPTION_CHANGED = "subscription_changed"
    SUBSCRIPTION_CANCELLED = "subscription_cancelled"
    SIGN_OFF_ASKED = "sign_off_asked"
    QUOTE_VIEWED = "quote_viewed"
    QUOTE_ACCEPTED = "quote_accepted"
    QUOTE_DECLINED = "quote_declined"
    QUOTE_NOT_CONVERTED = "quote_not_converted"
    DRAFT_NOT_ISSUED = "draft_not_issued"
    COMMENT_WRITTEN = "comment_written"
    MENTIONED = "mentioned"
    DOCUMENT_VIEWED = "document_viewed"
    APPROVAL_APPROVED = "approval_approved"
    APPROVAL_REJECTED = "approval_rejected"


_CHANGED, _CANCELLED = (
    NotificationKind.SUBSCRIPTION_CHANGED,
    NotificationKind.SUBSCRIPTION_CANCELLED,
)
OF_COMMANDS: Mapping[tuple[str, str], NotificationKind] = MappingProxyType(
    {
        ("subscription", "change"): _CHANGED,
        ("subscription", "reactivate"): _CHANGED,
        ("pause", "pause"): _CHANGED,
        ("pause", "resume"): _CHANGED,
        ("cancellation", "cancel"): _CANCELLED,
    }
)
"""What customers do to a subscription, by process and signal."""


NEWS: Mapping[NotificationKind, str] = MappingProxyType(
    {
        NotificationKind.INVOICE_VIEWED: N_(
            "The customer has seen %(document)s for the first time."
        ),
        NotificationKind.PAYMENT_RECEIVED: N_("The customer has paid: %(document)s."),
        NotificationKind.PAYMENT_RETURNED: N_(
            "%(document)s came back: what it paid is owed again."
        ),
        NotificationKind.PAID_BACK_TWICE: N_(
            "The bank took back what had been given back of %(document)s before: the customer"
            " has it twice. Claim it."
        ),
        NotificationKind.SUBSCRIPTION_CHANGED: N_("The customer has changed %(document)s."),
        NotificationKind.SUBSCRIPTION_CANCELLED: N_("The customer has cancelled %(document)s."),
        NotificationKind.SIGN_OFF_ASKED: N_("%(document)s waits for a second person."),
        NotificationKind.QUOTE_VIEWED: N_("The customer has seen the offer %(document)s."),
        NotificationKind.QUOTE_ACCEPTED: N_("The customer has accepted %(document)s."),
        NotificationKind.QUOTE_DECLINED: N_("The customer has declined %(document)s."),
        NotificationKind.QUOTE_NOT_CONVERTED: N_(
            "%(document)s was accepted, and could not be converted by itself."
        ),
        NotificationKind.DRAFT_NOT_ISSUED: N_(
            "%(document)s could not be issued by itself, and is held back."
        ),
        NotificationKind.APPROVAL_APPROVED: N_("The customer has approved %(document)s."),
        NotificationKind.APPROVAL_REJECTED: N_(
            "The customer has rejected %(document)s, or a part."
        ),
        NotificationKind.COMMENT_WRITTEN: N_("The customer has written a comment on %(document)s."),
        NotificationKind.MENTIONED: N_("You are named in a comment on %(document)s."),
        NotificationKind.DOCUMENT_VIEWED: N_(
            "The customer has opened %(document)s for the first time."
        ),
    }
)
"""What each says, on the console's first page and in mails."""


class NoSuchNotification(NotFound):
    message = N_("There is no such notification.")
