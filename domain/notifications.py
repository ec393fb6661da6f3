"""Notifications: what happened outside that staff want to hear of, until one has read it."""

from enum import StrEnum

from domain.errors import NotFound
from domain.words import N_


class NotificationKind(StrEnum):
    INVOICE_VIEWED = "invoice_viewed"


class NoSuchNotification(NotFound):
    message = N_("There is no such notification.")
