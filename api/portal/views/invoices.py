"""An invoice as its customer sees it: in a list, and whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.callers import SignedInContact
from api.portal import own
from api.portal.views.payments import waits_for_customer
from api.portal.views.prices import span
from domain.articles import ArticleKind
from domain.invoices import PAYABLE, Balance, LineKind
from domain.money import Money
from domain.periods import is_overdue
from domain.words import N_
from storage.books import Books
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.payments import PaymentRow
from storage.portal.invoices import InvoicePayment, InvoiceSeen, OpenAttempt


@dataclass(frozen=True)
class ListedInvoice:
    """A row of a list. `under_way` is an undecided payment of it.

    `can_go_on` while that payment waits for its customer on the processor's page.
    """

    seen: InvoiceSeen
    is_open: bool
    is_overdue: bool
    is_payable: bool
    under_way: PaymentRow | None
    can_go_on: bool


@dataclass(frozen=True)
class DocumentLine:
    """A line with its words. `amount` is as priced: with tax where the price includes it."""

    description: str
    detail: str
    quantity: int
    unit_price: Money
    amount: Money
    tax: str


@dataclass(frozen=True)
class Document:
    """A whole invoice. `taxes` are pairs of a tax's name and its amount."""

    seen: InvoiceSeen
    lines: Sequence[DocumentLine]
    taxes: Sequence[tuple[str, Money]]
    payments: Sequence[InvoicePayment]
    listed: ListedInvoice

    @property
    def balance(self) -> Balance:
        return self.seen.row.balance


def in_list(
    contact: SignedInContact, seen: InvoiceSeen, attempts: Iterable[OpenAttempt]
) -> ListedInvoice:
    """The invoice with what can be said and done about it now."""
    row = seen.row
    under_way = next((each.payment for each in attempts if each.invoice == row.id), None)
    is_open = row.status in PAYABLE
    return ListedInvoice(
        seen,
        is_open=is_open,
        is_overdue=is_open and _is_late(contact, row),
        is_payable=is_open and under_way is None,
        under_way=under_way,
        can_go_on=under_way is not None and waits_for_customer(contact, under_way),
    )


async def document_of(contact: SignedInContact, books: Books, number: str) -> Document:
    """The whole invoice. Raises `NothingHere` for any but the customer's own."""
    seen = await own.invoice(contact, books, number)
    invoices = own.invoices(contact, books)
    lines = await invoices.lines(seen)
    payments = await invoices.payments(seen)
    attempts = await invoices.open_attempts([seen])
    return Document(
        seen,
        [_line(contact, seen.row, line) for line in lines],
        _taxes(seen.row, lines, contact.say(N_("Tax"))),
        payments,
        in_list(contact, seen, attempts),
    )


def _is_late(contact: SignedInContact, row: InvoiceRow) -> bool:
    now = contact.parts.clock.now()
    return row.due_on is not None and is_overdue(row.due_on, now, contact.zone)


def _line(contact: SignedInContact, invoice: InvoiceRow, line: InvoiceLineRow) -> DocumentLine:
    detail = span(contact, line.starts_on, line.ends_on) if line.starts_on and line.ends_on else ""
    if line.article_kind is ArticleKind.LATE_FEE:
        detail = contact.say(N_("For paying {invoice} late"), invoice=line.article_code)
    own_words = line.kind is LineKind.SETUP
    return DocumentLine(
        description=contact.say(line.description) if own_words else line.description,
        detail=detail,
        quantity=line.quantity,
        unit_price=invoice.money(line.unit_minor_units),
        amount=invoice.money(line.unit_minor_units * line.quantity),
        tax=line.tax_name or "",
    )


def _taxes(
    invoice: InvoiceRow, lines: Sequence[InvoiceLineRow], unnamed: str
) -> Sequence[tuple[str, Money]]:
    sums: dict[str, int] = {}
    for line in lines:
        name = line.tax_name or (unnamed if line.tax_minor_units else "")
        if name:
            sums[name] = sums.get(name, 0) + line.tax_minor_units
    return [(name, invoice.money(amount)) for name, amount in sums.items()]
