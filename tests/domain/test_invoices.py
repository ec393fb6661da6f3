"""Invoices add up, are paid, corrected and given up only in lawful ways."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.invoices import (
    INVOICE_LIFECYCLE,
    PAYABLE,
    Balance,
    InvoiceAlreadyPaid,
    InvoiceEvent,
    InvoiceHasPayments,
    InvoiceNotPayable,
    InvoiceStatus,
    LineItem,
    LineKind,
    NothingToInvoice,
    PaymentUnderWay,
    QuantityTooSmall,
    check_payable,
    check_voidable,
    invoice_amounts,
    settling_event,
)
from domain.lifecycle import UnlawfulTransition
from domain.money import CurrencyMismatch, Money
from domain.taxes import TaxBehaviour, TaxRate
from tests.domain.examples import eur

VAT = TaxRate("AT20", "USt.", Fraction(20, 100), TaxBehaviour.EXCLUSIVE)


def item(price: str = "10.00", quantity: int = 1) -> LineItem:
    return LineItem(LineKind.TERM, "Basic", quantity, eur(price), None)


def balance(total: str, *, paid: str = "0", credited: str = "0", written_off: str = "0") -> Balance:
    return Balance(eur(total), eur(paid), eur(credited), eur(written_off))


def test_the_amount_of_a_line_is_its_price_times_its_quantity() -> None:
    assert item("10.50", quantity=3).amount == eur("31.50")


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_is_for_one_unit_at_least(quantity: int) -> None:
    with pytest.raises(QuantityTooSmall):
        item(quantity=quantity)


def test_an_invoice_is_the_sum_of_its_lines() -> None:
    amounts = invoice_amounts([item("10.00", quantity=2), item("0.33")], VAT)

    assert amounts.subtotal == eur("20.33")
    assert amounts.tax == eur("4.07")
    assert amounts.total == eur("24.40")
    assert [line.taxed.tax for line in amounts.lines] == [eur("4.00"), eur("0.07")]


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 99)), min_size=1, max_size=6),
    st.integers(0, 40),
    st.sampled_from(TaxBehaviour),
)
def test_subtotal_and_tax_are_the_total(
    lines: list[tuple[int, int]], percent: int, behaviour: TaxBehaviour
) -> None:
    items = [
        LineItem(LineKind.TERM, "Basic", quantity, Money(price, "EUR"), None)
        for price, quantity in lines
    ]

    amounts = invoice_amounts(items, TaxRate("T", "Tax", Fraction(percent, 100), behaviour))

    assert amounts.subtotal + amounts.tax == amounts.total
    assert amounts.total == sum((line.taxed.gross for line in amounts.lines), eur("0"))


def test_an_invoice_of_nothing_is_refused() -> None:
    with pytest.raises(NothingToInvoice):
        invoice_amounts([], VAT)


def test_an_invoice_has_one_currency() -> None:
    yen = LineItem(LineKind.TERM, "Basic", 1, Money(100, "JPY"), None)

    with pytest.raises(CurrencyMismatch):
        invoice_amounts([item(), yen], None)


def test_what_was_paid_credited_and_given_up_is_not_owed_any_more() -> None:
    owed = balance("100.00", paid="30.00", credited="20.00", written_off="5.00")

    assert owed.outstanding == eur("45.00")


def test_never_less_than_nothing_is_owed() -> None:
    assert balance("100.00", paid="120.00").outstanding == eur("0")


@pytest.mark.parametrize(
    ("paid", "credited", "event"),
    [
        ("0", "0", None),
        ("40.00", "0", InvoiceEvent.PAY_PART),
        ("0", "40.00", InvoiceEvent.PAY_PART),
        ("60.00", "40.00", InvoiceEvent.PAY),
        ("100.00", "0", InvoiceEvent.PAY),
    ],
)
def test_money_and_credits_settle_an_invoice(
    paid: str, credited: str, event: InvoiceEvent | None
) -> None:
    assert settling_event(balance("100.00", paid=paid, credited=credited)) is event


def test_an_invoice_of_zero_is_settled_at_once() -> None:
    assert settling_event(balance("0")) is InvoiceEvent.PAY


@pytest.mark.parametrize("status", sorted(PAYABLE))
def test_an_open_invoice_can_be_paid(status: InvoiceStatus) -> None:
    check_payable(status, eur("1.00"))


@pytest.mark.parametrize(
    "status", [InvoiceStatus.DRAFT, InvoiceStatus.VOID, InvoiceStatus.WRITTEN_OFF]
)
def test_an_invoice_that_is_not_open_cannot_be_paid(status: InvoiceStatus) -> None:
    with pytest.raises(InvoiceNotPayable, match=status):
        check_payable(status, eur("1.00"))


def test_a_paid_invoice_cannot_be_paid_again() -> None:
    with pytest.raises(InvoiceAlreadyPaid):
        check_payable(InvoiceStatus.PAID, eur("0"))
    with pytest.raises(InvoiceAlreadyPaid):
        check_payable(InvoiceStatus.OPEN, eur("0"))


def test_an_invoice_is_not_paid_twice_at_the_same_time() -> None:
    with pytest.raises(PaymentUnderWay):
        check_payable(InvoiceStatus.OPEN, eur("1.00"), payment_under_way=True)


def test_an_invoice_with_a_payment_cannot_be_declared_void() -> None:
    check_voidable(balance("100.00", credited="10.00"))
    with pytest.raises(InvoiceHasPayments, match=r"10\.00 EUR"):
        check_voidable(balance("100.00", paid="10.00"))


def test_an_invoice_that_credit_has_paid_can_be_declared_void() -> None:
    check_voidable(balance("100.00", credited="100.00"))
    void = INVOICE_LIFECYCLE.advance(InvoiceStatus.PAID, InvoiceEvent.VOID)

    assert void is InvoiceStatus.VOID


def test_a_late_failure_opens_a_paid_invoice_again() -> None:
    reopened = INVOICE_LIFECYCLE.advance(InvoiceStatus.PAID, InvoiceEvent.REOPEN)

    assert reopened in PAYABLE


def test_a_write_off_can_be_taken_back_and_a_void_cannot() -> None:
    restored = INVOICE_LIFECYCLE.advance(InvoiceStatus.WRITTEN_OFF, InvoiceEvent.RESTORE)

    assert restored is InvoiceStatus.OPEN
    assert INVOICE_LIFECYCLE.is_final(InvoiceStatus.VOID)


@pytest.mark.parametrize(
    "event", sorted(set(InvoiceEvent) - {InvoiceEvent.FINALISE, InvoiceEvent.DISCARD})
)
def test_a_draft_can_only_be_finalised_or_discarded(event: InvoiceEvent) -> None:
    with pytest.raises(UnlawfulTransition):
        INVOICE_LIFECYCLE.advance(InvoiceStatus.DRAFT, event)
