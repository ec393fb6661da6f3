"""Reminder runs: one for each invoice that nobody charges automatically."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.dunning import DunningStatus
from domain.dunning_rules import FinalAction
from domain.reminders import Ladder, ReminderRun, next_reminder
from storage.base import Base, Json, status_column
from storage.dunning import RUNNING
from storage.repository import Repository

_SAME = ("status", "due_on", "zone", "hour", "done", "late_days")


class ReminderRow(Base):
    """`fee_invoice` is the invoice of the late fee, once there is one."""

    __tablename__ = "reminder_runs"
    __table_args__ = (
        Index("ix_reminder_runs_subscription", "subscription", "status"),
        Index("ix_reminder_runs_customer", "customer", "status"),
    )

    invoice: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), unique=True)
    subscription: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.number"))
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    status: Mapped[DunningStatus] = status_column(DunningStatus)
    ladder: Mapped[Json]
    due_on: Mapped[date]
    zone: Mapped[str]
    hour: Mapped[int]
    done: Mapped[int]
    late_days: Mapped[int]
    held_until: Mapped[datetime | None]
    fee_invoice: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    started_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def to_domain(self) -> ReminderRun:
        return ReminderRun(
            ladder=ladder_of(self.ladder), **{name: getattr(self, name) for name in _SAME}
        )

    def take(self, run: ReminderRun) -> None:
        """Become what the rules have made of the run."""
        for name in _SAME:
            setattr(self, name, getattr(run, name))
        step = next_reminder(run)
        self.next_at = step.at if step else None

    def begin(self, run: ReminderRun, at: datetime) -> None:
        """Begin, or begin once more: the payment that had ended it came back."""
        self.ladder = stored_ladder(run.ladder)
        self.started_at, self.held_until, self.ended_at = at, None, None
        self.take(run)

    def hold(self, until: datetime) -> None:
        """Say nothing before that moment."""
        self.status, self.held_until, self.next_at = DunningStatus.HELD, until, until

    def release(self) -> None:
        """Go on with what is planned."""
        self.status, self.held_until = DunningStatus.RUNNING, None
        self.take(self.to_domain())


def stored_ladder(ladder: Ladder) -> Json:
    """A ladder as JSON."""
    return {**vars(ladder), "after_days": list(ladder.after_days)}


def ladder_of(stored: Mapping[str, object]) -> Ladder:
    """The ladder that was stored."""
    values = dict(stored)
    values["after_days"] = tuple(stored["after_days"])  # type: ignore[arg-type]  # a JSON list
    values["final_action"] = FinalAction(str(stored["final_action"]))
    return Ladder(**values)  # type: ignore[arg-type]  # what `stored_ladder` has written


class Reminders(Repository[ReminderRow]):
    _row = ReminderRow

    async def for_invoice(self, invoice_id: UUID) -> ReminderRow | None:
        return await self._session.scalar(
            select(ReminderRow).where(ReminderRow.invoice_id == invoice_id)
        )

    async def running_for(self, subscription: str) -> Sequence[ReminderRow]:
        return (
            await self._session.scalars(
                select(ReminderRow)
                .where(ReminderRow.subscription == subscription, ReminderRow.status.in_(RUNNING))
                .order_by(ReminderRow.invoice)
            )
        ).all()

    async def with_fee(self, fee_invoice: UUID) -> ReminderRow | None:
        """The run whose late fee this invoice is."""
        return await self._session.scalar(
            select(ReminderRow).where(ReminderRow.fee_invoice == fee_invoice)
        )

    async def open(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(ReminderRow.invoice).where(ReminderRow.status.in_(RUNNING))
            )
        ).all()
