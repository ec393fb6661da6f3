"""Refunds: what goes back to customers, and what of it each invoice owes again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, or_, select, text, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from domain.money import Money
from domain.refunds import COUNTS, OPEN_REFUND, RefundCause, RefundSource, RefundStage
from storage.base import Base, status_column
from storage.repository import Repository


class RefundRow(Base):
    """Its number is the processor's idempotency key.

    Without a payment it was paid out by hand: on that day, with what the bank's statement says.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_minor_units > 0", name="amount_positive"),
        CheckConstraint("payment IS NOT NULL OR source = 'credit'", name="invoices_of_a_payment"),
        Index("ix_refunds_payment", "payment"),
        Index("ix_refunds_customer", "customer", "created_at"),
        Index(
            "ix_refunds_open",
            "number",
            postgresql_where=text("stage IN ('requested', 'pending')"),
        ),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    payment: Mapped[str | None] = mapped_column(ForeignKey("payments.number"))
    source: Mapped[RefundSource] = status_column(RefundSource)
    stage: Mapped[RefundStage] = status_column(RefundStage)
    cause: Mapped[RefundCause] = status_column(RefundCause)
    words: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    amount_minor_units: Mapped[int]
    reference: Mapped[str | None]
    paid_on: Mapped[date | None]
    processor_id: Mapped[str | None]
    failure_code: Mapped[str | None]
    act_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor_units, self.currency)

    @property
    def is_parked(self) -> bool:
        """Whether nobody goes on by itself: staff have to look, and to have the processor asked."""
        return self.stage in OPEN_REFUND and self.act_at is None


class RefundShareRow(Base):
    """What an invoice owes again because of a refund."""

    __tablename__ = "refund_shares"
    __table_args__ = (CheckConstraint("minor_units > 0", name="positive"),)

    refund: Mapped[str] = mapped_column(ForeignKey("refunds.number"), primary_key=True)
    invoice: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    minor_units: Mapped[int]


class Refunds(Repository[RefundRow]):
    _row = RefundRow

    def add_share(self, refund: str, invoice: UUID, amount: Money) -> None:
        self._session.add(
            RefundShareRow(refund=refund, invoice=invoice, minor_units=amount.minor_units)
        )

    async def shares(self, refund: str) -> Sequence[RefundShareRow]:
        return (
            await self._session.scalars(
                select(RefundShareRow).where(RefundShareRow.refund == refund)
            )
        ).all()

    async def given_back(self, payment: str) -> int:
        """What was asked back of a payment and did not fail, in minor units."""
        total = await self._session.scalar(
            select(func.coalesce(func.sum(RefundRow.amount_minor_units), 0)).where(
                RefundRow.payment == payment, RefundRow.stage.in_(COUNTS)
            )
        )
        return int(total or 0)

    async def of_payment(self, payment: str) -> Sequence[RefundRow]:
        return (
            await self._session.scalars(
                select(RefundRow).where(RefundRow.payment == payment).order_by(RefundRow.number)
            )
        ).all()

    async def page(
        self,
        *,
        customer: str | None = None,
        stages: Sequence[RefundStage] = (),
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> Sequence[RefundRow]:
        """Refunds, the newest first, from the one that follows `before`."""
        query = select(RefundRow)
        if customer:
            query = query.where(RefundRow.customer == customer)
        if stages:
            query = query.where(RefundRow.stage.in_(stages))
        if before:
            query = query.where(tuple_(RefundRow.created_at, RefundRow.number) < before)
        newest_first = (RefundRow.created_at.desc(), RefundRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()

    async def in_trouble(self, *, since: datetime, limit: int) -> Sequence[RefundRow]:
        """Refunds that nobody goes on with, and those that have failed since then."""
        parked = RefundRow.stage.in_(OPEN_REFUND) & RefundRow.act_at.is_(None)
        failed = (RefundRow.stage == RefundStage.FAILED) & (RefundRow.decided_at > since)
        query = select(RefundRow).where(or_(parked, failed))
        query = query.order_by(RefundRow.number.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def open(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(RefundRow.number).where(RefundRow.stage.in_(OPEN_REFUND))
            )
        ).all()

    async def pending(self, customer: str) -> Sequence[Money]:
        """What is on its way back to the customer, by currency."""
        rows = await self._session.execute(
            select(RefundRow.currency, func.sum(RefundRow.amount_minor_units))
            .where(RefundRow.customer == customer, RefundRow.stage.in_(OPEN_REFUND))
            .group_by(RefundRow.currency)
            .order_by(RefundRow.currency)
        )
        return [Money(int(units), currency) for currency, units in rows]
