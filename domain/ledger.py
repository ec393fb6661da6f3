"""The trial balance: what was booked on each account until a day. It adds up to nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.accounts import Account
from domain.money import Money


@dataclass(frozen=True)
class AccountBalance:
    """All debits and all credits of an account in a currency; neither is below zero."""

    account: Account
    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """Above zero: more debits."""
        return self.debit - self.credit


@dataclass(frozen=True)
class TrialBalance:
    """The accounts in the order of the chart, currency by currency."""

    on: date
    accounts: Sequence[AccountBalance]

    @property
    def totals(self) -> Mapping[str, tuple[Money, Money]]:
        """All debits and all credits of each currency: two sides of the same."""
        sums: dict[str, tuple[Money, Money]] = {}
        for each in self.accounts:
            zero = Money.zero(each.debit.currency)
            debit, credit = sums.get(zero.currency, (zero, zero))
            sums[zero.currency] = debit + each.debit, credit + each.credit
        return sums

    @property
    def is_balanced(self) -> bool:
        return all(debit == credit for debit, credit in self.totals.values())


def trial_balance(on: date, accounts: Sequence[AccountBalance]) -> TrialBalance:
    """The balance of these accounts, in order."""
    order = list(Account)
    return TrialBalance(
        on, sorted(accounts, key=lambda each: (each.debit.currency, order.index(each.account)))
    )
