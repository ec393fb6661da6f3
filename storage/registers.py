"""Registers: documents of a kind as a list to keep, a customer's or everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from domain.credit_notes import credit_note_status
from domain.documents import DocumentKind
from domain.invoices import InvoiceKind
from domain.money import Money
from domain.numbers import version_number
from storage.credit_notes import CreditNoteRow
from storage.credits import Credits
from storage.customers import CustomerRow
from storage.invoices import PAYABLE, InvoiceRow
from storage.payments import AllocationRow, PaymentRow
from storage.quote_answers import QuoteAcceptanceRow
from storage.quote_versions import QuoteLineRow
from storage.quotes import QuoteRow
from storage.sales_orders import SalesOrderRow

_WithStatus = type[PaymentRow] | type[QuoteRow] | type[SalesOrderRow]
_Listed = type[InvoiceRow] | type[CreditNoteRow] | _WithStatus


@dataclass(frozen=True)
class Selection:
    """Which documents are meant: a customer's or everybody's, in these statuses, or chosen ones.

    Invoices and retainer invoices are narrowed by `where`, others by `statuses`; `issued` leaves
    out quotes that were never sent, and sales orders that were never confirmed.
    """

    kind: DocumentKind
    customer: str | None = None
    statuses: Sequence[str] = ()
    numbers: Sequence[str] = ()
    where: Sequence[ColumnElement[bool]] = ()
    issued: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of a register. `about` is a purchase order, a reason, a title, or what was paid.

    `document` is the number of its document, where that has another one.
    """

    number: str
    customer: str
    customer_name: str
    on: date
    due_on: date | None
    state: StrEnum | None
    about: str
    net: Money
    tax: Money
    total: Money
    open: Money | None
    document: str = ""


class Registers:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def entries(self, wanted: Selection, limit: int) -> Sequence[Entry]:
        """The newest first."""
        return await {
            DocumentKind.INVOICE: self._invoices,
            DocumentKind.RETAINER: self._invoices,
            DocumentKind.CREDIT_NOTE: self._credit_notes,
            DocumentKind.RECEIPT: self._payments,
            DocumentKind.QUOTE: self._quotes,
            DocumentKind.SALES_ORDER: self._sales_orders,
        }[wanted.kind](wanted, limit)

    async def _invoices(self, wanted: Selection, limit: int) -> Sequence[Entry]:
        row = InvoiceRow
        query = select(row, CustomerRow.name).join(CustomerRow, CustomerRow.number == row.customer)
        query = query.where(
            row.number.is_not(None),
            row.kind == wanted.kind.value,
            *_narrowing(wanted, row),
            *wanted.where,
        )
        query = query.order_by(row.issued_on.desc(), row.number.desc()).limit(limit)
        return [_of_invoice(*found) for found in await self._session.execute(query)]

    async def _credit_notes(self, wanted: Selection, limit: int) -> Sequence[Entry]:
        row = CreditNoteRow
        query = select(row, CustomerRow.name).join(CustomerRow, CustomerRow.number == row.customer)
        query = query.where(*_narrowing(wanted, row))
        query = query.order_by(row.issued_on.desc(), row.number.desc()).limit(limit)
        found = [(note, name) for note, name in await self._session.execute(query)]
        left = await Credits(self._session).left_of_notes([note.number for note, _ in found])
        return [_of_credit_note(note, name, left.get(note.number)) for note, name in found]

    async def _payments(self, wanted: Selection, limit: int) -> Sequence[Entry]:
        row = PaymentRow
        day = func.coalesce(row.received_on, _day(row.created_at))
        paid = (
            select(
                func.string_agg(
                    InvoiceRow.number, aggregate_order_by(literal_column("', '"), InvoiceRow.number)
                )
            )
            .join(AllocationRow, AllocationRow.invoice == InvoiceRow.id)
            .where(AllocationRow.payment == row.number)
            .scalar_subquery()
        )
        query = select(row, CustomerRow.name, day, paid).join(
            CustomerRow, CustomerRow.number == row.customer
        )
        query = query.where(*_narrowing(wanted, row), *_in_status(wanted, row))
        query = query.order_by(row.created_at.desc(), row.number.desc()).limit(limit)
        return [_of_payment(*found) for found in await self._session.execute(query)]

    async def _quotes(self, wanted: Selection, limit: int) -> Sequence[Entry]:
        """Each by the version on offer; one that was never sent by its draft."""
        row, line = QuoteRow, QuoteLineRow
        day = _day(func.coalesce(row.sent_at, row.created_at))
        query = select(row, CustomerRow.name, day, _offered(line.net_minor_units))
        query = query.join(CustomerRow, CustomerRow.number == row.customer)
        query = query.where(*_narrowing(wanted, row), *_in_status(wanted, row))
        if wanted.issued:
            query = query.where(row.version > 0)
        query = query.order_by(row.number.desc()).limit(limit)
        return [_of_quote(*found) for found in await self._session.execute(query)]

    async def _sales_orders(self, wanted: Selection, limit: int) -> Sequence[Entry]:
        row = SalesOrderRow
        day = _day(func.coalesce(row.confirmed_at, row.created_at))
        query = select(row, CustomerRow.name, day)
        query = query.join(CustomerRow, CustomerRow.number == row.customer)
        query = query.where(*_narrowing(wanted, row), *_in_status(wanted, row))
        if wanted.issued:
            query = query.where(row.confirmed_at.is_not(None))
        query = query.order_by(row.number.desc()).limit(limit)
        return [_of_sales_order(*found) for found in await self._session.execute(query)]


