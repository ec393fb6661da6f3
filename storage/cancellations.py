"""Cancellations: the last one of each subscription, scheduled, removed or carried out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.cancellations import Cancellation, CancellationStatus, CancelMode, CancelReason
from storage.base import Base, status_column
from storage.repository import Repository


class CancellationRow(Base):
    """`ends_at` is when it takes, or took, effect; `comment` is the customer's own words."""

    __tablename__ = "cancellations"

    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"), primary_key=True)
    status: Mapped[CancellationStatus] = status_column(CancellationStatus)
    mode: Mapped[CancelMode] = status_column(CancelMode)
    reason: Mapped[CancelReason | None] = status_column(CancelReason, nullable=True)
    comment: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    def to_domain(self) -> Cancellation:
        return Cancellation(self.status, self.ends_at)


class Cancellations(Repository[CancellationRow]):
    _row = CancellationRow

    async def open(self) -> Sequence[str]:
        """Subscriptions with a cancellation that is still to be carried out."""
        return (
            await self._session.scalars(
                select(CancellationRow.subscription).where(
                    CancellationRow.status == CancellationStatus.SCHEDULED
                )
            )
        ).all()
