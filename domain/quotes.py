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
        QuoteStatus.EXPIRED: {**_OFFERED_AGAIN, QuoteEvent.CONVERT: QuoteStatus.CONVERTED},
        QuoteStatus.CONVERTED: {},
        QuoteStatus.VOID: {},
    }
)
UNDECIDED = frozenset({QuoteStatus.SENT})
REVISABLE = frozenset({QuoteStatus.SENT, QuoteStatus.DECLINED, QuoteStatus.EXPIRED})
"""In which a next version may be written; an accepted one by preference as well."""


class NoSuchQuote(NotFound):
    message = N_("There is no quote {quote}.")


class NewerOffer(Conflict):
    message = N_("There is a newer offer: look at version {version} of {quote}.")


class OfferMoved(Conflict):
    message = N_("{quote} comes to {total}, not to what you saw: look at it again.")


class QuoteAccepted(Conflict):
    message = N_("{quote} was accepted already, by {who} on {day}.")


class QuoteDeclined(Conflict):
    message = N_("{quote} was declined already, by {who} on {day}.")


class QuoteExpired(Conflict):
    message = N_("{quote} was valid until {day}: ask for it to be extended.")


class QuoteNotOpen(Conflict):
    message = N_("{quote} is not on offer any more.")


class DeclineReasonMissing(Invalid):
    message = N_("Say why you decline it.")


class TermsNotAccepted(Invalid):
    message = N_("Accept the terms first.")


class SignatureMissing(Invalid):
    message = N_("Sign with your full name.")


class ValidityBackwards(Invalid):
    message = N_("A quote is valid until today or a later day.")


class ValidityTooLong(Invalid):
    message = N_("A quote is valid for at most {most} days.")


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
    day of the organisation's zone, and the whole of it; None is for ever.
    """

    quote: str
    status: QuoteStatus
    version: int
    total: Money
    valid_until: date | None
    zone: str
    decided: Decision | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The instant from which on it cannot be accepted any more."""
        if self.valid_until is None:
            return None
        return instant(self.valid_until + timedelta(days=1), 0, self.zone)

    def is_over(self, at: datetime) -> bool:
        return self.ends_at is not None and at >= self.ends_at


@dataclass(frozen=True)
class Answer:
    """What a customer saw when they answered: the version, and what it came to with their choice.

    `name` is typed as a signature.
    """

    version: int
    total: Money
    name: str = ""
    terms_accepted: bool = False
    purchase_order: str = ""


@dataclass(frozen=True)
class AnswerRules:
    """What the organisation asks of an answer."""

    signature: bool = False
    terms_tick: bool = False
    decline_reason: bool = True
    after_expiry: bool = False


def check_acceptance(offer: Offer, answer: Answer, rules: AnswerRules, at: datetime) -> None:
    """Whether this answer accepts what is on offer.

    Raises `QuoteAccepted`, `QuoteDeclined`, `QuoteNotOpen`, `NewerOffer`, `QuoteExpired`,
    `OfferMoved`, `TermsNotAccepted` and `SignatureMissing`.
    """
    _check_open(offer, answer.version)
    if offer.is_over(at) and not rules.after_expiry and offer.valid_until:
        raise QuoteExpired(quote=offer.quote, day=offer.valid_until.isoformat())
    if answer.total != offer.total:
        raise OfferMoved(quote=offer.quote, total=str(offer.total))
    if rules.terms_tick and not answer.terms_accepted:
        raise TermsNotAccepted
    if rules.signature and not answer.name.strip():
        raise SignatureMissing


def check_decline(offer: Offer, version: int, reason: str, rules: AnswerRules) -> None:
    """Whether it can be declined; one that has run out, too: its reason is worth to be heard.

    Raises `QuoteAccepted`, `QuoteDeclined`, `QuoteNotOpen`, `NewerOffer` and
    `DeclineReasonMissing`.
    """
    _check_open(offer, version)
    if rules.decline_reason and not reason.strip():
        raise DeclineReasonMissing


def check_validity(valid_until: date | None, at: datetime, zone: str) -> None:
    """Raises `ValidityBackwards` and `ValidityTooLong`."""
    if valid_until is None:
        return
    days = (valid_until - local_date(at, zone)).days
    if days < 0:
        raise ValidityBackwards
    if days > MOST_VALID_DAYS:
        raise ValidityTooLong(most=MOST_VALID_DAYS)


def check_revision(offer: Offer, *, edit_accepted: bool) -> None:
    """Whether a next version may be written. Raises `NotRevisable`."""
    accepted = offer.status is QuoteStatus.ACCEPTED and edit_accepted
    if offer.status not in REVISABLE and not accepted:
        raise NotRevisable(quote=offer.quote)


def after_revision(offer: Offer, total: Money) -> QuoteStatus:
    """How the quote stands once its next version is sent.

    An acceptance lives on if the customer is to pay the same; another total has to be accepted
    anew.
    """
    if offer.status is QuoteStatus.ACCEPTED and total == offer.total:
        return QuoteStatus.ACCEPTED
    return QUOTE_LIFECYCLE.advance(offer.status, QuoteEvent.SEND)


_DECIDED = {QuoteStatus.ACCEPTED: QuoteAccepted, QuoteStatus.DECLINED: QuoteDeclined}


def _check_open(offer: Offer, version: int) -> None:
    if version < offer.version:
        raise NewerOffer(quote=offer.quote, version=offer.version)
    if offer.decided and offer.status in _DECIDED:
        told = offer.decided
        raise _DECIDED[offer.status](quote=offer.quote, who=told.who, day=told.day.isoformat())
    if offer.status not in (QuoteStatus.SENT, QuoteStatus.EXPIRED) or version != offer.version:
        raise QuoteNotOpen(quote=offer.quote)
