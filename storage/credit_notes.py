"""Credit notes: what of issued invoices was given back, line by line. Never edited."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from domain.articles import RECURRING, Article
from domain.credit_notes import CreditReason
from domain.credits import ChargedLine, InvoicedLine
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.periods import Period
from domain.taxes import Taxed, TaxRate
from storage.base import Base, status_column
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.repository import Repository


class CreditNoteRow(Base):
    """What is given back, in positive minor units. `invoice` is the one that staff named."""

    __tablename__ = "credit_notes"
    __table_args__ = (
        CheckConstraint(
            "total_minor_units = subtotal_minor_units + tax_minor_units", name="total_adds_up"
        ),
        CheckConstraint("total_minor_units > 0", name="total_positive"),
        Index("ix_credit_notes_customer", "customer", "issued_on", "number"),
        Index("ix_credit_notes_subscription", "subscription"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    subscription: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.number"))
    invoice: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    reason: Mapped[CreditReason] = status_column(CreditReason)
    words: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    subtotal_minor_units: Mapped[int]
    tax_minor_units: Mapped[int]
    total_minor_units: Mapped[int]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]

    @property
    def total(self) -> Money:
        return Money(self.total_minor_units, self.currency)


class CreditNoteVoidRow(Base):
    """A credit note that nothing is owed by any more: it was a mistake, and is never edited."""

    __tablename__ = "credit_note_voids"

    credit_note: Mapped[str] = mapped_column(ForeignKey("credit_notes.number"), primary_key=True)
    voided_at: Mapped[datetime]


NOT_VOID = ~(
    select(CreditNoteVoidRow).where(CreditNoteVoidRow.credit_note == CreditNoteRow.number).exists()
)


class CreditNoteLineRow(Base):
    """What of an invoice's line is given back, and for which days, if it is for days."""

    __tablename__ = "credit_note_lines"
    __table_args__ = (
        CheckConstraint(
            "gross_minor_units = net_minor_units + tax_minor_units", name="gross_adds_up"
        ),
        CheckConstraint("starts_on < ends_on", name="not_empty"),
        UniqueConstraint("credit_note", "position"),
        Index("ix_credit_note_lines_line", "invoice_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credit_note: Mapped[str] = mapped_column(ForeignKey("credit_notes.number"))
    position: Mapped[int]
    invoice_line: Mapped[int] = mapped_column(ForeignKey("invoice_lines.id"))
    description: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    net_minor_units: Mapped[int]
    tax_minor_units: Mapped[int]
    gross_minor_units: Mapped[int]


_NO_CREDIT = (InvoiceStatus.DRAFT, InvoiceStatus.VOID, InvoiceStatus.WRITTEN_OFF)


class CreditNotes(Repository[CreditNoteRow]):
    _row = CreditNoteRow

    def add_line(self, number: str, position: int, **values: object) -> None:
        self._session.add(CreditNoteLineRow(credit_note=number, position=position, **values))

    async def lines(self, number: str) -> Sequence[CreditNoteLineRow]:
        return (
            await self._session.scalars(
                select(CreditNoteLineRow)
                .where(CreditNoteLineRow.credit_note == number)
                .order_by(CreditNoteLineRow.position)
            )
        ).all()

    async def of_subscription(self, subscription: str) -> Sequence[CreditNoteRow]:
        return (
            await self._session.scalars(
                select(CreditNoteRow)
                .where(CreditNoteRow.subscription == subscription)
                .order_by(CreditNoteRow.number)
            )
        ).all()

    async def about(self, invoice: UUID) -> Sequence[str]:
        """The credit notes that gave something of this invoice back."""
        return (
            await self._session.scalars(
                select(CreditNoteLineRow.credit_note)
                .join(InvoiceLineRow, InvoiceLineRow.id == CreditNoteLineRow.invoice_line)
                .join(CreditNoteRow, CreditNoteRow.number == CreditNoteLineRow.credit_note)
                .where(InvoiceLineRow.invoice == invoice, NOT_VOID)
                .distinct()
                .order_by(CreditNoteLineRow.credit_note)
            )
        ).all()

    async def line_id(self, invoice: str, position: int) -> int:
        """The line of an issued invoice. Raises `NoResultFound`."""
        found = await self._session.scalars(
            select(InvoiceLineRow.id)
            .join(InvoiceRow, InvoiceRow.id == InvoiceLineRow.invoice)
            .where(InvoiceRow.number == invoice, InvoiceLineRow.position == position)
        )
        return found.one()

    async def charged(self, subscription: str, since: date) -> tuple[ChargedLine, ...]:
        """The recurring lines of issued invoices whose days go on after this one."""
        rows = (
            await self._session.execute(
                select(InvoiceRow, InvoiceLineRow)
                .join(InvoiceLineRow, InvoiceLineRow.invoice == InvoiceRow.id)
                .where(
                    InvoiceRow.subscription == subscription,
                    InvoiceRow.status.not_in(_NO_CREDIT),
                    InvoiceLineRow.article_kind.in_(RECURRING),
                    InvoiceLineRow.ends_on > since,
                )
                .order_by(InvoiceRow.number, InvoiceLineRow.position)
            )
        ).all()
        given = await self._given_back([line.id for _, line in rows])
        return tuple(_charged(invoice, line, given.get(line.id)) for invoice, line in rows)

    def void(self, number: str, at: datetime) -> None:
        self._session.add(CreditNoteVoidRow(credit_note=number, voided_at=at))

    async def is_void(self, number: str) -> bool:
        return await self._session.get(CreditNoteVoidRow, number) is not None

    async def of_invoice(self, invoice: InvoiceRow) -> tuple[InvoicedLine, ...]:
        """Every line of an issued invoice, as far as it can be given back."""
        rows = (
            await self._session.scalars(
                select(InvoiceLineRow)
                .where(InvoiceLineRow.invoice == invoice.id)
                .order_by(InvoiceLineRow.position)
            )
        ).all()
        given = await self._given_back([line.id for line in rows])
        return tuple(InvoicedLine(**_invoiced(invoice, line, given.get(line.id))) for line in rows)

    async def page(
        self, customer: str, *, before: tuple[date, str] | None = None, limit: int = 50
    ) -> Sequence[CreditNoteRow]:
        """A customer's credit notes, the newest first, from the one that follows `before`."""
        query = select(CreditNoteRow).where(CreditNoteRow.customer == customer)
        if before:
            query = query.where(tuple_(CreditNoteRow.issued_on, CreditNoteRow.number) < before)
        newest_first = (CreditNoteRow.issued_on.desc(), CreditNoteRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()

    async def _given_back(self, lines: Sequence[int]) -> "Mapping[int, _Given]":
        """(net, tax, gross, first day given back) of each line of which something was."""
        if not lines:
            return {}
        rows = await self._session.execute(
            select(
                CreditNoteLineRow.invoice_line,
                func.sum(CreditNoteLineRow.net_minor_units),
                func.sum(CreditNoteLineRow.tax_minor_units),
                func.sum(CreditNoteLineRow.gross_minor_units),
                func.min(CreditNoteLineRow.starts_on),
            )
            .join(CreditNoteRow, CreditNoteRow.number == CreditNoteLineRow.credit_note)
            .where(CreditNoteLineRow.invoice_line.in_(lines), NOT_VOID)
            .group_by(CreditNoteLineRow.invoice_line)
        )
        return {line: (int(net), int(tax), int(gross), on) for line, net, tax, gross, on in rows}


_Given = tuple[int, int, int, date | None]


def _charged(invoice: InvoiceRow, line: InvoiceLineRow, given: _Given | None) -> ChargedLine:
    period = Period(*_both(line.starts_on, line.ends_on))
    until = given[3] if given else None
    return ChargedLine(
        **_invoiced(invoice, line, given),
        article=Article(line.article_kind, line.article_code),
        quantity=line.quantity,
        unit_price=invoice.money(line.unit_minor_units),
        period=period,
        served_until=until or period.end,
    )


class _Invoiced(TypedDict):
    invoice: str
    position: int
    description: str
    taxed: Taxed
    credited: Taxed
    tax: TaxRate | None


def _invoiced(invoice: InvoiceRow, line: InvoiceLineRow, given: _Given | None) -> _Invoiced:
    net, taxes, gross, _ = given or (0, 0, 0, None)
    return _Invoiced(
        invoice=invoice.number or "",
        position=line.position,
        description=line.description,
        taxed=_taxed(invoice, line.net_minor_units, line.tax_minor_units, line.gross_minor_units),
        credited=_taxed(invoice, net, taxes, gross),
        tax=line.borne_tax,
    )


def _taxed(invoice: InvoiceRow, net: int, tax: int, gross: int) -> Taxed:
    return Taxed(net=invoice.money(net), tax=invoice.money(tax), gross=invoice.money(gross))


def _both(start: date | None, end: date | None) -> tuple[date, date]:
    if start is None or end is None:
        raise LookupError("a recurring line has a period")
    return start, end
