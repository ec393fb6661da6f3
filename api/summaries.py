"""What a step would cost or save, as somebody reads it: lines, tax, credit, due now, next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add

from api.callers import Caller
from domain.articles import PricedItem
from domain.credits import CreditLine
from domain.invoices import InvoiceLine
from domain.money import Money
from domain.periods import Period
from domain.previews import Preview, PreviewKind, Renewal
from domain.tax_treatments import said_tax
from domain.taxes import as_priced
from domain.words import N_


@dataclass(frozen=True)
class SummaryLine:
    description: str
    detail: str
    amount: Money


@dataclass(frozen=True)
class Summary:
    """A preview in the reader's words. `taxes` are pairs of words and amount.

    `fingerprint` and `previewed_at` go back with the confirmation of exactly this.
    """

    preview: Preview
    previewed_at: datetime
    lines: Sequence[SummaryLine]
    taxes: Sequence[tuple[str, Money]]
    credits: Sequence[SummaryLine]

    @property
    def kind(self) -> PreviewKind:
        return self.preview.kind

    @property
    def fingerprint(self) -> str:
        return self.preview.fingerprint

    @property
    def subtotal(self) -> Money:
        invoice = self.preview.invoice
        return invoice.subtotal if invoice else Money.zero(self.preview.contents.currency)

    @property
    def credit(self) -> Money:
        credit = self.preview.credit
        return credit.total if credit else Money.zero(self.preview.contents.currency)

    @property
    def renewal(self) -> Renewal | None:
        return self.preview.renewal

    @property
    def has_amounts(self) -> bool:
        """Whether anything is invoiced or given back."""
        return bool(self.lines or self.credits)


def summary_of(caller: Caller, preview: Preview, previewed_at: datetime) -> Summary:
    """The preview as this person reads it."""
    invoice, credit = preview.invoice, preview.credit
    return Summary(
        preview,
        previewed_at,
        lines=[_line(caller, line) for line in invoice.lines] if invoice else (),
        taxes=_taxes(caller, invoice.lines) if invoice else (),
        credits=[_credit(caller, line) for line in credit.lines] if credit else (),
    )


def _line(caller: Caller, line: InvoiceLine) -> SummaryLine:
    item, formats = line.item, caller.formats
    details = []
    if item.quantity > 1:
        price = formats.money_text(item.unit_price)
        details.append(f"{formats.number(item.quantity)} × {price}")
    if isinstance(item, PricedItem) and not item.discount.is_zero:
        discount = formats.money_text(item.discount)
        details.append(caller.say(N_("less {discount} for a whole term"), discount=discount))
    if item.period:
        details.append(span_of(caller, item.period))
    ours = isinstance(item, PricedItem) and item.article.kind.has_our_words
    description = caller.say(item.description) if ours else item.description
    return SummaryLine(description, ", ".join(details), as_priced(line.taxed, line.tax))


def _credit(caller: Caller, credit: CreditLine) -> SummaryLine:
    words = N_("Not used of {invoice}, {days}")
    days = span_of(caller, credit.period) if credit.period else "–"
    detail = caller.say(words, invoice=credit.line.invoice, days=days)
    return SummaryLine(credit.line.description, detail, credit.taxed.gross)


def _taxes(caller: Caller, lines: Sequence[InvoiceLine]) -> Sequence[tuple[str, Money]]:
    """One amount for each rate."""
    rates = list(dict.fromkeys(line.tax for line in lines if line.tax))
    sums = [reduce(add, [line.taxed.tax for line in lines if line.tax == rate]) for rate in rates]
    names = [said_tax(rate.name, caller.say) for rate in rates]
    return list(zip(names, sums, strict=True))


def span_of(caller: Caller, period: Period) -> str:
    """A half-open period as people say it: its first and its last day."""
    first, last = period.start, date.fromordinal(period.end.toordinal() - 1)
    if first == last:
        return caller.formats.day_text(first)
    return f"{caller.formats.day_text(first)} – {caller.formats.day_text(last)}"
