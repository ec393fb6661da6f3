"""The lines of sales orders, and what of each was invoiced and came back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.invoices import InvoiceStatus
from storage.base import Base
from storage.credit_notes import NOT_VOID, CreditNoteLineRow, CreditNoteRow
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.taxed_lines import TaxedLine, adds_up


class SalesOrderLineRow(TaxedLine, Base):
    """A line, with the tax of the day on which the order was written or confirmed."""

    __tablename__ = "sales_order_lines"
    __table_args__ = (
        CheckConstraint("fulfilled BETWEEN 0 AND quantity", name="fulfilled_within_ordered"),
        adds_up(),
        UniqueConstraint("sales_order", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sales_order: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"))
    fulfilled: Mapped[int] = mapped_column(default=0)


class OrderInvoiceRow(Base):
    """How much of a line an invoice, or its draft, is for. One that is void is for nothing.

    `returned` of that came back and was given back: it can be supplied and invoiced again.
    """

    __tablename__ = "sales_order_invoices"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="something"),
        CheckConstraint("returned BETWEEN 0 AND quantity", name="returned_within_invoiced"),
        Index("ix_sales_order_invoices_line", "line"),
    )

    invoice: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    line: Mapped[int] = mapped_column(ForeignKey("sales_order_lines.id"), primary_key=True)
    quantity: Mapped[int]
    returned: Mapped[int] = mapped_column(default=0)
    discount_minor_units: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class IssuedPart:
    """A part of an order's line that was invoiced: its price, and what of it was given back."""

    row: OrderInvoiceRow
    place: int
    gross: int
    credited: int

    @property
    def may_come_back(self) -> int:
        """So many of it as are credited; of what cost nothing, all."""
        whole = self.row.quantity
        credited = whole * self.credited // self.gross if self.gross else whole
        return credited - self.row.returned


def issued_parts_of(order: str) -> Select[OrderInvoiceRow, int, int, int]:
    """Each part with its place in the order, its price, and what credit notes gave back of it."""
    nth = func.row_number().over(
        partition_by=OrderInvoiceRow.invoice, order_by=SalesOrderLineRow.position
    )
    parts = (
        select(
            OrderInvoiceRow.invoice,
            OrderInvoiceRow.line,
            SalesOrderLineRow.position.label("place"),
            nth.label("nth"),
        )
        .join(SalesOrderLineRow, SalesOrderLineRow.id == OrderInvoiceRow.line)
        .where(SalesOrderLineRow.sales_order == order)
        .subquery()
    )
    credited = (
        select(func.coalesce(func.sum(CreditNoteLineRow.gross_minor_units), 0))
        .join(CreditNoteRow, CreditNoteRow.number == CreditNoteLineRow.credit_note)
        .where(CreditNoteLineRow.invoice_line == InvoiceLineRow.id, NOT_VOID)
        .correlate(InvoiceLineRow)
        .scalar_subquery()
    )
    return (
        select(OrderInvoiceRow, parts.c.place, InvoiceLineRow.gross_minor_units, credited)
        .join(
            parts,
            (parts.c.invoice == OrderInvoiceRow.invoice) & (parts.c.line == OrderInvoiceRow.line),
        )
        .join(InvoiceRow, InvoiceRow.id == OrderInvoiceRow.invoice)
        .join(
            InvoiceLineRow,
            (InvoiceLineRow.invoice == InvoiceRow.id) & (InvoiceLineRow.position == parts.c.nth),
        )
        .where(InvoiceRow.status.not_in((InvoiceStatus.DRAFT, InvoiceStatus.VOID)))
        .order_by(InvoiceRow.number)
    )
