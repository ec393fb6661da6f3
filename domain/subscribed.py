"""What the books know of a subscription when somebody asks what a step would cost."""

from dataclasses import dataclass
from datetime import date

from domain.articles import PricedItem
from domain.contents import Contents
from domain.credits import ChargedLine
from domain.money import Money
from domain.periods import Period
from domain.subscriptions import SubscriptionStatus, cycles_used_up
from domain.terms import Terms


@dataclass(frozen=True)
class RunningTerm:
    """The term that runs, by its number among the terms, and until when its days are billed.

    `billed_until` is the end of the period, unless its rest was given back.
    """

    terms: Terms
    number: int
    billed_until: date

    @property
    def period(self) -> Period:
        return self.terms.term(self.number)

    @property
    def following(self) -> Period:
        return self.terms.term(self.number + 1)


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    """A subscription as it stands.

    `charged` are the lines of its invoices of which something could still be given back.
    `terms_begun` is how many of its billing cycles have begun, `cycles` how many there are, None
    for ever. `balance` is what the customer has to their credit, as far as it is to be used.
    `waiting` are the charges that staff have written down for the next invoice of a whole term.
    """

    number: str
    status: SubscriptionStatus
    contents: Contents
    running: RunningTerm | None = None
    charged: tuple[ChargedLine, ...] = ()
    terms_begun: int = 0
    cycles: int | None = None
    setup_fee_due: bool = False
    balance: Money | None = None
    waiting: tuple[PricedItem, ...] = ()

    @property
    def term(self) -> RunningTerm:
        """The running term where there must be one. Raises `ValueError`."""
        if self.running is None:
            raise ValueError(f"{self.number} has no running term")
        return self.running

    @property
    def ends_on(self) -> date | None:
        """The end of the running term if it is the last one, None if another follows."""
        if self.running is None or not cycles_used_up(self.cycles, self.terms_begun):
            return None
        return self.running.period.end


def begun(terms: Terms, number: int = 0) -> RunningTerm:
    """A term whose days are all billed."""
    return RunningTerm(terms, number, terms.term(number).end)
