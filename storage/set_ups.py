"""Set-ups: pages of the processor's on which a customer gives a payment method."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.set_ups import OPEN_SET_UP, SetUpStatus
from storage.base import Base, status_column
from storage.repository import Repository


class SetUpRow(Base):
    """Its number becomes that of the method, and is the processor's idempotency key.

    `replaces` is the method whose place the new one takes, `subscription` the one it is meant for;
    `for_all` when every subscription that is charged automatically shall use it.
    """

    __tablename__ = "method_set_ups"
    __table_args__ = (
        Index("ix_method_set_ups_customer", "customer", "created_at"),
        Index("ix_method_set_ups_status", "status"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    status: Mapped[SetUpStatus] = status_column(SetUpStatus)
    replaces: Mapped[str | None] = mapped_column(ForeignKey("payment_methods.number"))
    subscription: Mapped[str | None] = mapped_column(ForeignKey("subscriptions.number"))
    for_all: Mapped[bool] = mapped_column(default=False)
    make_default: Mapped[bool] = mapped_column(default=False)
    link: Mapped[UUID | None] = mapped_column(ForeignKey("document_links.id"))
    processor_id: Mapped[str | None]
    hosted_url: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    act_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    failure_code: Mapped[str | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class SetUps(Repository[SetUpRow]):
    _row = SetUpRow

    async def open(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(SetUpRow.number).where(SetUpRow.status.in_(OPEN_SET_UP))
            )
        ).all()
