"""Timelines: the kinds of what happens to a subscription, and which of them customers see.

Staff see all of it. The customer sees what became of the subscription, its invoices, payments,
credit notes and mails: no inner steps, and no command that was refused to somebody else.
"""

from enum import StrEnum


class TimelineKind(StrEnum):
    COMMAND = "command"
    BEGAN = "began"
    TRIAL_BEGAN = "trial_began"
    TRIAL_LAPSED = "trial_lapsed"
    ENDED = "ended"
    INVOICE = "invoice"
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    MAIL = "mail"
    CHANGE_ASKED = "change_asked"
    CHANGE_DECIDED = "change_decided"
    PAUSE_SCHEDULED = "pause_scheduled"
    PAUSE_BEGAN = "pause_began"
    PAUSE_ENDED = "pause_ended"
    CANCELLATION_SCHEDULED = "cancellation_scheduled"
    CANCELLATION_DECIDED = "cancellation_decided"
    DUNNING_BEGAN = "dunning_began"
    DUNNING_ENDED = "dunning_ended"
    REMINDERS_BEGAN = "reminders_began"
    REMINDERS_ENDED = "reminders_ended"


INNER = frozenset(
    {
        TimelineKind.DUNNING_BEGAN,
        TimelineKind.DUNNING_ENDED,
        TimelineKind.REMINDERS_BEGAN,
        TimelineKind.REMINDERS_ENDED,
    }
)
"""Steps that only staff see: the customer sees the payments and the mails that come of them."""

PUBLIC_COMMANDS = frozenset(
    {
        ("trial", "activate"),
        ("trial", "extend"),
        ("subscription", "auto_charge"),
        ("subscription", "change"),
        ("subscription", "withdraw_change"),
        ("subscription", "reactivate"),
        ("pause", "pause"),
        ("pause", "change_schedule"),
        ("pause", "delete_schedule"),
        ("pause", "resume"),
        ("cancellation", "cancel"),
        ("cancellation", "remove"),
    }
)
"""What a person can ask of a subscription: the process and its signal."""

OF_SUBSCRIPTION = ("subscription", "trial", "pause", "cancellation")
"""The processes that have the number of a subscription."""
