"""Unbilled charges: what waits for the next invoice of a subscription, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, exists, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.articles import ArticleKind
from domain.invoice_drafts import WrittenLine
from domain.invoices import InvoiceStatus
from domain.money import Money
from storage.base import Base
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.repository import Repository


class UnbilledChargeRow(Base):
    """A line for the next invoice, until it stands on one or is removed."""

    __tablename__ = "unbilled_charges"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("invoice IS NULL OR removed_at IS NULL", name="one_end"),
        Index(
            "ix_unbilled_charges_waiting",
            "subscription",
            postgresql_where=text("invoice IS NULL AND removed_at IS NULL"),
        ),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"))
    description: Mapped[str]
    quantity: Mapped[int]
    currency: Mapped[str]
    unit_minor_units: Mapped[int]
    discount_minor_units: Mapped[int]
    tax_rate: Mapped[str | None] = mapped_column(ForeignKey("tax_rates.code"))
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    invoice: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    removed_by: Mapped[str | None]
    removed_at: Mapped[datetime | None]

    @property
    def line(self) -> WrittenLine:
        return WrittenLine(
            self.description,
            self.quantity,
            Money(self.unit_minor_units, self.currency),
            Money(self.discount_minor_units, self.currency),
            self.tax_rate,
        )


_WAITS = (UnbilledChargeRow.invoice.is_(None), UnbilledChargeRow.removed_at.is_(None))


class UnbilledCharges(Repository[UnbilledChargeRow]):
    _row = UnbilledChargeRow

    async def waiting(
        self, subscriptions: Collection[str]
    ) -> Mapping[str, Sequence[UnbilledChargeRow]]:
        """Those that wait, by subscription, in the order in which they were added."""
        query = select(UnbilledChargeRow).where(
            UnbilledChargeRow.subscription.in_(sorted(subscriptions)), *_WAITS
        )
        found: dict[str, list[UnbilledChargeRow]] = {}
        for row in await self._session.scalars(query.order_by(UnbilledChargeRow.number)):
            found.setdefault(row.subscription, []).append(row)
        return found

    async def is_being_paid(self, number: str) -> bool:
        """Whether it stands on a draft that becomes an invoice if its payment succeeds."""
        line = select(InvoiceLineRow.id).join(InvoiceRow, InvoiceRow.id == InvoiceLineRow.invoice)
        line = line.where(
            InvoiceRow.status == InvoiceStatus.DRAFT,
            InvoiceLineRow.article_kind == ArticleKind.ITEM,
            InvoiceLineRow.article_code == number,
        )
        return bool(await self._session.scalar(select(exists(line))))

    async def note_billed(self, invoice: UUID) -> None:
        """Those that stand on this invoice wait no longer."""
        on_it = select(InvoiceLineRow.article_code).where(
            InvoiceLineRow.invoice == invoice, InvoiceLineRow.article_kind == ArticleKind.ITEM
        )
        await self._session.execute(
            update(UnbilledChargeRow)
            .where(UnbilledChargeRow.number.in_(on_it), *_WAITS)
            .values(invoice=invoice)
            .execution_options(synchronize_session="fetch")
        )
