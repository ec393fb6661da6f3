"""Articles: what stands on a subscription's invoices, priced for a term or a part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import add

from domain.errors import Invalid
from domain.invoices import (
    InvoiceAmounts,
    InvoiceLine,
    LineItem,
    LineKind,
    NothingToInvoice,
    invoice_amounts,
)
from domain.money import Money
from domain.periods import Period
from domain.tax_treatments import borne
from domain.taxes import TaxBehaviour, TaxRate, taxed
from domain.words import N_

MOST_MINOR_UNITS = 10**15


class AmountTooLarge(Invalid):
    message = N_("{amount} is more than one line of an invoice can hold.")


class ArticleKind(StrEnum):
    """Plans and addons come again with every term; the others are charged once."""

    PLAN = "plan"
    ADDON = "addon"
    EXTRA = "extra"
    SETUP = "setup"
    LATE_FEE = "late_fee"
    ITEM = "item"

    @property
    def has_our_words(self) -> bool:
        """Whether its description is a text of ours, to be translated; others are names."""
        return self in {ArticleKind.SETUP, ArticleKind.LATE_FEE}


RECURRING = frozenset({ArticleKind.PLAN, ArticleKind.ADDON})


@dataclass(frozen=True)
class Article:
    """What a line is for: `code` is that of the plan or the addon, of a late fee its invoice.

    An item that staff have written has none, unless it waited as a charge for this invoice.
    """

    kind: ArticleKind
    code: str


@dataclass(frozen=True)
class PricedItem(LineItem):
    """A line item that knows its article, its own tax, a discount and its share of the period.

    `discount` is taken off the whole amount, for the whole period; `share` is the part of the
    period that is charged. Rounded once. Raises `AmountTooLarge`.
    """

    article: Article
    tax: TaxRate | None
    discount: Money
    share: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if abs(self.full_amount.minor_units) > MOST_MINOR_UNITS:
            raise AmountTooLarge(amount=str(self.full_amount))

    @property
    def full_amount(self) -> Money:
        """What the whole period costs without the discount."""
        return self.unit_price * self.quantity

    @property
    def amount(self) -> Money:
        """What is charged, before tax."""
        return (self.full_amount - self.discount).times(self.share)

    def without_tax(self, rate: TaxRate) -> "PricedItem":
        """The same with a price to show that has not got the tax in it.

        It is rounded for each piece, so it need not multiply to what is charged.
        """
        if rate.behaviour is TaxBehaviour.EXCLUSIVE:
            return self
        net = 1 / (1 + rate.rate)
        price, discount = self.unit_price.times(net), self.discount.times(net)
        return replace(self, unit_price=price, discount=discount)

    def for_part(self, part: Period, share: Fraction) -> "PricedItem":
        """The same for a part of its period."""
        return replace(self, period=part, share=share)


@dataclass(frozen=True)
class Priced:
    """What an article costs: so many of it, each at a price, with its tax."""

    article: Article
    name: str
    quantity: int
    unit_price: Money
    tax: TaxRate | None


def term_item(priced: Priced, period: Period) -> PricedItem:
    """The line of an article that is charged for a period, without a discount."""
    return _item(LineKind.TERM, priced, period)


def single_item(priced: Priced) -> PricedItem:
    """The line of an article that is charged once and has no period."""
    return _item(LineKind.SETUP, priced, None)


def priced_item(item: LineItem) -> PricedItem:
    """The item of a line that knows its article. Raises `TypeError` for one that does not."""
    if not isinstance(item, PricedItem):
        raise TypeError(f"“{item.description}” is the line of no article")
    return item


def amounts_of(items: Sequence[PricedItem], on: date | None = None) -> InvoiceAmounts:
    """What an invoice of these comes to, each line with its own tax, as that is on the day.

    Raises `NothingToInvoice` without items and `CurrencyMismatch` for items of two currencies.
    """
    if not items:
        raise NothingToInvoice
    parts = [_amounts_of(item, on) for item in items]
    return InvoiceAmounts(
        lines=tuple(line for part in parts for line in part.lines),
        subtotal=_sum([part.subtotal for part in parts]),
        tax=_sum([part.tax for part in parts]),
        total=_sum([part.total for part in parts]),
    )


def _amounts_of(item: PricedItem, on: date | None) -> InvoiceAmounts:
    rate = item.tax.on(on) if item.tax and on else item.tax
    if rate is None or rate.waived is None:
        return invoice_amounts([item], rate)
    return _amounts_without(item, rate)


def _amounts_without(item: PricedItem, rate: TaxRate) -> InvoiceAmounts:
    """What is net of the whole line for those who are charged the tax, and nothing else."""
    free, net = borne(rate), taxed(item.amount, rate).net
    line = InvoiceLine(item.without_tax(rate), taxed(net, free), free)
    return InvoiceAmounts((line,), subtotal=net, tax=line.taxed.tax, total=net)


def _item(kind: LineKind, priced: Priced, period: Period | None) -> PricedItem:
    return PricedItem(
        kind,
        priced.name,
        priced.quantity,
        priced.unit_price,
        period,
        article=priced.article,
        tax=priced.tax,
        discount=Money.zero(priced.unit_price.currency),
    )


def _sum(amounts: Sequence[Money]) -> Money:
    return reduce(add, amounts)