def _narrowing(wanted: Selection, row: _Listed) -> Sequence[ColumnElement[bool]]:
    """What the customer and the numbers that were chosen let through."""
    found = []
    if wanted.customer:
        found.append(row.customer == wanted.customer)
    if wanted.numbers:
        found.append(row.number.in_(wanted.numbers))
    return found


def _in_status(wanted: Selection, row: _WithStatus) -> Sequence[ColumnElement[bool]]:
    return [row.status.in_(wanted.statuses)] if wanted.statuses else []


def _day(moment: SQLColumnExpression[datetime]) -> ColumnElement[date]:
    """The day of a moment where the customer is."""
    return func.date(func.timezone(CustomerRow.time_zone, moment))


def _offered(units: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """The sum over those lines of a quote that count: as it was accepted, or as it is suggested."""
    row, line, accepted = QuoteRow, QuoteLineRow, QuoteAcceptanceRow
    stands = (accepted.quote == row.number) & accepted.undone_at.is_(None)
    options = select(accepted.options).where(stands).correlate(row).scalar_subquery()
    is_chosen = options.contains(func.to_jsonb(line.position))
    counts = ~line.is_optional | func.coalesce(is_chosen, line.is_suggested)
    lines = (line.quote == row.number) & (line.version == func.greatest(row.version, 1))
    return (
        select(func.coalesce(func.sum(units), 0))
        .where(lines, counts)
        .correlate(row)
        .scalar_subquery()
    )


def _of_invoice(row: InvoiceRow, name: str) -> Entry:
    return Entry(
        number=row.number or "",
        customer=row.customer,
        customer_name=name,
        on=row.issued_on or row.created_at.date(),
        due_on=row.due_on,
        state=row.retainer.status if row.kind is InvoiceKind.RETAINER else row.status,
        about=row.purchase_order or "",
        net=row.money(row.subtotal_minor_units),
        tax=row.money(row.tax_minor_units),
        total=row.total,
        open=row.balance.outstanding if row.status in PAYABLE else None,
    )


def _of_credit_note(row: CreditNoteRow, name: str, left: Money | None) -> Entry:
    return Entry(
        number=row.number,
        customer=row.customer,
        customer_name=name,
        on=row.issued_on,
        due_on=None,
        state=credit_note_status(left),
        about=row.reason,
        net=Money(row.subtotal_minor_units, row.currency),
        tax=Money(row.tax_minor_units, row.currency),
        total=row.total,
        open=left,
    )


def _of_payment(row: PaymentRow, name: str, day: date, paid: str | None) -> Entry:
    nothing = Money.zero(row.currency)
    return Entry(
        number=row.number,
        customer=row.customer,
        customer_name=name,
        on=day,
        due_on=None,
        state=row.status,
        about=paid or "",
        net=row.amount,
        tax=nothing,
        total=row.amount,
        open=None,
    )


def _of_quote(row: QuoteRow, name: str, day: date, net: int) -> Entry:
    total = row.total
    return Entry(
        number=row.number,
        customer=row.customer,
        customer_name=name,
        on=day,
        due_on=row.valid_until,
        state=row.status,
        about=row.title,
        net=row.money(net),
        tax=total - row.money(net),
        total=total,
        open=None,
        document=version_number(row.number, row.version),
    )


def _of_sales_order(row: SalesOrderRow, name: str, day: date) -> Entry:
    return Entry(
        number=row.number,
        customer=row.customer,
        customer_name=name,
        on=day,
        due_on=None,
        state=row.status,
        about=row.purchase_order,
        net=row.money(row.subtotal_minor_units),
        tax=row.money(row.tax_minor_units),
        total=row.total,
        open=None,
    )
