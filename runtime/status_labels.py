"""The word and the tone in which each status is shown to people."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from domain.words import N_

Tone = Literal["good", "warn", "bad", "quiet", "info"]


@dataclass(frozen=True)
class StatusLabel:
    """How a status is shown."""

    word: str
    tone: Tone


_SUBSCRIPTIONS = {
    "FUTURE": StatusLabel(N_("Starts later"), "info"),
    "TRIAL": StatusLabel(N_("Trial"), "info"),
    "TRIAL_EXPIRED": StatusLabel(N_("Trial expired"), "bad"),
    "LIVE": StatusLabel(N_("Live"), "good"),
    "DUNNING": StatusLabel(N_("Payment overdue"), "bad"),
    "UNPAID": StatusLabel(N_("Unpaid"), "bad"),
    "NON_RENEWING": StatusLabel(N_("Ends soon"), "warn"),
    "PAUSED": StatusLabel(N_("Paused"), "quiet"),
    "CANCELLED": StatusLabel(N_("Cancelled"), "quiet"),
    "CANCELLED_FROM_DUNNING": StatusLabel(N_("Cancelled, unpaid"), "bad"),
    "EXPIRED": StatusLabel(N_("Expired"), "quiet"),
    "CREATION_FAILED": StatusLabel(N_("Could not start"), "bad"),
}
_INVOICES = {
    "DRAFT": StatusLabel(N_("Draft"), "quiet"),
    "OPEN": StatusLabel(N_("Open"), "info"),
    "PARTIALLY_PAID": StatusLabel(N_("Partly paid"), "warn"),
    "PAID": StatusLabel(N_("Paid"), "good"),
    "VOID": StatusLabel(N_("Void"), "quiet"),
    "WRITTEN_OFF": StatusLabel(N_("Written off"), "quiet"),
}
_PAYMENTS = {
    "CREATED": StatusLabel(N_("Started"), "info"),
    "REQUIRES_ACTION": StatusLabel(N_("Needs your confirmation"), "warn"),
    "PROCESSING": StatusLabel(N_("Being processed"), "info"),
    "UNKNOWN": StatusLabel(N_("Being checked"), "warn"),
    "SUCCEEDED": StatusLabel(N_("Paid"), "good"),
    "FAILED": StatusLabel(N_("Failed"), "bad"),
    "CANCELLED": StatusLabel(N_("Called off"), "quiet"),
    "PARTIALLY_REFUNDED": StatusLabel(N_("Partly refunded"), "quiet"),
    "REFUNDED": StatusLabel(N_("Refunded"), "quiet"),
    "LATE_FAILED": StatusLabel(N_("Came back"), "bad"),
    "DISPUTED": StatusLabel(N_("Disputed"), "warn"),
    "CHARGED_BACK": StatusLabel(N_("Charged back"), "bad"),
}
_TRIALS = {
    "RUNNING": StatusLabel(N_("Running"), "info"),
    "CONVERTING": StatusLabel(N_("Being charged"), "info"),
    "LAPSED": StatusLabel(N_("Expired"), "bad"),
    "CONVERTED": StatusLabel(N_("Converted"), "good"),
    "STOPPED": StatusLabel(N_("Stopped"), "quiet"),
    "CLOSED": StatusLabel(N_("Closed"), "quiet"),
}
_DUNNING = {
    "RUNNING": StatusLabel(N_("Trying again"), "warn"),
    "HELD": StatusLabel(N_("On hold"), "quiet"),
    "RECOVERED": StatusLabel(N_("Recovered"), "good"),
    "EXHAUSTED": StatusLabel(N_("All tries failed"), "bad"),
    "STOPPED": StatusLabel(N_("Stopped"), "quiet"),
}
_INVITATIONS = {
    "INVITED": StatusLabel(N_("Invited"), "info"),
    "ACCEPTED": StatusLabel(N_("Accepted"), "good"),
    "EXPIRED": StatusLabel(N_("Expired"), "warn"),
    "BOUNCED": StatusLabel(N_("Mail bounced"), "bad"),
    "REVOKED": StatusLabel(N_("Revoked"), "quiet"),
    "DISABLED": StatusLabel(N_("Disabled"), "quiet"),
}
_MESSAGES = {
    "QUEUED": StatusLabel(N_("Waiting to be sent"), "info"),
    "DELIVERED": StatusLabel(N_("Sent"), "good"),
    "UNDELIVERABLE": StatusLabel(N_("Could not be sent"), "bad"),
    "BOUNCED": StatusLabel(N_("Mail bounced"), "bad"),
}
_COMMANDS = {
    "PENDING": StatusLabel(N_("Being processed"), "info"),
    "APPLIED": StatusLabel(N_("Done"), "good"),
    "REFUSED": StatusLabel(N_("Refused"), "bad"),
}
_SET_UPS = {
    "CREATED": StatusLabel(N_("Started"), "info"),
    "WAITING": StatusLabel(N_("Being given"), "info"),
    "SAVED": StatusLabel(N_("Saved"), "good"),
    "FAILED": StatusLabel(N_("Failed"), "bad"),
    "CANCELLED": StatusLabel(N_("Called off"), "quiet"),
}
_PAUSES = {
    "SCHEDULED": StatusLabel(N_("Scheduled"), "info"),
    "RUNNING": StatusLabel(N_("Paused"), "quiet"),
    "RESUMED": StatusLabel(N_("Resumed"), "good"),
    "DELETED": StatusLabel(N_("Deleted"), "quiet"),
    "STOPPED": StatusLabel(N_("Stopped"), "quiet"),
}
_CANCELLATIONS = {
    "SCHEDULED": StatusLabel(N_("Scheduled"), "warn"),
    "REMOVED": StatusLabel(N_("Removed"), "quiet"),
    "CANCELLED": StatusLabel(N_("Cancelled"), "quiet"),
}
_CHANGES = {
    "SCHEDULED": StatusLabel(N_("Scheduled"), "info"),
    "PAYING": StatusLabel(N_("Being charged"), "info"),
    "APPLIED": StatusLabel(N_("Done"), "good"),
    "DECLINED": StatusLabel(N_("Not paid"), "bad"),
    "REPLACED": StatusLabel(N_("Replaced"), "quiet"),
    "WITHDRAWN": StatusLabel(N_("Withdrawn"), "quiet"),
    "DROPPED": StatusLabel(N_("Dropped"), "quiet"),
}
_DRAFTS = {
    "WRITTEN": StatusLabel(N_("Draft"), "quiet"),
    "READY": StatusLabel(N_("Issued soon"), "info"),
    "ISSUED": StatusLabel(N_("Issued"), "good"),
    "DISCARDED": StatusLabel(N_("Discarded"), "quiet"),
}
_RETAINERS = {
    "DRAFT": StatusLabel(N_("Draft"), "quiet"),
    "SENT": StatusLabel(N_("Sent"), "info"),
    "PAID": StatusLabel(N_("Paid"), "good"),
    "PARTIALLY_DRAWN": StatusLabel(N_("Partly drawn"), "good"),
    "DRAWN": StatusLabel(N_("Drawn"), "quiet"),
    "VOID": StatusLabel(N_("Void"), "quiet"),
}
_CREDIT_NOTES = {
    "OPEN": StatusLabel(N_("Open"), "info"),
    "CLOSED": StatusLabel(N_("Closed"), "quiet"),
    "VOID": StatusLabel(N_("Void"), "quiet"),
}
_REFUNDS = {
    "REQUESTED": StatusLabel(N_("Started"), "info"),
    "PENDING": StatusLabel(N_("Being processed"), "info"),
    "SUCCEEDED": StatusLabel(N_("Given back"), "good"),
    "FAILED": StatusLabel(N_("Failed"), "bad"),
}
_SALES_ORDERS = {
    "DRAFT": StatusLabel(N_("Draft"), "quiet"),
    "CONFIRMED": StatusLabel(N_("Confirmed"), "info"),
    "PARTLY_FULFILLED": StatusLabel(N_("Partly fulfilled"), "warn"),
    "FULFILLED": StatusLabel(N_("Fulfilled"), "good"),
    "VOID": StatusLabel(N_("Void"), "quiet"),
}
_SHIPMENTS = {
    "PACKED": StatusLabel(N_("Packed"), "info"),
    "SHIPPED": StatusLabel(N_("On its way"), "info"),
    "DELIVERED": StatusLabel(N_("Delivered"), "good"),
    "RETURNED": StatusLabel(N_("Sent back"), "bad"),
}
_SIGN_OFFS = {
    "WAITING": StatusLabel(N_("Waits for a second person"), "warn"),
    "APPROVED": StatusLabel(N_("Approved"), "good"),
    "REJECTED": StatusLabel(N_("Rejected"), "quiet"),
}
_QUOTES = {
    "DRAFT": StatusLabel(N_("Draft"), "quiet"),
    "SENT": StatusLabel(N_("Waits for an answer"), "info"),
    "ACCEPTED": StatusLabel(N_("Accepted"), "good"),
    "DECLINED": StatusLabel(N_("Declined"), "bad"),
    "EXPIRED": StatusLabel(N_("Expired"), "warn"),
    "CONVERTED": StatusLabel(N_("Converted"), "good"),
    "VOID": StatusLabel(N_("Withdrawn"), "quiet"),
}
_PROJECTS = {
    "ACTIVE": StatusLabel(N_("Active"), "good"),
    "ARCHIVED": StatusLabel(N_("Archived"), "quiet"),
}
_APPROVALS = {
    "DRAFT": StatusLabel(N_("Draft"), "quiet"),
    "SUBMITTED": StatusLabel(N_("Waits for approval"), "warn"),
    "APPROVED": StatusLabel(N_("Approved"), "good"),
    "REJECTED": StatusLabel(N_("Rejected"), "bad"),
    "RECALLED": StatusLabel(N_("Taken back"), "quiet"),
}
_ENTRIES = {
    "OPEN": StatusLabel(N_("Not submitted"), "quiet"),
    "WAITING": StatusLabel(N_("Waits for approval"), "warn"),
    "APPROVED": StatusLabel(N_("Approved"), "good"),
    "REJECTED": StatusLabel(N_("Rejected"), "bad"),
    "INVOICED": StatusLabel(N_("Invoiced"), "good"),
}
_BILLING = {
    "UNBILLED": StatusLabel(N_("Not invoiced"), "quiet"),
    "WAITING": StatusLabel(N_("Waits for approval"), "warn"),
    "APPROVED": StatusLabel(N_("Approved"), "good"),
    "REJECTED": StatusLabel(N_("Rejected"), "bad"),
    "BILLED": StatusLabel(N_("Invoiced"), "good"),
}
_LABELS = {
    "SubscriptionStatus": _SUBSCRIPTIONS,
    "InvoiceStatus": _INVOICES,
    "PaymentStatus": _PAYMENTS,
    "TrialStatus": _TRIALS,
    "DunningStatus": _DUNNING,
    "InvitationStatus": _INVITATIONS,
    "MessageStatus": _MESSAGES,
    "CommandStatus": _COMMANDS,
    "SetUpStatus": _SET_UPS,
    "PauseStatus": _PAUSES,
    "CancellationStatus": _CANCELLATIONS,
    "ChangeStatus": _CHANGES,
    "DraftStatus": _DRAFTS,
    "RetainerStatus": _RETAINERS,
    "CreditNoteStatus": _CREDIT_NOTES,
    "RefundStage": _REFUNDS,
    "SignOffStatus": _SIGN_OFFS,
    "SalesOrderStatus": _SALES_ORDERS,
    "ShipmentStatus": _SHIPMENTS,
    "QuoteStatus": _QUOTES,
    "ProjectStatus": _PROJECTS,
    "ApprovalStatus": _APPROVALS,
    "EntryStatus": _ENTRIES,
    "BillingStatus": _BILLING,
}


def status_label(status: StrEnum, translate: Callable[[str], str]) -> StatusLabel:
    """The translated word and the tone of a status; its own name where no word was chosen."""
    label = _LABELS.get(type(status).__name__, {}).get(status.name)
    if label is None:
        return StatusLabel(status.name.replace("_", " ").capitalize(), "quiet")
    return StatusLabel(translate(label.word), label.tone)
