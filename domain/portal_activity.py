"""Portal activity: what customers do by themselves, by the module in which they do it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

OPENED_DOCUMENT = "opened"
"""What a first look is counted as, beside the processes and nouns that commands name."""


class Module(StrEnum):
    """A part of the portal; OPENED counts the first look at each document."""

    OPENED = "opened"
    SUBSCRIPTIONS = "subscriptions"
    QUOTES = "quotes"
    INVOICES = "invoices"
    PAYMENTS = "payments"
    APPROVALS = "approvals"
    COMMENTS = "comments"
    ACCOUNT = "account"


PARTS: Mapping[Module, tuple[str, ...]] = MappingProxyType(
    {
        Module.OPENED: (OPENED_DOCUMENT,),
        Module.SUBSCRIPTIONS: ("subscription", "trial", "pause", "cancellation"),
        Module.QUOTES: ("quote",),
        Module.INVOICES: ("invoice", "retainer", "document", "link"),
        Module.PAYMENTS: ("payment", "method", "dunning"),
        Module.APPROVALS: ("approval",),
        Module.COMMENTS: ("comment",),
        Module.ACCOUNT: ("contact", "customer", "invitation", "portal"),
    }
)
"""The processes and nouns of each; what is none of these counts in the sum alone."""
