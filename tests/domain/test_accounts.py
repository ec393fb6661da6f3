"""Whatever is booked balances, and nothing is booked on the wrong side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts import (
    Account,
    Posting,
    Unbalanced,
    check_balanced,
    credit_applied,
    invoice_issued,
    invoice_written_off,
    payment_received,
    payment_returned,
    reversal,
)
from domain.money import CurrencyMismatch, Money
from tests.domain.examples import eur

amounts = st.integers(0, 10**10).map(lambda minor_units: Money(minor_units, "EUR"))


def test_an_invoice_is_owed_earned_and_taxed() -> None:
    assert invoice_issued(net=eur("100.00"), tax=eur("20.00"), gross=eur("120.00")) == (
        Posting(Account.RECEIVABLE, eur("120.00")),
        Posting(Account.REVENUE, eur("-100.00")),
        Posting(Account.TAX_PAYABLE, eur("-20.00")),
    )


def test_without_tax_nothing_is_booked_for_it() -> None:
    postings = invoice_issued(net=eur("100.00"), tax=eur("0"), gross=eur("100.00"))

    assert [posting.account for posting in postings] == [Account.RECEIVABLE, Account.REVENUE]


@pytest.mark.parametrize("via", [Account.PROCESSOR_CLEARING, Account.BANK])
def test_what_was_paid_too_much_is_the_customers(via: Account) -> None:
    postings = payment_received(eur("150.00"), applied=eur("120.00"), excess=eur("30.00"), via=via)

    assert postings == (
        Posting(via, eur("150.00")),
        Posting(Account.RECEIVABLE, eur("-120.00")),
        Posting(Account.CUSTOMER_CREDIT, eur("-30.00")),
    )


def test_credit_pays_what_is_owed() -> None:
    assert credit_applied(eur("30.00")) == (
        Posting(Account.CUSTOMER_CREDIT, eur("30.00")),
        Posting(Account.RECEIVABLE, eur("-30.00")),
    )


def test_what_is_given_up_is_a_loss() -> None:
    assert invoice_written_off(eur("45.00")) == (
        Posting(Account.BAD_DEBT, eur("45.00")),
        Posting(Account.RECEIVABLE, eur("-45.00")),
    )


@given(amounts, amounts)
def test_every_journal_balances(one: Money, two: Money) -> None:
    whole = one + two
    journals = [
        invoice_issued(net=one, tax=two, gross=whole),
        payment_received(whole, applied=one, excess=two, via=Account.PROCESSOR_CLEARING),
        credit_applied(one),
        invoice_written_off(one),
    ]

    for postings in [*journals, *(reversal(each) for each in journals)]:
        check_balanced(postings)
        assert all(not posting.amount.is_zero for posting in postings)


@given(amounts, amounts)
def test_a_reversal_leaves_nothing_behind(one: Money, two: Money) -> None:
    postings = invoice_issued(net=one, tax=two, gross=one + two)

    both = [*postings, *reversal(postings)]

    for account in Account:
        left = sum((each.amount for each in both if each.account is account), eur("0"))
        assert left.is_zero


def test_sums_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Unbalanced, match=r"1\.00 EUR"):
        invoice_issued(net=eur("100.00"), tax=eur("20.00"), gross=eur("121.00"))
    with pytest.raises(Unbalanced):
        payment_received(eur("9"), applied=eur("9"), excess=eur("1"), via=Account.BANK)


def test_a_journal_has_one_currency() -> None:
    with pytest.raises(CurrencyMismatch):
        check_balanced(
            [Posting(Account.BANK, eur("1.00")), Posting(Account.REVENUE, Money(-100, "JPY"))]
        )


def test_nothing_booked_balances() -> None:
    check_balanced([])


def test_a_payment_that_comes_back_is_owed_again_and_its_credit_gone() -> None:
    postings = payment_returned(
        Money(5000, "EUR"),
        applied=Money(3000, "EUR"),
        credit=Money(1500, "EUR"),
        via=Account.PROCESSOR_CLEARING,
    )

    assert {each.account: each.amount.minor_units for each in postings} == {
        Account.PROCESSOR_CLEARING: -5000,
        Account.RECEIVABLE: 3000,
        Account.CUSTOMER_CREDIT: 1500,
        Account.BAD_DEBT: 500,
    }
