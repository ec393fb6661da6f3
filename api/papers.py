"""Papers: an invoice as its customer reads it, in the portal and before it is issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.callers import Caller
from domain.articles import ArticleKind
from domain.money import Money
from domain.tax_treatments import said_tax
from domain.taxes import TaxBehaviour
from domain.words import N_
from runtime.addresses import stored_lines
from storage.invoices import InvoiceLineRow, InvoiceRow


@dataclass(frozen=True)
class PaperLine:
    """A line with its words. `amount` is as priced: with tax where the price includes it."""

    description: str
    detail: str
    quantity: int
    unit_price: Money
    discount: Money | None
    amount: Money
    tax: str


@dataclass(frozen=True)
class Paper:
    """What stands on an invoice. `taxes` are pairs of a tax's name and its amount.

    `billed_at` and `shipped_at` are the lines of its addresses. Of a draft there is no number, and
    the days are those of an issue today.
    """

    row: InvoiceRow
    issued_on: date | None
    due_on: date | None
    lines: Sequence[PaperLine]
    taxes: Sequence[tuple[str, Money]]
    tax_notes: Sequence[str]
    billed_at: Sequence[str]
    shipped_at: Sequence[str]

    @property
    def billing(self) -> Sequence[str]:
        """Whom it is for, line by line."""
        tax_id = self.row.customer_tax_id or ""
        return [each for each in (self.row.customer_name, *self.billed_at, tax_id) if each]

    @property
    def shipping(self) -> Sequence[str]:
        """Where it was sent to; nothing if that is the billing address."""
        return [] if self.shipped_at == self.billed_at else self.shipped_at


def paper_of(
    reader: Caller,
    row: InvoiceRow,
    lines: Sequence[InvoiceLineRow],
    dates: tuple[date | None, date | None] | None = None,
) -> Paper:
    """The invoice in the reader's language; `dates` are those of its issue and its payment."""
    issued_on, due_on = dates or (row.issued_on, row.due_on)
    return Paper(
        row,
        issued_on,
        due_on,
        [_line(reader, row, line) for line in lines],
        _taxes(reader, row, lines),
        list(dict.fromkeys(line.tax_note for line in lines if line.tax_note)),
        stored_lines(row.billing_address, reader.language),
        stored_lines(row.shipping_address, reader.language),
    )


def span(reader: Caller, start: date, end: date) -> str:
    """A half-open period as people say it: its first and its last day."""
    last = date.fromordinal(end.toordinal() - 1)
    if start == last:
        return reader.formats.day_text(start)
    return f"{reader.formats.day_text(start)} – {reader.formats.day_text(last)}"


def _line(reader: Caller, invoice: InvoiceRow, line: InvoiceLineRow) -> PaperLine:
    detail = span(reader, line.starts_on, line.ends_on) if line.starts_on and line.ends_on else ""
    if line.article_kind is ArticleKind.LATE_FEE:
        detail = reader.say(N_("For paying {invoice} late"), invoice=line.article_code)
    own_words = line.article_kind.has_our_words
    discount = invoice.money(line.discount_minor_units)
    return PaperLine(
        description=reader.say(line.description) if own_words else line.description,
        detail=detail,
        quantity=line.quantity,
        unit_price=invoice.money(line.unit_minor_units),
        discount=None if discount.is_zero else discount,
        amount=invoice.money(_as_priced(line)),
        tax=said_tax(line.tax_name or "", reader.say),
    )


def _as_priced(line: InvoiceLineRow) -> int:
    if line.tax_behaviour is TaxBehaviour.INCLUSIVE:
        return line.gross_minor_units
    return line.net_minor_units


def _taxes(
    reader: Caller, invoice: InvoiceRow, lines: Sequence[InvoiceLineRow]
) -> Sequence[tuple[str, Money]]:
    unnamed = reader.say(N_("Tax"))
    sums: dict[str, int] = {}
    for line in lines:
        said = said_tax(line.tax_name or "", reader.say)
        name = said or (unnamed if line.tax_minor_units else "")
        if name:
            sums[name] = sums.get(name, 0) + line.tax_minor_units
    return [(name, invoice.money(amount)) for name, amount in sums.items()]
