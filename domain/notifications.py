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
    SUBSCRIPTION_CHANGED = "subscription_changed"
    SUBSCRIPTION_CANCELLED = "subscription_cancelled"
    SIGN_OFF_ASKED = "sign_off_asked"
    QUOTE_VIEWED = "quote_viewed"
    QUOTE_ACCEPTED = "quote_accepted"
    QUOTE_DECLINED = "quote_declined"
    QUOTE_NOT_CONVERTED = "quote_not_converted"


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


class NoSuchNotification(NotFound):
    message = N_("There is no such notification.")
