"""The lock of the books: until a day everything is final, and nothing is booked there any more.

What belongs to a locked day and happens now is booked on the first open day, and says so.
"""

from dataclasses import replace
from datetime import date, timedelta

from domain.errors import Conflict, Invalid
from domain.journal import BookedEvent
from domain.plain_words import is_blank
from domain.words import N_

LONGEST_REASON = 500


class DayNotOver(Invalid):
    message = N_("The books are locked until yesterday at most: {day} is not over.")


class LockedAlready(Conflict):
    message = N_("The books are locked until {until} already. An administrator can unlock them.")


class NotLockedThatFar(Conflict):
    message = N_("The books are not locked until {day}: there is nothing to unlock.")


class UnlockReasonMissing(Invalid):
    message = N_("Say why.")


def check_lock(until: date, locked_until: date | None, today: date) -> None:
    """Whether the books can be locked until this day. Raises `DayNotOver`, `LockedAlready`."""
    if until >= today:
        raise DayNotOver(day=str(until))
    if locked_until and until <= locked_until:
        raise LockedAlready(until=str(locked_until))


def check_unlock(first_open: date, locked_until: date | None, reason: str) -> None:
    """Whether the books can be opened from this day on.

    Raises `NotLockedThatFar` and `UnlockReasonMissing`.
    """
    if locked_until is None or first_open > locked_until:
        raise NotLockedThatFar(day=str(first_open))
    if is_blank(reason):
        raise UnlockReasonMissing


def first_open_day(locked_until: date | None) -> date | None:
    """The first day on which something can be booked; None while every day is open."""
    return locked_until + timedelta(days=1) if locked_until else None


def on_open_day(event: BookedEvent, locked_until: date | None) -> BookedEvent:
    """The event on the day on which it can be booked, with the day to which it belongs."""
    if locked_until is None or event.on > locked_until:
        return event
    return replace(event, on=locked_until + timedelta(days=1), belongs_to=event.on)
