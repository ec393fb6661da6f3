"""Invoice drafts that staff write: how each stands, and when it is issued by itself."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Row, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.invoice_drafts import OPEN_DRAFTS, DraftStatus, Due
from storage.base import Base, status_column
from storage.invoices import InvoiceRow
from storage.repository import Repository

OPEN = tuple(OPEN_DRAFTS)


class InvoiceDraftRow(Base):
    """How a written invoice came about; its content is the invoice's own.

    `edition` rises with each change of either.
    """

    __tablename__ = "invoice_drafts"
    __table_args__ = (
        Index("ix_invoice_drafts_status", "status"),
        Index("ix_invoice_drafts_customer", "customer", "status"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    invoice: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), unique=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    status: Mapped[DraftStatus] = status_column(DraftStatus)
    edition: Mapped[int] = mapped_column(default=1)
    net_days: Mapped[int | None]
    due_on: Mapped[date | None]
    issues_at: Mapped[datetime | None]
    written_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    @property
    def due(self) -> Due:
        return Due(self.net_days, self.due_on)


class InvoiceDrafts(Repository[InvoiceDraftRow]):
    _row = InvoiceDraftRow

    async def of_invoice(self, invoice: UUID) -> InvoiceDraftRow | None:
        return await self._session.scalar(
            select(InvoiceDraftRow).where(InvoiceDraftRow.invoice == invoice)
        )

    async def take_tax_id(self, customer: str, before: str, now: str) -> None:
        """What is not issued yet and bears the number that the customer had bears the new one."""
        query = select(InvoiceDraftRow, InvoiceRow).join(
            InvoiceRow, InvoiceRow.id == InvoiceDraftRow.invoice
        )
        query = query.where(InvoiceDraftRow.customer == customer, InvoiceDraftRow.status.in_(OPEN))
        query = query.where(InvoiceRow.customer_tax_id == before)
        for draft, invoice in (await self._session.execute(query)).all():
            invoice.customer_tax_id = now
            draft.edition += 1

    async def ready(self) -> Sequence[str]:
        """The drafts that a process issues when their grace is over."""
        query = select(InvoiceDraftRow.number).where(InvoiceDraftRow.status == DraftStatus.READY)
        return (await self._session.scalars(query.order_by(InvoiceDraftRow.number))).all()

    async def page(
        self, *, customer: str | None = None, before: str = "", limit: int = 50
    ) -> Sequence[Row[InvoiceDraftRow, InvoiceRow]]:
        """What is not issued yet, the newest first, from the one that follows `before`."""
        query = select(InvoiceDraftRow, InvoiceRow).join(
            InvoiceRow, InvoiceRow.id == InvoiceDraftRow.invoice
        )
        query = query.where(InvoiceDraftRow.status.in_(OPEN))
        if customer:
            query = query.where(InvoiceDraftRow.customer == customer)
        if before:
            query = query.where(InvoiceDraftRow.number < before)
        query = query.order_by(InvoiceDraftRow.number.desc()).limit(limit)
        return (await self._session.execute(query)).all()
