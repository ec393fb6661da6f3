"""Quotes: what may be accepted, until when, by whom first, and what the next version undoes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BillingError
from domain.lifecycle import UnlawfulTransition
from domain.quote_answers import (
    Answer,
    AnswerRules,
    DeclineReasonMissing,
    NewerOffer,
    OfferMoved,
    PurchaseOrderMissing,
    QuoteAccepted,
    QuoteDeclined,
    QuoteExpired,
    TermsNotAccepted,
    check_acceptance,
    check_decline,
)
from domain.quotes import (
    MOST_VALID_DAYS,
    QUOTE_LIFECYCLE,
    Decision,
    NotRevisable,
    Offer,
    QuoteEvent,
    QuoteNotOpen,
    QuoteStatus,
    ValidityBackwards,
    ValidityTooLong,
    after_revision,
    check_revision,
    check_validity,
)
from domain.signatures import DrawingMissing, Signature, SignatureAsked, SignatureMissing
from tests.domain.examples import day, eur, utc

VIENNA = "Europe/Vienna"
NOW = utc("2026-02-20T10:00")
RULES = AnswerRules()
ADA = Signature("Ada")


def offer(**values: Any) -> Offer:
    given_values: dict[str, Any] = {
        "quote": "QUO-000001",
        "status": QuoteStatus.SENT,
        "version": 1,
        "total": eur("1200.00"),
        "valid_until": day("2026-02-24"),
        "zone": VIENNA,
        **values,
    }
    return Offer(**given_values)


def answer(version: int = 1, total: str = "1200.00", **values: Any) -> Answer:
    return Answer(version, eur(total), **values)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-02-24T22:59", True),  # 23:59 in Vienna
        ("2026-02-24T23:00", False),  # 00:00 of the next day
        ("2026-02-25T09:00", False),
    ],
)
def test_tv_73_a_quote_is_valid_until_the_last_minute_of_its_day(at: str, holds: bool) -> None:
    if holds:
        check_acceptance(offer(), answer(), RULES, utc(at))
        return
    with pytest.raises(QuoteExpired):
        check_acceptance(offer(), answer(), RULES, utc(at))
    check_acceptance(offer(), answer(), AnswerRules(after_expiry=True), utc(at))


def test_tv_74_an_acceptance_names_the_version_that_was_seen() -> None:
    with pytest.raises(NewerOffer) as refused:
        check_acceptance(offer(version=2), answer(version=1), RULES, NOW)
    assert refused.value.facts["version"] == "2"


def test_a_version_that_was_never_sent_cannot_be_accepted() -> None:
    with pytest.raises(QuoteNotOpen):
        check_acceptance(offer(version=1), answer(version=2), RULES, NOW)


def test_an_acceptance_names_the_total_that_was_seen() -> None:
    with pytest.raises(OfferMoved):
        check_acceptance(offer(), answer(total="1199.99"), RULES, NOW)


def test_tv_77_a_decline_without_a_reason_is_refused() -> None:
    with pytest.raises(DeclineReasonMissing):
        check_decline(offer(), 1, "  ", RULES)
    check_decline(offer(), 1, "Too dear", RULES)
    check_decline(offer(), 1, "", AnswerRules(decline_reason=False))


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (QuoteStatus.ACCEPTED, QuoteAccepted),
        (QuoteStatus.CONVERTED, QuoteAccepted),
        (QuoteStatus.DECLINED, QuoteDeclined),
    ],
)
def test_tv_78_whoever_comes_second_learns_who_was_first_and_when(
    status: QuoteStatus, refusal: type[BillingError]
) -> None:
    decided = offer(status=status, decided=Decision("Ada", day("2026-02-19")))
    with pytest.raises(refusal) as accepting:
        check_acceptance(decided, answer(), RULES, NOW)
    with pytest.raises(refusal) as declining:
        check_decline(decided, 1, "Too dear", RULES)
    facts = {"quote": "QUO-000001", "who": "Ada", "day": "2026-02-19"}
    assert accepting.value.facts == declining.value.facts == facts


@pytest.mark.parametrize("status", [QuoteStatus.DRAFT, QuoteStatus.VOID, QuoteStatus.CONVERTED])
def test_what_is_not_on_offer_cannot_be_answered(status: QuoteStatus) -> None:
    with pytest.raises(QuoteNotOpen):
        check_acceptance(offer(status=status), answer(), RULES, NOW)
    with pytest.raises(QuoteNotOpen):
        check_decline(offer(status=status), 1, "Too dear", RULES)


def test_terms_and_signature_are_asked_for_where_the_organisation_wants_them() -> None:
    rules = AnswerRules(signature=SignatureAsked.TYPED, terms_tick=True)
    with pytest.raises(TermsNotAccepted):
        check_acceptance(offer(), answer(signature=ADA), rules, NOW)
    with pytest.raises(SignatureMissing):
        check_acceptance(
            offer(), answer(signature=Signature("\u200b"), terms_accepted=True), rules, NOW
        )
    check_acceptance(offer(), answer(signature=ADA, terms_accepted=True), rules, NOW)


def test_a_drawing_and_an_order_number_are_asked_for_as_well() -> None:
    drawn = answer(signature=Signature("Ada", "M1 1L2 2L3 3L4 4"))
    rules = AnswerRules(signature=SignatureAsked.DRAWN)
    with pytest.raises(DrawingMissing):
        check_acceptance(offer(), answer(signature=ADA), rules, NOW)
    check_acceptance(offer(), drawn, rules, NOW)
    with pytest.raises(PurchaseOrderMissing):
        check_acceptance(offer(), drawn, AnswerRules(purchase_order=True), NOW)
    unseen = answer(signature=ADA, purchase_order="\u200b\u2060")
    with pytest.raises(PurchaseOrderMissing):
        check_acceptance(offer(), unseen, AnswerRules(purchase_order=True), NOW)
    with pytest.raises(DeclineReasonMissing):
        check_decline(offer(), 1, "\u200b", RULES)


def test_where_the_last_day_does_not_count_it_ends_as_that_begins() -> None:
    last = offer(inclusive=False)
    check_acceptance(last, answer(), RULES, utc("2026-02-23T22:59"))
    with pytest.raises(QuoteExpired):
        check_acceptance(last, answer(), RULES, utc("2026-02-23T23:00"))
    with pytest.raises(ValidityBackwards):
        check_validity(day("2026-02-20"), NOW, VIENNA, inclusive=False)


def test_a_quote_without_a_last_day_holds_for_ever() -> None:
    check_acceptance(offer(valid_until=None), answer(), RULES, utc("2038-01-20T00:00"))


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.sampled_from([VIENNA, "Asia/Tokyo", "UTC"]))
def test_the_last_day_is_a_day_of_the_organisations_zone(last: date, zone: str) -> None:
    ends_at = offer(valid_until=last, zone=zone).ends_at
    assert ends_at is not None
    before = ends_at - timedelta(seconds=1)
    assert not offer(valid_until=last, zone=zone).is_over(before)
    assert offer(valid_until=last, zone=zone).is_over(ends_at)


@pytest.mark.parametrize(
    ("until", "refusal"),
    [("2026-02-19", ValidityBackwards), ("2036-02-19", ValidityTooLong)],
)
def test_a_validity_makes_sense(until: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_validity(day(until), NOW, VIENNA)


def test_today_and_the_farthest_day_and_none_are_fine() -> None:
    today = datetime.date(NOW)
    for until in (None, today, today + timedelta(days=MOST_VALID_DAYS)):
        check_validity(until, NOW, VIENNA)


@pytest.mark.parametrize("status", [QuoteStatus.SENT, QuoteStatus.DECLINED, QuoteStatus.EXPIRED])
def test_what_is_open_declined_or_run_out_is_revised(status: QuoteStatus) -> None:
    check_revision(offer(status=status), edit_accepted=False)
    assert after_revision(offer(status=status), sells_the_same=False) is QuoteStatus.SENT


def test_what_was_accepted_is_revised_only_by_preference() -> None:
    accepted = offer(status=QuoteStatus.ACCEPTED)
    with pytest.raises(NotRevisable):
        check_revision(accepted, edit_accepted=False)
    check_revision(accepted, edit_accepted=True)


def test_what_sells_something_else_has_to_be_accepted_anew() -> None:
    accepted = offer(status=QuoteStatus.ACCEPTED)
    assert after_revision(accepted, sells_the_same=True) is QuoteStatus.ACCEPTED
    assert after_revision(accepted, sells_the_same=False) is QuoteStatus.SENT


@pytest.mark.parametrize("status", [QuoteStatus.CONVERTED, QuoteStatus.VOID, QuoteStatus.DRAFT])
def test_what_is_over_or_was_never_sent_has_no_next_version(status: QuoteStatus) -> None:
    with pytest.raises(NotRevisable):
        check_revision(offer(status=status), edit_accepted=True)


def test_what_is_converted_stays_so() -> None:
    accepted = QuoteStatus.ACCEPTED
    assert QUOTE_LIFECYCLE.advance(accepted, QuoteEvent.CONVERT) is QuoteStatus.CONVERTED
    for event in QuoteEvent:
        with pytest.raises(UnlawfulTransition):
            QUOTE_LIFECYCLE.advance(QuoteStatus.CONVERTED, event)


def test_staff_convert_what_has_run_out_and_undo_an_acceptance() -> None:
    assert QUOTE_LIFECYCLE.advance(QuoteStatus.EXPIRED, QuoteEvent.CONVERT) is QuoteStatus.CONVERTED
    assert QUOTE_LIFECYCLE.advance(QuoteStatus.ACCEPTED, QuoteEvent.REOPEN) is QuoteStatus.SENT


def test_what_the_books_say_has_expired_is_over_whatever_the_clock_says() -> None:
    with pytest.raises(QuoteExpired):
        check_acceptance(offer(status=QuoteStatus.EXPIRED), answer(), RULES, NOW)
    over = offer(status=QuoteStatus.EXPIRED, expired_at=NOW)
    with pytest.raises(QuoteExpired):
        check_acceptance(over, answer(), RULES, NOW)
    check_acceptance(over, answer(), RULES, NOW - timedelta(seconds=1))


def test_an_expired_quote_can_still_be_declined() -> None:
    check_decline(replace(offer(), status=QuoteStatus.EXPIRED), 1, "Too late", RULES)
