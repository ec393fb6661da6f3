"""Invoices with their lines. A draft has no number; a finalised one is never edited."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Row,
    UniqueConstraint,
    delete,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from domain.articles import ArticleKind
from domain.invoices import Balance, InvoiceKind, InvoiceStatus, LineKind
from domain.money import Money
from domain.retainers import Retainer
from storage.base import Base, Json, status_column
from storage.repository import Repository
from storage.taxed_lines import TaxedLine, adds_up

PAYABLE = (InvoiceStatus.OPEN, InvoiceStatus.PARTIALLY_PAID)
_OUTSTANDING = (
    "total_minor_units - paid_minor_units - credited_minor_units - written_off_minor_units"
)


class InvoiceRow(Base):
    """An invoice. Whom it is for is written on it at its issue at the latest, and stays.

    What is used of a retainer invoice was drawn for others or given back; `project` is the one that
    a retainer is kept for, or that an invoice belongs to.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("outstanding_minor_units >= 0", name="outstanding_not_negative"),
        CheckConstraint(
            "total_minor_units = subtotal_minor_units + tax_minor_units", name="total_adds_up"
        ),
        CheckConstraint(
            "(status = 'draft') OR number IS NOT NULL OR status = 'void'", name="number"
        ),
        CheckConstraint("used_minor_units BETWEEN 0 AND paid_minor_units", name="used_within_paid"),
        CheckConstraint("kind = 'retainer' OR used_minor_units = 0", name="retainers_are_used"),
        Index("ix_invoices_customer", "customer", "issued_on", "number"),
        Index("ix_invoices_subscription", "subscription", "issued_on"),
        Index(
            "ix_invoices_retainers",
            "customer",
            "issued_on",
            "number",
            postgresql_where=text("kind = 'retainer'"),
        ),
        Index(
            "ix_invoices_outstanding",
            "customer",
            "due_on",
            postgresql_where=text("status IN ('open', 'partially_paid')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    number: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[InvoiceKind] = status_column(
        InvoiceKind, default=InvoiceKind.INVOICE, server_default="invoice"
    )
    project: Mapped[str | None]
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    customer_name: Mapped[str | None]
    customer_tax_id: Mapped[str | None]
    billing_address: Mapped[Json | None]
    shipping_address: Mapped[Json | None]
    purchase_order: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")
    subscription: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.number"))
    status: Mapped[InvoiceStatus] = status_column(InvoiceStatus)
    currency: Mapped[str]
    period_starts_on: Mapped[date | None]
    period_ends_on: Mapped[date | None]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    finalised_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    viewed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    subtotal_minor_units: Mapped[int]
    tax_minor_units: Mapped[int]
    total_minor_units: Mapped[int]
    paid_minor_units: Mapped[int] = mapped_column(default=0)
    credited_minor_units: Mapped[int] = mapped_column(default=0)
    written_off_minor_units: Mapped[int] = mapped_column(default=0)
    used_minor_units: Mapped[int] = mapped_column(default=0, server_default="0")
    outstanding_minor_units: Mapped[int] = mapped_column(Computed(_OUTSTANDING, persisted=True))

    def money(self, minor_units: int) -> Money:
        return Money(minor_units, self.currency)

    @property
    def total(self) -> Money:
        return self.money(self.total_minor_units)

    @property
    def balance(self) -> Balance:
        return Balance(
            total=self.money(self.total_minor_units),
            paid=self.money(self.paid_minor_units),
            credited=self.money(self.credited_minor_units),
            written_off=self.money(self.written_off_minor_units),
        )

    @property
    def retainer(self) -> Retainer:
        """A retainer invoice as it stands."""
        return Retainer(
            self.number or "",
            self.status,
            self.total,
            self.money(self.paid_minor_units),
            self.money(self.used_minor_units),
            self.project,
        )


_OWED = (InvoiceRow.kind == InvoiceKind.INVOICE, InvoiceRow.status.in_(PAYABLE))


class InvoiceLineRow(TaxedLine, Base):
    """The tax is that of the day of issue, the discount that of its days."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        adds_up(),
        UniqueConstraint("invoice", "position"),
        Index(
            "ix_invoice_lines_addon",
            "article_code",
            postgresql_where=text("article_kind IN ('addon', 'extra')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
    kind: Mapped[LineKind] = status_column(LineKind)
    article_kind: Mapped[ArticleKind] = status_column(ArticleKind)
    article_code: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Invoices(Repository[InvoiceRow]):
    _row = InvoiceRow

    def add_line(self, invoice: InvoiceRow, position: int, **values: object) -> None:
        """A line of a draft that was flushed."""
        self._session.add(InvoiceLineRow(invoice=invoice.id, position=position, **values))

    async def remove_lines(self, invoice: UUID) -> None:
        """Of a draft that is written anew."""
        await self._session.execute(delete(InvoiceLineRow).where(InvoiceLineRow.invoice == invoice))

    async def lock_all(self, ids: Sequence[UUID]) -> Sequence[InvoiceRow]:
        """These invoices as they are now, the oldest due date first, held until the end."""
        return (
            await self._session.scalars(
                select(InvoiceRow)
                .where(InvoiceRow.id.in_(ids))
                .order_by(InvoiceRow.due_on, InvoiceRow.number)
                .with_for_update(key_share=True)
                .execution_options(populate_existing=True)
            )
        ).all()

    async def with_number(self, number: str) -> InvoiceRow | None:
        """A finalised invoice. Drafts have no number and are nobody's business."""
        return await self._session.scalar(select(InvoiceRow).where(InvoiceRow.number == number))

    async def draft_of(self, subscription: str) -> InvoiceRow | None:
        """The draft whose payment this subscription waits for."""
        return await self._session.scalar(
            select(InvoiceRow)
            .where(
                InvoiceRow.subscription == subscription, InvoiceRow.status == InvoiceStatus.DRAFT
            )
            .limit(1)
        )

    async def with_numbers(self, numbers: Sequence[str]) -> Sequence[InvoiceRow]:
        return (
            await self._session.scalars(
                select(InvoiceRow).where(InvoiceRow.number.in_(numbers)).order_by(InvoiceRow.number)
            )
        ).all()

    async def lines(self, invoice: UUID) -> Sequence[InvoiceLineRow]:
        return (
            await self._session.scalars(
                select(InvoiceLineRow)
                .where(InvoiceLineRow.invoice == invoice)
                .order_by(InvoiceLineRow.position)
            )
        ).all()

    async def outstanding(self, customer: str) -> Sequence[InvoiceRow]:
        """What the customer has to pay, the oldest due date first; no retainers."""
        return await self._oldest_due(InvoiceRow.customer == customer)

    async def outstanding_of(self, subscription: str) -> Sequence[InvoiceRow]:
        """What is to be paid for this subscription, the oldest due date first."""
        return await self._oldest_due(InvoiceRow.subscription == subscription)

    async def _oldest_due(self, whose: ColumnElement[bool]) -> Sequence[InvoiceRow]:
        query = select(InvoiceRow).where(whose, *_OWED)
        query = query.order_by(InvoiceRow.due_on, InvoiceRow.number)
        return (await self._session.scalars(query)).all()

    async def owed(self, customer: str) -> Sequence[Row[str, int, int, date | None]]:
        """(currency, how many, minor units, earliest due date) of what is outstanding."""
        return (
            await self._session.execute(
                select(
                    InvoiceRow.currency,
                    func.count(),
                    func.sum(InvoiceRow.outstanding_minor_units),
                    func.min(InvoiceRow.due_on),
                )
                .where(InvoiceRow.customer == customer, *_OWED)
                .group_by(InvoiceRow.currency)
                .order_by(InvoiceRow.currency)
            )
        ).all()

    async def page(
        self,
        *,
        customer: str | None = None,
        subscription: str | None = None,
        where: Sequence[ColumnElement[bool]] = (),
        before: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> Sequence[InvoiceRow]:
        """Finalised invoices, the newest first, from the one that follows `before`."""
        query = select(InvoiceRow).where(
            InvoiceRow.number.is_not(None), InvoiceRow.kind == InvoiceKind.INVOICE, *where
        )
        if customer:
            query = query.where(InvoiceRow.customer == customer)
        if subscription:
            query = query.where(InvoiceRow.subscription == subscription)
        if before:
            query = query.where(tuple_(InvoiceRow.issued_on, InvoiceRow.number) < before)
        newest_first = (InvoiceRow.issued_on.desc(), InvoiceRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()
