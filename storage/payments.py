"""Payments and what each is meant to pay."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select, text, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from domain.money import Money
from domain.payments import (
    MISUSE,
    TAKEN_BACK,
    FailureClass,
    OfflineMeans,
    PaymentChannel,
    PaymentStatus,
)
from storage.base import Base, status_column
from storage.repository import Repository

UNDECIDED = (
    PaymentStatus.CREATED,
    PaymentStatus.REQUIRES_ACTION,
    PaymentStatus.PROCESSING,
    PaymentStatus.UNKNOWN,
)


class PaymentRow(Base):
    """One attempt to get money. Its number is the processor's idempotency key.

    `means`, `reference` and `received_on` tell of money that came another way; `link` of a holder
    of a link, who is not signed in; `taken_back` of what a bank took back, refunded or not.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_minor_units > 0", name="amount_positive"),
        Index("ix_payments_customer", "customer", "created_at", "number"),
        Index("ix_payments_status", "status"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    channel: Mapped[PaymentChannel] = status_column(PaymentChannel)
    status: Mapped[PaymentStatus] = status_column(PaymentStatus)
    currency: Mapped[str]
    amount_minor_units: Mapped[int]
    excess_minor_units: Mapped[int] = mapped_column(default=0)
    taken_back_minor_units: Mapped[int] = mapped_column(default=0)
    method: Mapped[str | None] = mapped_column(ForeignKey("payment_methods.number"))
    paid_with: Mapped[str | None]
    means: Mapped[OfflineMeans | None] = status_column(OfflineMeans, nullable=True)
    reference: Mapped[str | None]
    received_on: Mapped[date | None]
    save_method: Mapped[bool] = mapped_column(default=False)
    link: Mapped[UUID | None] = mapped_column(ForeignKey("document_links.id"))
    processor_id: Mapped[str | None]
    hosted_url: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    act_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    failure_class: Mapped[FailureClass | None] = status_column(FailureClass, nullable=True)
    failure_code: Mapped[str | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor_units, self.currency)

    @property
    def is_parked(self) -> bool:
        """Whether nobody goes on by itself: staff have to look, and to have the processor asked."""
        return self.status in UNDECIDED and self.failure_code == MISUSE and self.act_at is None


class AllocationRow(Base):
    """What a payment is meant to pay of an invoice, and what of it was applied.

    `is_open` while the attempt is undecided: an invoice has one open attempt at a time, and the
    database refuses a second.
    """

    __tablename__ = "payment_allocations"
    __table_args__ = (
        CheckConstraint("planned_minor_units > 0", name="planned_positive"),
        CheckConstraint("applied_minor_units <= planned_minor_units", name="applied_within_plan"),
        Index(
            "uq_payment_allocations_one_open_attempt",
            "invoice",
            unique=True,
            postgresql_where=text("is_open"),
        ),
        Index("ix_payment_allocations_invoice", "invoice"),
    )

    payment: Mapped[str] = mapped_column(ForeignKey("payments.number"), primary_key=True)
    invoice: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    planned_minor_units: Mapped[int]
    applied_minor_units: Mapped[int] = mapped_column(default=0)
    is_open: Mapped[bool] = mapped_column(default=True)


class Payments(Repository[PaymentRow]):
    _row = PaymentRow

    def add_allocation(
        self, payment: str, invoice: UUID, planned: Money, *, is_open: bool = True
    ) -> None:
        """Claim this invoice for this attempt; a second open attempt breaks the transaction."""
        self._session.add(
            AllocationRow(
                payment=payment,
                invoice=invoice,
                planned_minor_units=planned.minor_units,
                is_open=is_open,
            )
        )

    async def allocations(self, payment: str) -> Sequence[AllocationRow]:
        return (
            await self._session.scalars(
                select(AllocationRow).where(AllocationRow.payment == payment)
            )
        ).all()

    async def for_invoice(self, invoice: UUID) -> Sequence[PaymentRow]:
        """Every attempt to pay this invoice, the newest first."""
        return (
            await self._session.scalars(
                select(PaymentRow)
                .join(AllocationRow, AllocationRow.payment == PaymentRow.number)
                .where(AllocationRow.invoice == invoice)
                .order_by(PaymentRow.number.desc())
            )
        ).all()

    async def open_attempt(self, invoices: Sequence[UUID]) -> PaymentRow | None:
        """An undecided attempt on any of these invoices."""
        return await self._session.scalar(
            select(PaymentRow)
            .join(AllocationRow, AllocationRow.payment == PaymentRow.number)
            .where(AllocationRow.invoice.in_(invoices), AllocationRow.is_open)
            .limit(1)
        )

    async def known_as(self, processor_id: str) -> PaymentRow | None:
        """The payment that the processor calls so."""
        return await self._session.scalar(
            select(PaymentRow).where(PaymentRow.processor_id == processor_id).limit(1)
        )

    async def recorded_as(
        self, customer: str, means: OfflineMeans, reference: str, currency: str
    ) -> PaymentRow | None:
        """Money that came in this way with this reference and was not taken back."""
        return await self._session.scalar(
            select(PaymentRow)
            .where(
                PaymentRow.customer == customer,
                PaymentRow.channel == PaymentChannel.OFFLINE,
                PaymentRow.status.not_in(TAKEN_BACK),
                PaymentRow.means == means,
                PaymentRow.currency == currency,
                func.lower(PaymentRow.reference) == func.lower(reference),
            )
            .order_by(PaymentRow.number.desc())
            .limit(1)
        )

    async def was_charged_since(self, method: str, amount: Money, since: datetime) -> bool:
        """Whether the same amount was charged to this method, or is being charged."""
        found = await self._session.scalar(
            select(PaymentRow.number)
            .where(
                PaymentRow.method == method,
                PaymentRow.amount_minor_units == amount.minor_units,
                PaymentRow.currency == amount.currency,
                PaymentRow.created_at > since,
                PaymentRow.status.in_((*UNDECIDED, PaymentStatus.SUCCEEDED)),
            )
            .limit(1)
        )
        return found is not None

    async def page(
        self,
        customer: str,
        *,
        statuses: Sequence[PaymentStatus] = (),
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> Sequence[PaymentRow]:
        """A customer's payments, the newest first, from the one that follows `before`."""
        query = select(PaymentRow).where(PaymentRow.customer == customer)
        if statuses:
            query = query.where(PaymentRow.status.in_(statuses))
        if before:
            query = query.where(tuple_(PaymentRow.created_at, PaymentRow.number) < before)
        newest_first = (PaymentRow.created_at.desc(), PaymentRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()

    async def undecided(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(PaymentRow.number).where(PaymentRow.status.in_(UNDECIDED))
            )
        ).all()
