"""The chart of accounts is complete."""

from domain.accounts import Account
from domain.chart import CHART, OF_CUSTOMER


def test_every_account_is_in_the_chart() -> None:
    assert set(CHART) == set(Account)


def test_a_customer_owes_and_has_credit() -> None:
    assert {Account.RECEIVABLE, Account.CUSTOMER_CREDIT} <= set(OF_CUSTOMER)
    assert not {Account.REVENUE, Account.TAX_PAYABLE, Account.BANK} & set(OF_CUSTOMER)
