"""When a quote reminds and expires, what it may become, and what may be kept of a signature."""

import pytest

from domain.invoices import InvoiceStatus
from domain.quote_conversions import (
    CannotBecome,
    NotConvertible,
    OnAcceptance,
    PlanCostsOtherwise,
    QuoteConversion,
    RetainerStands,
    check_conversion,
    check_plan_price,
    check_undo,
    deposit,
)
from domain.quote_steps import NextStep, QuoteStep, Schedule, ValidityRules, next_step, schedule
from domain.quotes import QuoteStatus, ValidityShortened, check_extension
from domain.signatures import MOST_CHARACTERS, NotASignature, checked_drawing
from tests.domain.examples import day, eur, utc

VIENNA = ValidityRules("Europe/Vienna", 6, 3)
NOW = utc("2026-02-20T10:00")


def test_tv_73_it_expires_at_the_end_of_its_last_day_in_the_organisations_zone() -> None:
    planned = schedule(day("2026-02-24"), VIENNA, NOW)
    assert planned == Schedule(utc("2026-02-21T05:00"), utc("2026-02-24T23:00"))
    beginning = ValidityRules("Europe/Vienna", 6, 3, inclusive=False)
    assert schedule(day("2026-02-24"), beginning, NOW).ends_at == utc("2026-02-23T23:00")


def test_it_reminds_across_a_change_of_the_clocks_at_the_same_hour() -> None:
    planned = schedule(day("2026-03-30"), VIENNA, NOW)
    assert planned == Schedule(utc("2026-03-27T05:00"), utc("2026-03-30T22:00"))


@pytest.mark.parametrize(
    ("until", "days"), [("2026-02-22", 3), ("2026-02-24", 0), ("2026-02-20", 1)]
)
def test_what_ends_soon_or_where_nobody_wants_it_is_not_reminded_of(until: str, days: int) -> None:
    assert schedule(day(until), ValidityRules("UTC", 6, days), NOW).remind_at is None


def test_what_is_valid_for_ever_waits_for_somebody() -> None:
    assert schedule(None, VIENNA, NOW) == Schedule()
    assert next_step(QuoteStatus.SENT, Schedule(), None) is None


def test_the_reminder_comes_first_and_only_what_is_open_expires() -> None:
    planned = schedule(day("2026-02-24"), VIENNA, NOW)
    assert planned.remind_at
    assert planned.ends_at
    remind = NextStep(QuoteStep.REMIND, planned.remind_at)
    expire = NextStep(QuoteStep.EXPIRE, planned.ends_at)
    assert next_step(QuoteStatus.SENT, planned, None) == remind
    assert next_step(QuoteStatus.SENT, Schedule(None, planned.ends_at), None) == expire
    for status in set(QuoteStatus) - {QuoteStatus.SENT}:
        assert next_step(status, planned, None) is None
    assert next_step(QuoteStatus.ACCEPTED, planned, NOW) == NextStep(QuoteStep.CONVERT, NOW)


def test_each_choice_of_the_preference_is_something_a_quote_can_become() -> None:
    assert OnAcceptance.MANUAL.conversion is None
    others = set(OnAcceptance) - {OnAcceptance.MANUAL}
    assert {each.conversion for each in others} <= set(QuoteConversion)


@pytest.mark.parametrize("status", QuoteStatus)
def test_what_was_accepted_or_has_run_out_is_converted(status: QuoteStatus) -> None:
    kind = QuoteConversion.DRAFT_INVOICE
    with pytest.raises(CannotBecome):
        check_conversion("QUO-000001", status, kind, ())
    if status in (QuoteStatus.ACCEPTED, QuoteStatus.EXPIRED):
        check_conversion("QUO-000001", status, kind, [kind])
        return
    with pytest.raises(NotConvertible):
        check_conversion("QUO-000001", status, kind, [kind])


def test_a_subscription_costs_what_was_accepted() -> None:
    check_plan_price("QUO-000001", "team", eur("45.00"), eur("45.00"))
    with pytest.raises(PlanCostsOtherwise):
        check_plan_price("QUO-000001", "team", eur("45.00"), eur("50.00"))


def test_an_acceptance_is_held_by_what_it_has_asked_for() -> None:
    check_undo("QUO-000001", None, None)
    check_undo("QUO-000001", "RET-000001", InvoiceStatus.VOID)
    for status in set(InvoiceStatus) - {InvoiceStatus.VOID}:
        with pytest.raises(RetainerStands):
            check_undo("QUO-000001", "RET-000001", status)


def test_an_advance_is_a_share_rounded_once() -> None:
    assert deposit(eur("100.01"), 30) == eur("30.00")
    assert deposit(eur("100.05"), 50) == eur("50.03")


def test_what_was_promised_is_not_taken_back() -> None:
    check_extension(day("2026-02-24"), day("2026-02-25"))
    check_extension(day("2026-02-24"), None)
    check_extension(None, day("2026-02-24"))
    with pytest.raises(ValidityShortened):
        check_extension(day("2026-02-24"), day("2026-02-24"))


@pytest.mark.parametrize("drawing", ["", "M0 0L600 200L1 1L2 2", "M10 10L20 20M30 30L40 40L50 50"])
def test_a_signature_is_moves_and_lines(drawing: str) -> None:
    assert checked_drawing(drawing) == drawing


@pytest.mark.parametrize(
    "drawing",
    [
        "M1 1",
        "M1 1L2 2L3 3",
        "L1 1L2 2L3 3L4 4",
        "M1 1L2 2L3 3L601 4",
        "M1 1L2 2L3 3L4 201",
        'M1 1L2 2L3 3L4 4"/><script>alert(1)</script>',
        "M1,1 L2,2 L3,3 L4,4",
        "m1 1l2 2l3 3l4 4",
        "M1 1L2 2L3 3L4 4\n",
        "M1 1" + "L2 2" * MOST_CHARACTERS,
    ],
)
def test_nothing_else_is(drawing: str) -> None:
    with pytest.raises(NotASignature):
        checked_drawing(drawing)
