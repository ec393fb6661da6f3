"""Changes that wait for the end of a term or for their payment, and what became of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.changes import ChangeWhen
from domain.pending_changes import ChangeStatus, DropReason, PendingChange
from domain.previews import PreviewKind
from domain.wishes import Wish, WishedAddon
from storage.base import Base, Json, status_column
from storage.repository import Repository

OPEN = (ChangeStatus.SCHEDULED, ChangeStatus.PAYING)


class ChangeRow(Base):
    """What a subscription is to become, in codes. It has one open change at a time.

    `kind` tells a change from a reactivation, which can wait for its payment as well. `counts_from`
    is the instant from which on it counts when it is paid, `draft` the invoice that is being paid.
    """

    __tablename__ = "subscription_changes"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(
            "uq_subscription_changes_one_open",
            "subscription",
            unique=True,
            postgresql_where=text("status IN ('scheduled', 'paying')"),
        ),
        Index("ix_subscription_changes_draft", "draft"),
        Index("ix_subscription_changes_subscription", "subscription"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"))
    kind: Mapped[PreviewKind] = status_column(PreviewKind)
    status: Mapped[ChangeStatus] = status_column(ChangeStatus)
    change_when: Mapped[ChangeWhen] = status_column(ChangeWhen)
    plan: Mapped[str] = mapped_column(ForeignKey("plans.code"))
    quantity: Mapped[int]
    addons: Mapped[Json]
    coupon: Mapped[str | None] = mapped_column(ForeignKey("coupons.code"))
    cycles: Mapped[int | None]
    draft: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    counts_from: Mapped[datetime]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    drop_reason: Mapped[DropReason | None] = status_column(DropReason, nullable=True)

    @property
    def wish(self) -> Wish:
        addons = tuple(WishedAddon(code, count) for code, count in sorted(self.addons.items()))
        return Wish(self.plan, self.quantity, addons, self.coupon)

    def to_domain(self) -> PendingChange:
        return PendingChange(self.wish, self.status, self.asked_at)


class Changes(Repository[ChangeRow]):
    _row = ChangeRow

    async def open_of(self, subscription: str) -> ChangeRow | None:
        """The change that is scheduled or being paid."""
        row = await self._session.scalar(
            select(ChangeRow).where(
                ChangeRow.subscription == subscription, ChangeRow.status.in_(OPEN)
            )
        )
        return self._keep(row) if row else None

    async def paid_by(self, draft: UUID) -> ChangeRow | None:
        """The change that waits for the payment of this draft."""
        row = await self._session.scalar(
            select(ChangeRow).where(
                ChangeRow.draft == draft, ChangeRow.status == ChangeStatus.PAYING
            )
        )
        return self._keep(row) if row else None
