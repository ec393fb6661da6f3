"""Pauses: each that was scheduled for a subscription, and how far it has come."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.pause_schedules import PauseSchedule, PauseWhen
from domain.pauses import PauseStatus
from storage.base import Base, status_column
from storage.repository import Repository

OPEN = (PauseStatus.SCHEDULED, PauseStatus.RUNNING)


class PauseRow(Base):
    """Days of the billing zone. A subscription has one open pause at a time."""

    __tablename__ = "pauses"
    __table_args__ = (
        CheckConstraint("resume_on IS NULL OR resume_on > pause_on", name="resumes_after"),
        Index("ix_pauses_subscription", "subscription"),
        Index(
            "uq_pauses_one_open",
            "subscription",
            unique=True,
            postgresql_where=text("status IN ('scheduled', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"))
    status: Mapped[PauseStatus] = status_column(PauseStatus)
    pause_when: Mapped[PauseWhen] = status_column(PauseWhen)
    pause_on: Mapped[date]
    resume_on: Mapped[date | None]
    given_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def schedule(self) -> PauseSchedule:
        return PauseSchedule(self.pause_on, self.resume_on, self.pause_when)

    def take(self, schedule: PauseSchedule) -> None:
        """From now on it follows this schedule."""
        self.pause_on, self.resume_on = schedule.pause_on, schedule.resume_on
        self.pause_when = schedule.when


class Pauses(Repository[PauseRow]):
    _row = PauseRow

    async def open_of(self, subscription: str) -> PauseRow | None:
        """The pause that is scheduled or runs."""
        row = await self._session.scalar(
            select(PauseRow).where(PauseRow.subscription == subscription, PauseRow.status.in_(OPEN))
        )
        return self._keep(row) if row else None

    async def last_of(self, subscription: str) -> PauseRow | None:
        row = await self._session.scalar(
            select(PauseRow)
            .where(PauseRow.subscription == subscription)
            .order_by(PauseRow.id.desc())
            .limit(1)
        )
        return self._keep(row) if row else None

    async def open(self) -> Sequence[str]:
        """Subscriptions with a pause that is scheduled or runs."""
        return (
            await self._session.scalars(
                select(PauseRow.subscription).where(PauseRow.status.in_(OPEN))
            )
        ).all()
