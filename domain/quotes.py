"""Quotes: what is offered in versions, and what becomes of the offer.

What was sent is never changed: staff write the next version beside it, and only by being sent does
that take its place. Until then the version before is still on offer, and an acceptance of it ends
the draft. Whoever accepts says which version and which total they saw.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict, Invalid, NotFound
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.periods import instant, local_date
from domain.words import N_

MOST_VALID_DAYS = 3650
MOST_REASON = 2000


class QuoteStatus(StrEnum):
    """How its newest version stands; a draft that was never sent has nothing to stand for."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    CONVERTED = "converted"
    VOID = "void"


class QuoteEvent(StrEnum):
    """`send` is that of a first or a next version, `reopen` takes an acceptance back."""

    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    EXTEND = "extend"
    REOPEN = "reopen"
    CONVERT = "convert"
    WITHDRAW = "withdraw"


_OFFERED_AGAIN = {
    QuoteEvent.SEND: QuoteStatus.SENT,
    QuoteEvent.EXTEND: QuoteStatus.SENT,
    QuoteEvent.WITHDRAW: QuoteStatus.VOID,
}
QUOTE_LIFECYCLE = Lifecycle[QuoteStatus, QuoteEvent](
    {
        QuoteStatus.DRAFT: {
            QuoteEvent.SEND: QuoteStatus.SENT,
            QuoteEvent.WITHDRAW: QuoteStatus.VOID,
        },
        QuoteStatus.SENT: {
            **_OFFERED_AGAIN,
            QuoteEvent.ACCEPT: QuoteStatus.ACCEPTED,
            QuoteEvent.DECLINE: QuoteStatus.DECLINED,
            QuoteEvent.EXPIRE: QuoteStatus.EXPIRED,
        },
        QuoteStatus.ACCEPTED: {
            QuoteEvent.SEND: QuoteStatus.SENT,
            QuoteEvent.REOPEN: QuoteStatus.SENT,
            QuoteEvent.CONVERT: QuoteStatus.CONVERTED,
            QuoteEvent.WITHDRAW: QuoteStatus.VOID,
        },
        QuoteStatus.DECLINED: {
            QuoteEvent.SEND: QuoteStatus.SENT,
            QuoteEvent.WITHDRAW: QuoteStatus.VOID,
        },
        QuoteStatus.EXPIRED: {
            **_OFFERED_AGAIN,
            QuoteEvent.ACCEPT: QuoteStatus.ACCEPTED,
            QuoteEvent.DECLINE: QuoteStatus.DECLINED,
            QuoteEvent.CONVERT: QuoteStatus.CONVERTED,
        },
        QuoteStatus.CONVERTED: {},
        QuoteStatus.VOID: {},
    }
)
UNDECIDED = frozenset({QuoteStatus.SENT})
REVISABLE = frozenset({QuoteStatus.SENT, QuoteStatus.DECLINED, QuoteStatus.EXPIRED})
"""In which a next version may be written; an accepted one by preference as well."""


class NoSuchQuote(NotFound):
    message = N_("There is no quote {quote}.")


class QuoteNotOpen(Conflict):
    message = N_("{quote} is not on offer any more.")


class ValidityBackwards(Invalid):
    message = N_("A quote is valid until today or a later day.")


class ValidityTooLong(Invalid):
    message = N_("A quote is valid for at most {most} days.")


class ValidityShortened(Invalid):
    message = N_("It is valid until {day} already: choose a later day.")


class NothingToSend(Conflict):
    message = N_("There is no draft of {quote}: nothing waits to be sent.")


class QuoteConverted(Conflict):
    message = N_("{quote} became {document} already.")


class NotRevisable(Conflict):
    message = N_("{quote} cannot be revised any more.")


@dataclass(frozen=True)
class Decision:
    """Who has accepted or declined it, and on which day of the organisation's zone."""

    who: str
    day: date


@dataclass(frozen=True)
class Offer:
    """A quote as it stands: its newest sent version, what that comes to, until when it holds.

    `total` is what the version comes to with the options that are being chosen. `valid_until` is a
    day of the organisation's zone, and the whole of it unless it is not `inclusive`; None is for
    ever. `expired_at` is when it has expired by the books, whatever preferences say since.
    """

    quote: str
    status: QuoteStatus
    version: int
    total: Money
    valid_until: date | None
    zone: str
    decided: Decision | None = None
    inclusive: bool = True
    expired_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The instant from which on it cannot be accepted any more."""
        if self.valid_until is None:
            return None
        return end_of_validity(self.valid_until, self.zone, inclusive=self.inclusive)

    def is_over(self, at: datetime) -> bool:
        if self.status is QuoteStatus.EXPIRED:
            return self.expired_at is None or at >= self.expired_at
        return self.ends_at is not None and at >= self.ends_at


def check_validity(
    valid_until: date | None, at: datetime, zone: str, *, inclusive: bool = True
) -> None:
    """Raises `ValidityBackwards` and `ValidityTooLong`."""
    if valid_until is None:
        return
    days = (valid_until - local_date(at, zone)).days
    if days < int(not inclusive):
        raise ValidityBackwards
    if days > MOST_VALID_DAYS:
        raise ValidityTooLong(most=MOST_VALID_DAYS)


def check_extension(now: date | None, later: date | None) -> None:
    """What was promised is not taken back. Raises `ValidityShortened`."""
    if now is not None and later is not None and later <= now:
        raise ValidityShortened(day=now.isoformat())


def check_revision(offer: Offer, *, edit_accepted: bool) -> None:
    """Whether a next version may be written. Raises `NotRevisable`."""
    accepted = offer.status is QuoteStatus.ACCEPTED and edit_accepted
    if offer.status not in REVISABLE and not accepted:
        raise NotRevisable(quote=offer.quote)


def after_revision(offer: Offer, *, sells_the_same: bool) -> QuoteStatus:
    """How the quote stands once its next version is sent.

    An acceptance lives on if it is of just what that version sells; anything else has to be
    accepted anew.
    """
    if offer.status is QuoteStatus.ACCEPTED and sells_the_same:
        return QuoteStatus.ACCEPTED
    return QUOTE_LIFECYCLE.advance(offer.status, QuoteEvent.SEND)


def end_of_validity(last: date, zone: str, *, inclusive: bool = True) -> datetime:
    """The first instant at which what is valid until that day is not any more."""
    return instant(last + timedelta(days=int(inclusive)), 0, zone)
