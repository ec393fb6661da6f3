"""Parking: while something is wrong with a customer's books, nothing is charged by itself.

Terms are billed, mails go out, and whatever the customer asks for is done. What would be charged by
itself waits, in order, until staff have looked and release the customer.
"""

from datetime import datetime
from enum import StrEnum

from domain.errors import Conflict, Invalid
from domain.plain_words import is_blank
from domain.words import N_

LONGEST_REASON = 500


class NotParked(Conflict):
    message = N_("{customer} is not parked.")


class ReleaseReasonMissing(Invalid):
    message = N_("Say what was found and why it can go on.")


class Automatic(StrEnum):
    """What is done without anybody asking for it."""

    COLLECT = "collect"
    FIRST_CHARGE = "first_charge"
    TRIAL_CHARGE = "trial_charge"
    RETRY = "retry"
    FINAL_ACTION = "final_action"
    RENEW = "renew"
    REMIND = "remind"
    NOTICE = "notice"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    MAIL = "mail"


HELD = frozenset(
    {
        Automatic.COLLECT,
        Automatic.FIRST_CHARGE,
        Automatic.TRIAL_CHARGE,
        Automatic.RETRY,
        # While nothing is tried, nobody loses a subscription for what was not tried.
        Automatic.FINAL_ACTION,
    }
)
"""What waits while a customer is parked; nothing else does."""

SAYS = "Parked: nothing is charged by itself until staff release the customer."


def is_held(deed: Automatic, parked_at: datetime | None) -> bool:
    """Whether this waits now."""
    return parked_at is not None and deed in HELD


def check_release(customer: str, parked_at: datetime | None, reason: str) -> None:
    """Whether it can be released. Raises `NotParked` and `ReleaseReasonMissing`."""
    if parked_at is None:
        raise NotParked(customer=customer)
    if is_blank(reason):
        raise ReleaseReasonMissing
