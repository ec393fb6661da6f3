"""Messages: the mails that go out, their lifecycle, and when a delivery is tried again.

A message is queued until a server has taken it, or until it has been refused for good or tried for
too long. A message that was taken can still bounce, and the report of it can be faster than we are.
"""

from datetime import timedelta
from enum import StrEnum

from domain.lifecycle import Lifecycle


class MessageStatus(StrEnum):
    QUEUED = "queued"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    BOUNCED = "bounced"


class MessageEvent(StrEnum):
    DELIVER = "deliver"
    GIVE_UP = "give_up"
    BOUNCE = "bounce"


MESSAGE_LIFECYCLE = Lifecycle[MessageStatus, MessageEvent](
    {
        MessageStatus.QUEUED: {
            MessageEvent.DELIVER: MessageStatus.DELIVERED,
            MessageEvent.GIVE_UP: MessageStatus.UNDELIVERABLE,
            MessageEvent.BOUNCE: MessageStatus.BOUNCED,
        },
        MessageStatus.DELIVERED: {MessageEvent.BOUNCE: MessageStatus.BOUNCED},
        MessageStatus.UNDELIVERABLE: {},
        MessageStatus.BOUNCED: {},
    }
)


class MailKind(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (the name of a mail, no password)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (the name of a mail, no password)
    TRIAL_ENDING = "trial_ending"
    TRIAL_CONVERTED = "trial_converted"
    TRIAL_LAPSED = "trial_lapsed"
    RECEIPT = "receipt"
    CHARGE_FAILED = "charge_failed"
    RECOVERED = "recovered"
    CANCELLED = "cancelled"
    RENEWAL_NOTICE = "renewal_notice"
    SUBSCRIPTION_CHANGED = "subscription_changed"
    CHANGE_NOT_DONE = "change_not_done"
    ACTION_REQUIRED = "action_required"
    METHOD_EXPIRING = "method_expiring"
    METHOD_EXPIRED = "method_expired"
    INVOICE_REMINDER = "invoice_reminder"
    LATE_FEE = "late_fee"
    PAYMENT_RETURNED = "payment_returned"
    INVOICE_ISSUED = "invoice_issued"
    RETAINER_ISSUED = "retainer_issued"
    REFUNDED = "refunded"
    CREDIT_ISSUED = "credit_issued"
    FORWARDED = "forwarded"
    DOCUMENT_LINK = "document_link"
    LINK_CODE = "link_code"
    QUOTE_SENT = "quote_sent"
    QUOTE_REMINDER = "quote_reminder"
    QUOTE_ACCEPTED = "quote_accepted"
    STAFF_NEWS = "staff_news"
    COMMENT_SHOWN = "comment_shown"
    APPROVAL_SUBMITTED = "approval_submitted"
    APPROVAL_REMINDER = "approval_reminder"
    SHIPMENT_SENT = "shipment_sent"
    SHIPMENT_DELIVERED = "shipment_delivered"


_RETRY_AFTER_MINUTES = (1, 5, 15, 60, 240, 720, 1440)


def retry_delay(attempt: int) -> timedelta | None:
    """How long to wait after the attempt (1 is the first) was put off; None to give up."""
    if attempt > len(_RETRY_AFTER_MINUTES):
        return None
    return timedelta(minutes=_RETRY_AFTER_MINUTES[attempt - 1])
