"""Links to one document or one purpose: their life, and the code that shows who holds one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict, Invalid, NotFound
from domain.words import N_

MOST_LINK_DAYS = 366
AFTER_PAYMENT = timedelta(days=30)
CODE_LIFE = timedelta(minutes=15)
MOST_GUESSES = 5
PROVEN_FOR = timedelta(hours=1)
"""For so long after the code was typed its browser need not type another one."""


class LinkPurpose(StrEnum):
    """What a link opens: one document, and the way to pay it; or a new payment method."""

    DOCUMENT = "document"
    METHOD = "method"


class LinkGone(NotFound):
    """Whatever is wrong with it: whoever holds it hears the same."""

    message = N_("This link is not good, or not any more. Ask for a new one.")


class LinksSwitchedOff(Conflict):
    message = N_("Links to documents are switched off in the preferences.")


class NotToBeLinked(Conflict):
    message = N_("{number} is void: no link to it can be made.")


class NobodyToLink(Conflict):
    message = N_("{customer} has no contact person with an e-mail address to make a link for.")


class WrongCode(Invalid):
    message = N_("This is not the code of the newest mail, or its time is over.")


@dataclass(frozen=True)
class LinkLife:
    """What the life of a link depends on. `settled_at` and `is_void` are its document's."""

    expires_at: datetime
    ended_at: datetime | None = None
    settled_at: datetime | None = None
    is_void: bool = False

    def is_over(self, at: datetime) -> bool:
        """Whether it opens nothing any more."""
        return self.is_gone(at) or self.expires_at <= at

    def is_gone(self, at: datetime) -> bool:
        """Whether no new link to the same would open anything either, or none may."""
        paid_long_ago = self.settled_at is not None and self.settled_at + AFTER_PAYMENT <= at
        return self.is_void or self.ended_at is not None or paid_long_ago

    def can_be_asked_for_again(self, at: datetime) -> bool:
        """Whether nothing but its time is over: what staff took back stays taken back."""
        return self.expires_at <= at and not self.is_gone(at)


@dataclass(frozen=True)
class CodeLife:
    """A code that was mailed: it is good for some guesses, and then for nothing."""

    expires_at: datetime
    guesses: int
    passed_at: datetime | None = None

    def can_be_guessed(self, at: datetime) -> bool:
        return self.passed_at is None and at < self.expires_at and self.guesses < MOST_GUESSES

    def proves(self, at: datetime) -> bool:
        """Whether it was typed a short time ago."""
        return self.passed_at is not None and at < self.passed_at + PROVEN_FOR


def link_until(at: datetime, days: int) -> datetime:
    return at + timedelta(days=days)
