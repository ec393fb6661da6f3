"""Allocations: how money is spread over invoices, oldest due first, to the last minor unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import Conflict, Invalid
from domain.invoices import AmountChanged
from domain.money import Money
from domain.words import N_


class MoreThanOwed(Conflict):
    message = N_("{excess} more than is owed: say that the rest is kept as credit, or pay less.")


class NothingToAllocate(Invalid):
    message = N_("{amount} cannot be paid: the amount must be above zero.")


@dataclass(frozen=True)
class OpenBalance:
    """What is still owed on an invoice that is due on a date of the billing zone."""

    invoice: str
    due: date
    outstanding: Money


@dataclass(frozen=True)
class Share:
    """The part of a payment that goes to one invoice."""

    invoice: str
    amount: Money


@dataclass(frozen=True)
class Allocation:
    """Where an amount goes; `shares` and `excess` add up to it. Writes nothing."""

    shares: tuple[Share, ...]
    excess: Money

    def check_rest(self, *, kept: bool) -> None:
        """Raises `MoreThanOwed` if something is left over that is not meant to be kept."""
        if not self.excess.is_zero and not kept:
            raise MoreThanOwed(excess=str(self.excess))


def allocate(amount: Money, open_balances: Sequence[OpenBalance]) -> Allocation:
    """The amount spread over invoices, oldest due first; what is too much is left over as excess.

    Raises `NothingToAllocate`, and `CurrencyMismatch` for an invoice in another currency.
    """
    if amount <= Money.zero(amount.currency):
        raise NothingToAllocate(amount=str(amount))
    left = amount
    shares: list[Share] = []
    for balance in sorted(open_balances, key=lambda each: (each.due, each.invoice)):
        part = min(left, balance.outstanding)
        left -= part
        if not part.is_zero:
            shares.append(Share(balance.invoice, part))
    return Allocation(tuple(shares), excess=left)


class PaidInFullOnly(Conflict):
    message = N_("{invoice} is paid in full: {outstanding}.")


class TooLittleAtOnce(Conflict):
    message = N_("{asked} is too little: pay {least} at least, or all that is owed.")


@dataclass(frozen=True)
class AmountRules:
    """Whether customers may pay a part of an invoice, and more than they owe.

    `least`, in each currency that has one, is what is paid at once unless all is.
    """

    partial: bool = False
    over: bool = False
    least: tuple[Money, ...] = ()

    def check_least(self, asked: Money, owed: Money) -> None:
        """Of what is owed on the invoices of a payment. Raises `TooLittleAtOnce`."""
        for least in self.least:
            if least.currency == asked.currency and asked < min(least, owed):
                raise TooLittleAtOnce(asked=str(asked), least=str(least))


@dataclass(frozen=True)
class AskedShare:
    """What of an asked amount is for an invoice, and what is too much for it."""

    planned: Money
    extra: Money


def asked_share(
    balance: OpenBalance, asked: Money, rules: AmountRules, seen: Money | None = None
) -> AskedShare:
    """What an asked amount means for an invoice as it stands.

    `seen` is what was owed when the amount was chosen: whoever chose it then does not mean to pay
    too much now.

    Raises `NothingToAllocate`, `AmountChanged` for more than is owed and `PaidInFullOnly` for less
    where that is not offered.
    """
    owed = balance.outstanding
    over = rules.over and (seen is None or owed >= seen)
    if asked <= Money.zero(owed.currency):
        raise NothingToAllocate(amount=str(asked))
    if asked > owed and not over:
        raise AmountChanged(invoice=balance.invoice, asked=str(asked), outstanding=str(owed))
    if asked < owed and not rules.partial:
        raise PaidInFullOnly(invoice=balance.invoice, outstanding=str(owed))
    planned = min(asked, owed)
    return AskedShare(planned, asked - planned)
