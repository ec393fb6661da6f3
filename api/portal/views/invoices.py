"""An invoice as its customer sees it: in a list, and whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from activities.credits import credit_of
from api.callers import SignedInContact
from api.papers import Paper, paper_of
from api.portal import own
from api.portal.views.payments import waits_for_customer
from domain.invoices import PAYABLE, Balance, InvoiceKind
from domain.money import Money
from domain.periods import is_overdue
from domain.policy import Action
from storage.books import Books
from storage.invoices import InvoiceRow
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
class Document:
    """A whole invoice, with what was paid on it."""

    seen: InvoiceSeen
    paper: Paper
    payments: Sequence[InvoicePayment]
    listed: ListedInvoice
    credit: Money | None = None
    """What of their credit the customer may use for it; None where they may not, or have none."""
    drawn: Sequence[tuple[str, Money]] = ()
    """What was paid of it from retainers, draw by draw."""
    order: str | None = None
    """The sales order that it is for, where customers see those."""
    quote: str | None = None
    """The quote that it was made of, where customers see those."""

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


async def document_of(contact: SignedInContact, books: Books, seen: InvoiceSeen) -> Document:
    """The whole invoice, or retainer invoice."""
    invoices = own.invoices(contact, books)
    lines = await invoices.lines(seen)
    payments = await invoices.payments(seen)
    attempts = await invoices.open_attempts([seen])
    return Document(
        seen,
        paper_of(contact, seen.row, lines),
        payments,
        in_list(contact, seen, attempts),
        await _credit(contact, books, seen.row),
        await books.retainers.drawn_for(seen.row),
        await _order(contact, books, seen.row),
        await _quote(contact, books, seen.row),
    )


async def _order(contact: SignedInContact, books: Books, row: InvoiceRow) -> str | None:
    if not contact.may(Action.SALES_ORDER_VIEW):
        return None
    return await books.sales_orders.of_invoice(row)


async def _quote(contact: SignedInContact, books: Books, row: InvoiceRow) -> str | None:
    if not contact.may(Action.QUOTE_VIEW):
        return None
    return await books.quotes.of_invoice(row)


async def _credit(contact: SignedInContact, books: Books, row: InvoiceRow) -> Money | None:
    asks = contact.preferences.credits_use.customers_choose
    can_use = row.kind is InvoiceKind.INVOICE and row.status in PAYABLE
    if not asks or not can_use or not contact.may(Action.CREDIT_USE):
        return None
    usable = min(await credit_of(books, row.customer, row.currency), row.balance.outstanding)
    return None if usable.is_zero else usable


def _is_late(contact: SignedInContact, row: InvoiceRow) -> bool:
    now = contact.parts.clock.now()
    return row.due_on is not None and is_overdue(row.due_on, now, contact.zone)
