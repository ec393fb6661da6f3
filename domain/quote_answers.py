"""Answers to quotes: what accepts one, what declines it, and what the second who answers hears."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Conflict, Invalid
from domain.money import Money
from domain.plain_words import is_blank
from domain.quotes import Offer, QuoteNotOpen, QuoteStatus
from domain.signatures import UNSIGNED, Signature, SignatureAsked, checked_signature
from domain.words import N_


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


class DeclineReasonMissing(Invalid):
    message = N_("Say why you decline it.")


class TermsNotAccepted(Invalid):
    message = N_("Accept the terms first.")


class PurchaseOrderMissing(Invalid):
    message = N_("Give the number of your purchase order.")


@dataclass(frozen=True)
class Answer:
    """What a customer saw when they answered: the version, and what it came to with their choice.

    `signature` is what they signed it with.
    """

    version: int
    total: Money
    signature: Signature = UNSIGNED
    terms_accepted: bool = False
    purchase_order: str = ""


@dataclass(frozen=True)
class AnswerRules:
    """What the organisation asks of an answer."""

    signature: SignatureAsked = SignatureAsked.OFF
    terms_tick: bool = False
    purchase_order: bool = False
    decline_reason: bool = True
    after_expiry: bool = False


def check_acceptance(offer: Offer, answer: Answer, rules: AnswerRules, said_at: datetime) -> None:
    """Whether this answer, said at that moment, accepts what is on offer.

    What was said in time is in time, even if the quote has expired until it is decided.

    Raises what `check_open` does, `QuoteExpired`, `OfferMoved`, `TermsNotAccepted`,
    `PurchaseOrderMissing` and what `checked_signature` does.
    """
    check_open(offer, answer.version)
    if offer.valid_until and offer.is_over(said_at) and not rules.after_expiry:
        raise QuoteExpired(quote=offer.quote, day=offer.valid_until.isoformat())
    if answer.total != offer.total:
        raise OfferMoved(quote=offer.quote, total=str(offer.total))
    _check_form(answer, rules)


def _check_form(answer: Answer, rules: AnswerRules) -> None:
    """Whether everything is there that the organisation asks for."""
    if rules.terms_tick and not answer.terms_accepted:
        raise TermsNotAccepted
    checked_signature(answer.signature, rules.signature)
    if rules.purchase_order and is_blank(answer.purchase_order):
        raise PurchaseOrderMissing


def check_decline(offer: Offer, version: int, reason: str, rules: AnswerRules) -> None:
    """Whether it can be declined; one that has run out, too: its reason is worth to be heard.

    Raises what `check_open` does, and `DeclineReasonMissing`.
    """
    check_open(offer, version)
    if rules.decline_reason and is_blank(reason):
        raise DeclineReasonMissing


_DECIDED = {
    QuoteStatus.ACCEPTED: QuoteAccepted,
    QuoteStatus.CONVERTED: QuoteAccepted,
    QuoteStatus.DECLINED: QuoteDeclined,
}


def check_open(offer: Offer, version: int) -> None:
    """Whether this version waits for an answer, in time or not.

    Raises `NewerOffer`, `QuoteAccepted`, `QuoteDeclined` and `QuoteNotOpen`.
    """
    if version < offer.version:
        raise NewerOffer(quote=offer.quote, version=offer.version)
    if offer.decided and offer.status in _DECIDED:
        told = offer.decided
        raise _DECIDED[offer.status](quote=offer.quote, who=told.who, day=told.day.isoformat())
    if offer.status not in (QuoteStatus.SENT, QuoteStatus.EXPIRED) or version != offer.version:
        raise QuoteNotOpen(quote=offer.quote)
