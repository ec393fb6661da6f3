"""Dunning runs: one for each invoice whose automatic charge failed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.dunning import DunningRule, DunningRun, DunningStatus, FinalAction
from domain.dunning_rules import HardDecline
from storage.base import Base, status_column
from storage.invoices import PAYABLE, InvoiceRow
from storage.repository import Repository
from storage.subscriptions import SubscriptionRow

RUNNING = (DunningStatus.RUNNING, DunningStatus.HELD)
_SAME = (
    "status",
    "zone",
    "first_failure_at",
    "attempts",
    "skipped",
    "faults",
    "hard",
    "retry_in_flight",
    "held_until",
    "due_at",
    "last_try",
    "ends_at",
)


class DunningRow(Base):
    __tablename__ = "dunning_runs"
    __table_args__ = (Index("ix_dunning_runs_subscription", "subscription", "status"),)

    invoice: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), unique=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"))
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    status: Mapped[DunningStatus] = status_column(DunningStatus)
    retry_days: Mapped[list[int]]
    final_action: Mapped[FinalAction] = status_column(FinalAction)
    hard_decline: Mapped[HardDecline] = status_column(HardDecline)
    grace_days: Mapped[int]
    mails: Mapped[bool]
    zone: Mapped[str]
    first_failure_at: Mapped[datetime]
    attempts: Mapped[int]
    skipped: Mapped[int]
    faults: Mapped[int]
    hard: Mapped[bool]
    retry_in_flight: Mapped[bool]
    held_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    last_try: Mapped[bool]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def to_domain(self) -> DunningRun:
        return DunningRun(
            rule=DunningRule(
                tuple(self.retry_days),
                self.final_action,
                self.hard_decline,
                self.grace_days,
                self.mails,
            ),
            **{name: getattr(self, name) for name in _SAME},
        )

    def take(self, run: DunningRun) -> None:
        """Become what the rules have made of the run."""
        for name in _SAME:
            setattr(self, name, getattr(run, name))
        self.retry_days = list(run.rule.retry_days)
        self.final_action, self.hard_decline = run.rule.final_action, run.rule.hard_decline
        self.grace_days, self.mails = run.rule.grace_days, run.rule.mails

    def reopen(self, run: DunningRun) -> None:
        """Begin once more: the payment that had ended it came back."""
        self.take(run)
        self.ended_at = None


class Dunning(Repository[DunningRow]):
    _row = DunningRow

    def open_run(
        self, invoice: str, invoice_id: UUID, subscription: SubscriptionRow, run: DunningRun
    ) -> DunningRow:
        row = self.new(
            invoice=invoice,
            invoice_id=invoice_id,
            subscription=subscription.number,
            customer=subscription.customer,
        )
        row.take(run)
        return row

    async def running_for(self, subscription: str) -> Sequence[DunningRow]:
        return (
            await self._session.scalars(
                select(DunningRow)
                .where(DunningRow.subscription == subscription, DunningRow.status.in_(RUNNING))
                .order_by(DunningRow.invoice)
            )
        ).all()

    async def unpaid_of(self, subscription: str) -> Sequence[DunningRow]:
        """Every run of an invoice that is still owed, whether it goes on or is over."""
        return (
            await self._session.scalars(
                select(DunningRow)
                .join(InvoiceRow, InvoiceRow.id == DunningRow.invoice_id)
                .where(DunningRow.subscription == subscription, InvoiceRow.status.in_(PAYABLE))
                .order_by(DunningRow.invoice)
            )
        ).all()

    async def for_invoice(self, invoice_id: UUID) -> DunningRow | None:
        return await self._session.scalar(
            select(DunningRow).where(DunningRow.invoice_id == invoice_id)
        )

    async def open(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(DunningRow.invoice).where(DunningRow.status.in_(RUNNING))
            )
        ).all()
