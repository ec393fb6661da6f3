"""Accounts: the chart, and which postings each event of the business makes.

Double entry: a debit is positive, a credit negative, and the postings of one event add up to zero.
Each function gives the postings only; nothing is written here. Zero amounts make no posting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add

from domain.errors import Invalid
from domain.money import Money
from domain.payments import PaymentChannel
from domain.words import N_


class Account(StrEnum):
    """RECEIVABLE and CUSTOMER_CREDIT are kept per customer: what they owe, and what we owe them.

    RETAINERS is what was asked for in advance and not drawn yet, RETAINERS_ASKED what of it was not
    paid yet: what they differ by is the customer's. REFUNDS_PENDING is what was asked back of the
    processor or the bank and is not there yet.
    """

    RECEIVABLE = "receivable"
    CUSTOMER_CREDIT = "customer_credit"
    RETAINERS = "retainers"
    RETAINERS_ASKED = "retainers_asked"
    REFUNDS_PENDING = "refunds_pending"
    PROCESSOR_CLEARING = "processor_clearing"
    BANK = "bank"
    REVENUE = "revenue"
    TAX_PAYABLE = "tax_payable"
    BAD_DEBT = "bad_debt"


def account_of(channel: PaymentChannel) -> Account:
    """Where money that came this way is."""
    is_offline = channel is PaymentChannel.OFFLINE
    return Account.BANK if is_offline else Account.PROCESSOR_CLEARING


class Unbalanced(Invalid):
    message = N_("These postings do not balance: {difference} remain.")


@dataclass(frozen=True)
class Posting:
    """An amount on an account: a debit if positive, a credit if negative."""

    account: Account
    amount: Money


def invoice_issued(*, net: Money, tax: Money, gross: Money) -> tuple[Posting, ...]:
    """A finalised invoice: the customer owes it. Raises `Unbalanced` unless net + tax = gross."""
    return _balanced(
        Posting(Account.RECEIVABLE, gross),
        Posting(Account.REVENUE, -net),
        Posting(Account.TAX_PAYABLE, -tax),
    )


def retainer_issued(gross: Money) -> tuple[Posting, ...]:
    """A retainer invoice: it asks for money that will be owed to the customer, and earns none."""
    return _balanced(
        Posting(Account.RETAINERS_ASKED, gross),
        Posting(Account.RETAINERS, -gross),
    )


def payment_received(
    amount: Money,
    *,
    applied: Money,
    excess: Money,
    via: Account,
    claim: Account = Account.RECEIVABLE,
) -> tuple[Posting, ...]:
    """Money that came in by the processor or the bank: what was asked, the rest to the customer.

    `claim` is where that was asked for. Raises `Unbalanced` unless applied + excess = amount.
    """
    return _balanced(
        Posting(via, amount),
        Posting(claim, -applied),
        Posting(Account.CUSTOMER_CREDIT, -excess),
    )


def credit_issued(*, net: Money, tax: Money, gross: Money) -> tuple[Posting, ...]:
    """A credit note: what was earned and taxed is given back, and we owe it to the customer.

    Raises `Unbalanced` unless net + tax = gross.
    """
    return _balanced(
        Posting(Account.REVENUE, net),
        Posting(Account.TAX_PAYABLE, tax),
        Posting(Account.CUSTOMER_CREDIT, -gross),
    )


def payment_returned(
    amount: Money,
    *,
    applied: Money,
    credit: Money,
    via: Account,
    claim: Account = Account.RECEIVABLE,
) -> tuple[Posting, ...]:
    """Money that came in is taken back: invoices are owed again, and credit of it is gone.

    What of the credit was used by then is a loss.
    """
    return _balanced(
        Posting(via, -amount),
        Posting(claim, applied),
        Posting(Account.CUSTOMER_CREDIT, credit),
        Posting(Account.BAD_DEBT, amount - applied - credit),
    )


def loss_undone(amount: Money) -> tuple[Posting, ...]:
    """A refund of what the bank took as well did not go out: the customer has it once after all."""
    return _balanced(Posting(Account.REFUNDS_PENDING, amount), Posting(Account.BAD_DEBT, -amount))


def credit_applied(amount: Money) -> tuple[Posting, ...]:
    """Credit that the customer had is used for an invoice."""
    return _balanced(Posting(Account.CUSTOMER_CREDIT, amount), Posting(Account.RECEIVABLE, -amount))


def retainer_drawn(amount: Money) -> tuple[Posting, ...]:
    """A retainer is drawn for an invoice: what it earned is paid by what was paid in advance."""
    return _balanced(Posting(Account.RETAINERS, amount), Posting(Account.RECEIVABLE, -amount))


def refund_requested(
    amount: Money,
    *,
    reopened: Money,
    claim: Account = Account.RECEIVABLE,
    fund: Account = Account.CUSTOMER_CREDIT,
) -> tuple[Posting, ...]:
    """Money is about to go back: of invoices that are owed again, the rest of credit.

    `fund` is where it is taken from if not from credit, `claim` where it is asked for again.
    """
    return _balanced(
        Posting(claim, reopened),
        Posting(fund, amount - reopened),
        Posting(Account.REFUNDS_PENDING, -amount),
    )


def refund_paid(amount: Money, *, via: Account) -> tuple[Posting, ...]:
    """The money that was asked back has gone."""
    return _balanced(Posting(Account.REFUNDS_PENDING, amount), Posting(via, -amount))


def refund_failed(
    amount: Money,
    *,
    paid: Money,
    credit: Money,
    claim: Account = Account.RECEIVABLE,
    fund: Account = Account.CUSTOMER_CREDIT,
) -> tuple[Posting, ...]:
    """The money did not go back: it pays what is still owed of it, the rest is where it was."""
    return _balanced(
        Posting(Account.REFUNDS_PENDING, amount),
        Posting(claim, -paid),
        Posting(fund, -credit),
    )


def invoice_written_off(outstanding: Money) -> tuple[Posting, ...]:
    """What is still owed on an invoice is given up."""
    return _balanced(
        Posting(Account.BAD_DEBT, outstanding), Posting(Account.RECEIVABLE, -outstanding)
    )


def reversal(postings: Sequence[Posting]) -> tuple[Posting, ...]:
    """The postings that undo others: of a void invoice, a late failure, a restored write-off."""
    return _balanced(*(Posting(each.account, -each.amount) for each in postings))


def check_balanced(postings: Sequence[Posting]) -> None:
    """Raises `Unbalanced`, and `CurrencyMismatch` for postings in two currencies."""
    if postings and not (difference := reduce(add, [each.amount for each in postings])).is_zero:
        raise Unbalanced(difference=str(difference))


def _balanced(*postings: Posting) -> tuple[Posting, ...]:
    check_balanced(postings)
    return tuple(each for each in postings if not each.amount.is_zero)
