"""Sales orders with their lines, and what was invoiced of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.sales_orders import Invoiced, SalesOrderStatus
from storage.base import Base, Json, status_column
from storage.invoice_drafts import InvoiceDraftRow
from storage.invoices import InvoiceRow
from storage.repository import Repository
from storage.sales_order_lines import (
    IssuedPart,
    OrderInvoiceRow,
    SalesOrderLineRow,
    issued_parts_of,
)


class SalesOrderRow(Base):
    """An order. `quote` is the one that it was made of; once it is confirmed its lines stay.

    `edition` rises with each change of its draft, and when it is confirmed or declared void.
    """

    __tablename__ = "sales_orders"
    __table_args__ = (
        CheckConstraint(
            "total_minor_units = subtotal_minor_units + tax_minor_units", name="total_adds_up"
        ),
        CheckConstraint(
            "status IN ('draft', 'void') OR confirmed_at IS NOT NULL", name="confirmed_sometime"
        ),
        Index("ix_sales_orders_customer", "customer", "number"),
        Index("ix_sales_orders_status", "status", "number"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    status: Mapped[SalesOrderStatus] = status_column(SalesOrderStatus)
    edition: Mapped[int] = mapped_column(default=1)
    currency: Mapped[str]
    quote: Mapped[str | None] = mapped_column(ForeignKey("quotes.number"), unique=True)
    purchase_order: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")
    project: Mapped[str | None]
    billing_address: Mapped[Json]
    shipping_address: Mapped[Json]
    written_by: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    subtotal_minor_units: Mapped[int] = mapped_column(default=0)
    tax_minor_units: Mapped[int] = mapped_column(default=0)
    total_minor_units: Mapped[int] = mapped_column(default=0)

    def money(self, minor_units: int) -> Money:
        return Money(minor_units, self.currency)

    @property
    def total(self) -> Money:
        return self.money(self.total_minor_units)


@dataclass(frozen=True)
class OrderInvoice:
    """An invoice of an order; `draft` is the number of its draft while it has no other."""

    invoice: InvoiceRow
    draft: str


class SalesOrders(Repository[SalesOrderRow]):
    _row = SalesOrderRow

    async def made_of(self, quote: str) -> SalesOrderRow | None:
        """The order that a quote became."""
        return await self._session.scalar(select(SalesOrderRow).where(SalesOrderRow.quote == quote))

    async def page(
        self,
        *,
        customer: str | None = None,
        statuses: Sequence[SalesOrderStatus] = (),
        confirmed: bool = False,
        before: str = "",
        limit: int = 50,
    ) -> Sequence[SalesOrderRow]:
        """The newest first, from the one that follows `before`; with `confirmed` no mere drafts."""
        query = select(SalesOrderRow)
        if customer:
            query = query.where(SalesOrderRow.customer == customer)
        if statuses:
            query = query.where(SalesOrderRow.status.in_(statuses))
        if confirmed:
            query = query.where(SalesOrderRow.confirmed_at.is_not(None))
        if before:
            query = query.where(SalesOrderRow.number < before)
        query = query.order_by(SalesOrderRow.number.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    def add_line(self, order: str, position: int, **values: object) -> None:
        """A line of a draft that was flushed."""
        self._session.add(SalesOrderLineRow(sales_order=order, position=position, **values))

    async def remove_lines(self, order: str) -> None:
        """Of a draft that is written anew."""
        await self._session.execute(
            delete(SalesOrderLineRow).where(SalesOrderLineRow.sales_order == order)
        )

    async def lines(self, order: str) -> Sequence[SalesOrderLineRow]:
        query = select(SalesOrderLineRow).where(SalesOrderLineRow.sales_order == order)
        return (await self._session.scalars(query.order_by(SalesOrderLineRow.position))).all()

    def add_to_invoice(self, invoice: UUID, line: int, quantity: int, discount: Money) -> None:
        units = discount.minor_units
        self._session.add(
            OrderInvoiceRow(
                invoice=invoice, line=line, quantity=quantity, discount_minor_units=units
            )
        )

    async def invoiced(
        self, order: SalesOrderRow, *, issued: bool = False
    ) -> Mapping[int, Invoiced]:
        """How much of each line is invoiced, by its place; `issued` leaves out drafts."""
        kept = OrderInvoiceRow.quantity - OrderInvoiceRow.returned
        discount = OrderInvoiceRow.discount_minor_units * kept / OrderInvoiceRow.quantity
        query = (
            select(SalesOrderLineRow.position, func.sum(kept), func.sum(func.trunc(discount)))
            .join(SalesOrderLineRow, SalesOrderLineRow.id == OrderInvoiceRow.line)
            .join(InvoiceRow, InvoiceRow.id == OrderInvoiceRow.invoice)
            .where(
                SalesOrderLineRow.sales_order == order.number,
                InvoiceRow.status != InvoiceStatus.VOID,
                *([InvoiceRow.number.is_not(None)] if issued else []),
            )
            .group_by(SalesOrderLineRow.position)
        )
        return {
            place: Invoiced(int(quantity), order.money(int(discount)))
            for place, quantity, discount in await self._session.execute(query)
        }

    async def issued_parts(self, order: SalesOrderRow) -> Sequence[IssuedPart]:
        """Of invoices that were issued. Their lines stand as the order's, those it has."""
        return [
            IssuedPart(row, place, gross, int(given))
            for row, place, gross, given in await self._session.execute(
                issued_parts_of(order.number)
            )
        ]

    async def invoices(self, order: SalesOrderRow) -> Sequence[OrderInvoice]:
        """Those of the order's own customer, the oldest first; no drafts that were discarded."""
        query = (
            select(InvoiceRow, InvoiceDraftRow.number)
            .join(InvoiceDraftRow, InvoiceDraftRow.invoice == InvoiceRow.id)
            .where(
                InvoiceRow.id.in_(
                    select(OrderInvoiceRow.invoice)
                    .join(SalesOrderLineRow, SalesOrderLineRow.id == OrderInvoiceRow.line)
                    .where(SalesOrderLineRow.sales_order == order.number)
                ),
                InvoiceRow.customer == order.customer,
                (InvoiceRow.number.is_not(None)) | (InvoiceRow.status == InvoiceStatus.DRAFT),
            )
            .order_by(InvoiceDraftRow.number)
        )
        return [OrderInvoice(*row) for row in await self._session.execute(query)]

    async def of_invoice(self, invoice: InvoiceRow) -> str | None:
        """The order of the same customer that an invoice, or its draft, is for."""
        query = (
            select(SalesOrderRow.number)
            .join(SalesOrderLineRow, SalesOrderLineRow.sales_order == SalesOrderRow.number)
            .join(OrderInvoiceRow, OrderInvoiceRow.line == SalesOrderLineRow.id)
            .where(
                OrderInvoiceRow.invoice == invoice.id, SalesOrderRow.customer == invoice.customer
            )
            .limit(1)
        )
        return await self._session.scalar(query)
