"""Trials: one for each subscription that began with one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.trials import TrialStatus
from storage.base import Base, status_column
from storage.repository import Repository

OPEN = (TrialStatus.RUNNING, TrialStatus.CONVERTING, TrialStatus.LAPSED)


class TrialRow(Base):
    """`conversion` is the draft invoice whose payment decides, while the charge is under way."""

    __tablename__ = "trials"

    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"), primary_key=True)
    status: Mapped[TrialStatus] = status_column(TrialStatus)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    days: Mapped[int]
    extensions_used: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]
    lapse_reason: Mapped[str | None]
    cancel_at_end: Mapped[bool] = mapped_column(default=False)
    conversion: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))


class Trials(Repository[TrialRow]):
    _row = TrialRow

    async def converting(self, invoice: UUID) -> TrialRow | None:
        """The trial that waits for the payment of this draft."""
        return await self._session.scalar(select(TrialRow).where(TrialRow.conversion == invoice))

    async def open(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(TrialRow.subscription).where(TrialRow.status.in_(OPEN))
            )
        ).all()
