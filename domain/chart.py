"""The chart of accounts: what each account is, and which of them are kept for each customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.accounts import Account


class Nature(StrEnum):
    """Assets and expenses grow by debits, liabilities and income by credits."""

    ASSET = "asset"
    EXPENSE = "expense"
    LIABILITY = "liability"
    INCOME = "income"


@dataclass(frozen=True)
class ChartEntry:
    """What an account is. `of_customer`: its balance is a part of what a customer owes or has."""

    nature: Nature
    means: str
    of_customer: bool = False


CHART: Mapping[Account, ChartEntry] = MappingProxyType(
    {
        Account.RECEIVABLE: ChartEntry(
            Nature.ASSET, "what customers owe on invoices", of_customer=True
        ),
        Account.CUSTOMER_CREDIT: ChartEntry(
            Nature.LIABILITY,
            "what we owe to customers: credit notes and what they paid too much",
            of_customer=True,
        ),
        Account.RETAINERS: ChartEntry(
            Nature.LIABILITY,
            "what was asked for in advance: owed to customers once it is paid, until it is drawn",
            of_customer=True,
        ),
        Account.RETAINERS_ASKED: ChartEntry(
            Nature.ASSET, "what of it was not paid yet", of_customer=True
        ),
        Account.REFUNDS_PENDING: ChartEntry(
            Nature.LIABILITY, "what was asked to go back to customers, and has not gone yet"
        ),
        Account.PROCESSOR_CLEARING: ChartEntry(
            Nature.ASSET, "what the payment processor has collected for us"
        ),
        Account.BANK: ChartEntry(Nature.ASSET, "what came in by the bank"),
        Account.REVENUE: ChartEntry(Nature.INCOME, "what was invoiced, before tax"),
        Account.TAX_PAYABLE: ChartEntry(Nature.LIABILITY, "tax on what was invoiced"),
        Account.BAD_DEBT: ChartEntry(Nature.EXPENSE, "what was owed and was given up"),
    }
)
"""Every account has its entry."""

OF_CUSTOMER = tuple(account for account, entry in CHART.items() if entry.of_customer)
"""A customer's account: what they owe less what we owe them."""
