"""Refunds: no more goes back than came in, spread over invoices to the last minor unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocations import Share
from domain.money import Money
from domain.payments import PaymentEvent, PaymentStatus
from domain.processor import RefundStatus
from domain.refunds import (
    NothingToRefund,
    NotRefundable,
    Refundable,
    RefundEvent,
    RefundStage,
    RefundTooLarge,
    check_refund,
    refund_event,
    refund_shares,
    refunded_event,
)
from tests.domain.examples import eur

THREE = (
    Share("INV-000001", eur("50.00")),
    Share("INV-000002", eur("30.00")),
    Share("INV-000003", eur("20.00")),
)


def payment(given_back: str = "0", status: PaymentStatus = PaymentStatus.SUCCEEDED) -> Refundable:
    return Refundable("PAY-000001", status, eur("100.00"), eur(given_back), THREE)


def test_m15_a_part_spread_over_three_invoices_adds_up_exactly() -> None:
    shares = refund_shares(eur("33.34"), THREE)

    assert [share.amount for share in shares] == [eur("16.67"), eur("10.00"), eur("6.67")]


def test_m13_what_was_asked_back_before_counts() -> None:
    check_refund(payment("66.66"), eur("33.34"))
    with pytest.raises(RefundTooLarge, match=r"33.35 EUR cannot.*33.34 EUR of this payment"):
        check_refund(payment("66.66"), eur("33.35"))


@pytest.mark.parametrize("amount", ["0", "-1.00"])
def test_nothing_is_no_refund(amount: str) -> None:
    with pytest.raises(NothingToRefund):
        check_refund(payment(), eur(amount))


@pytest.mark.parametrize(
    "status",
    sorted(set(PaymentStatus) - {PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED}),
)
def test_only_money_that_is_here_goes_back(status: PaymentStatus) -> None:
    with pytest.raises(NotRefundable):
        check_refund(payment(status=status), eur("1.00"))


def test_the_payment_says_how_much_of_it_has_gone_back() -> None:
    assert refunded_event(payment("99.99")) is PaymentEvent.REFUND_PART
    assert refunded_event(payment("100.00")) is PaymentEvent.REFUND


def test_an_answer_that_says_nothing_new_changes_nothing() -> None:
    assert refund_event(RefundStage.PENDING, RefundStatus.PENDING) is None
    assert refund_event(RefundStage.SUCCEEDED, RefundStatus.SUCCEEDED) is None
    assert refund_event(RefundStage.SUCCEEDED, RefundStatus.FAILED) is RefundEvent.FAIL


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=8), st.data())
def test_shares_add_up_and_never_exceed_what_was_paid(paid: list[int], data: st.DataObject) -> None:
    applied = [Share(f"INV-{place:06d}", Money(each, "EUR")) for place, each in enumerate(paid)]
    amount = Money(data.draw(st.integers(0, sum(paid))), "EUR")
    most = {share.invoice: share.amount for share in applied}

    shares = refund_shares(amount, applied)

    assert sum((share.amount for share in shares), eur("0")) == amount
    assert all(eur("0") < share.amount <= most[share.invoice] for share in shares)
    with pytest.raises(RefundTooLarge):
        refund_shares(Money(sum(paid) + 1, "EUR"), applied)
