"""A payment is never believed lost or made, always asked for; money goes where it is oldest due."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocations import (
    AmountRules,
    AskedShare,
    NothingToAllocate,
    OpenBalance,
    Share,
    TooLittleAtOnce,
    allocate,
    asked_share,
)
from domain.invoices import AmountChanged
from domain.money import CurrencyMismatch, Money
from domain.payments import (
    OPEN_ATTEMPT,
    PAYMENT_LIFECYCLE,
    PaymentEvent,
    PaymentStatus,
    ReceivedTooEarly,
    ReceivedTooLate,
    ask_again_at,
    check_received,
    event_told,
)
from domain.processor import ChargeStatus
from tests.domain.examples import day, eur, utc

S, E = PaymentStatus, PaymentEvent


def owed(invoice: str, due: str, amount: str) -> OpenBalance:
    return OpenBalance(invoice, day(due), eur(amount))


def test_a_lost_answer_makes_the_outcome_unknown_not_failed() -> None:
    assert PAYMENT_LIFECYCLE.advance(S.CREATED, E.LOSE) is S.UNKNOWN


@pytest.mark.parametrize("status", [S.UNKNOWN, S.PROCESSING])
def test_a_question_that_is_not_answered_changes_nothing(status: PaymentStatus) -> None:
    assert PAYMENT_LIFECYCLE.advance(status, E.LOSE) is status


@pytest.mark.parametrize("status", sorted({*OPEN_ATTEMPT, S.FAILED, S.CANCELLED}))
def test_tv_61_money_that_did_arrive_is_never_refused(status: PaymentStatus) -> None:
    assert PAYMENT_LIFECYCLE.advance(status, E.SUCCEED) is S.SUCCEEDED


def test_an_attempt_is_open_until_it_is_decided() -> None:
    assert {status for status in S if PAYMENT_LIFECYCLE.allows(status, E.FAIL)} == OPEN_ATTEMPT


@pytest.mark.parametrize(
    ("status", "charge", "event"),
    [
        (S.CREATED, ChargeStatus.SUCCEEDED, E.SUCCEED),
        (S.CREATED, ChargeStatus.CREATED, None),
        (S.UNKNOWN, ChargeStatus.PROCESSING, E.PROCESS),
        (S.UNKNOWN, ChargeStatus.FAILED, E.FAIL),
        (S.REQUIRES_ACTION, ChargeStatus.REQUIRES_ACTION, None),
        (S.REQUIRES_ACTION, ChargeStatus.CANCELLED, E.CANCEL),
        (S.PROCESSING, ChargeStatus.PROCESSING, None),
        (S.SUCCEEDED, ChargeStatus.SUCCEEDED, None),
        (S.SUCCEEDED, ChargeStatus.FAILED, E.FAIL_LATE),
        (S.REFUNDED, ChargeStatus.FAILED, E.FAIL_LATE),
        (S.CANCELLED, ChargeStatus.SUCCEEDED, E.SUCCEED),
    ],
)
def test_an_answer_means_something_new_or_nothing(
    status: PaymentStatus, charge: ChargeStatus, event: PaymentEvent | None
) -> None:
    assert event_told(status, charge) is event


@given(st.sampled_from(PaymentStatus), st.sampled_from(ChargeStatus))
def test_the_same_answer_twice_says_nothing_new_the_second_time(
    status: PaymentStatus, charge: ChargeStatus
) -> None:
    event = event_told(status, charge)
    if event:
        status = PAYMENT_LIFECYCLE.advance(status, event)

    assert event_told(status, charge) is None


def test_the_oldest_due_invoice_is_paid_first() -> None:
    allocation = allocate(
        eur("120.00"),
        [owed("INV-000002", "2026-02-01", "50.00"), owed("INV-000001", "2026-01-01", "100.00")],
    )

    assert allocation.shares == (
        Share("INV-000001", eur("100.00")),
        Share("INV-000002", eur("20.00")),
    )
    assert allocation.excess == eur("0")


def test_tv_61_a_second_payment_of_a_paid_invoice_is_all_excess() -> None:
    allocation = allocate(eur("100.00"), [owed("INV-000001", "2026-01-01", "0")])

    assert allocation.shares == ()
    assert allocation.excess == eur("100.00")


def test_invoices_due_on_the_same_day_are_paid_by_number() -> None:
    allocation = allocate(
        eur("1.00"),
        [owed("INV-000002", "2026-01-01", "1.00"), owed("INV-000001", "2026-01-01", "1.00")],
    )

    assert [share.invoice for share in allocation.shares] == ["INV-000001"]


amounts = st.integers(0, 10**6)


@given(
    st.integers(1, 10**6),
    st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 1)), amounts), max_size=6),
)
def test_an_allocation_adds_up_and_overpays_nothing(
    amount: int, open_invoices: list[tuple[date, int]]
) -> None:
    balances = [
        OpenBalance(f"INV-{number:06d}", due, Money(outstanding, "EUR"))
        for number, (due, outstanding) in enumerate(open_invoices)
    ]
    outstanding = {balance.invoice: balance.outstanding for balance in balances}

    allocation = allocate(Money(amount, "EUR"), balances)

    applied = sum((share.amount for share in allocation.shares), eur("0"))
    assert applied + allocation.excess == Money(amount, "EUR")
    assert all(eur("0") < share.amount <= outstanding[share.invoice] for share in allocation.shares)
    assert allocation.excess.is_zero or applied == sum(outstanding.values(), eur("0"))


@pytest.mark.parametrize("amount", ["0", "-1.00"])
def test_nothing_is_not_a_payment(amount: str) -> None:
    with pytest.raises(NothingToAllocate):
        allocate(eur(amount), [])


def test_a_payment_never_crosses_currencies() -> None:
    yen = OpenBalance("INV-000001", day("2026-01-01"), Money(100, "JPY"))

    with pytest.raises(CurrencyMismatch):
        allocate(eur("1.00"), [yen])


def test_an_unknown_result_is_asked_for_after_seconds_then_minutes() -> None:
    now = utc("2026-01-10 09:00")

    waits = [(ask_again_at(asked, now) - now).total_seconds() for asked in range(9)]

    assert waits == [2, 5, 15, 60, 300, 900, 1800, 3600, 3600]


@given(st.integers(0, 100))
def test_an_unknown_result_is_asked_for_ever_less_often_but_for_ever(asked: int) -> None:
    now = utc("2026-01-10 09:00")

    wait = ask_again_at(asked, now) - now

    assert timedelta(seconds=2) <= wait <= ask_again_at(asked + 1, now) - now <= timedelta(hours=1)


def test_a_part_is_as_much_as_the_least_or_all() -> None:
    rules = AmountRules(partial=True, least=(eur("20.00"), Money(1_000, "JPY")))
    rules.check_least(eur("20.00"), eur("31.00"))
    rules.check_least(eur("10.00"), eur("10.00"))
    rules.check_least(Money(1, "USD"), Money(2, "USD"))
    for asked, owed in (("19.99", "31.00"), ("9.99", "10.00")):
        with pytest.raises(TooLittleAtOnce, match=r"20\.00 EUR"):
            rules.check_least(eur(asked), eur(owed))


def test_who_saw_more_owed_than_there_is_does_not_pay_too_much_unawares() -> None:
    freely = AmountRules(partial=True, over=True)
    owed = OpenBalance("INV-000001", day("2026-01-10"), eur("21.00"))
    for seen in (None, eur("21.00"), eur("10.00")):
        assert asked_share(owed, eur("31.00"), freely, seen) == AskedShare(
            owed.outstanding, eur("10.00")
        )
    for seen in (None, eur("31.00")):
        assert asked_share(owed, eur("20.00"), freely, seen).planned == eur("20.00")
    with pytest.raises(AmountChanged):
        asked_share(owed, eur("31.00"), freely, eur("31.00"))


@pytest.mark.parametrize(
    ("received", "refusal"),
    [
        ("2026-01-11", ReceivedTooLate),
        ("2026-01-10", None),
        ("2021-01-10", None),
        ("2020-12-31", ReceivedTooEarly),
        ("0026-01-10", ReceivedTooEarly),
    ],
)
def test_money_is_written_down_when_it_is_there_and_in_its_year(
    received: str, refusal: type[Exception] | None
) -> None:
    with pytest.raises(refusal) if refusal else nullcontext():
        check_received(date.fromisoformat(received), today=day("2026-01-10"))
