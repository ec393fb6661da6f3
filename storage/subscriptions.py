"""Subscriptions and the terms they were billed for."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.periods import Period
from domain.subscriptions import ENDED, SubscriptionStatus
from storage.base import Base, status_column
from storage.repository import Repository

RENEWING = (
    SubscriptionStatus.FUTURE,
    SubscriptionStatus.LIVE,
    SubscriptionStatus.DUNNING,
    SubscriptionStatus.NON_RENEWING,
)


class SubscriptionRow(Base):
    """A customer's subscription. Its boundaries are counted from `anchor_on`, never chained.

    `term_number` counts the terms since the anchor, from 0; it is None before the first paid term.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_subscriptions_customer", "customer", "number"),
        Index("ix_subscriptions_status", "status"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str | None] = mapped_column(unique=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    plan: Mapped[str] = mapped_column(ForeignKey("plans.code"))
    currency: Mapped[str]
    quantity: Mapped[int] = mapped_column(default=1)
    coupon: Mapped[str | None] = mapped_column(ForeignKey("coupons.code"))
    status: Mapped[SubscriptionStatus] = status_column(SubscriptionStatus)
    auto_charge: Mapped[bool]
    payment_method: Mapped[str | None] = mapped_column(ForeignKey("payment_methods.number"))
    dunning_rule: Mapped[str | None] = mapped_column(ForeignKey("dunning_rules.name"))
    starts_at: Mapped[datetime]
    anchor_on: Mapped[date | None]
    anchor_day: Mapped[int | None]
    term_number: Mapped[int | None]
    term_starts_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    renews_at: Mapped[datetime | None]
    billed_until: Mapped[date | None]
    cycles_billed: Mapped[int] = mapped_column(default=0)
    cycles: Mapped[int | None]
    setup_fee_billed: Mapped[bool] = mapped_column(default=False)
    noticed_term: Mapped[int | None]
    cancel_at_term_end: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def term(self) -> Period | None:
        if self.term_starts_on is None or self.term_ends_on is None:
            return None
        return Period(self.term_starts_on, self.term_ends_on)


class TermRow(Base):
    """A stretch of service days that was billed. No day twice, none left out: the database checks.

    `continues` is false only where a gap is meant: the first term, and after a pause or an end.
    """

    __tablename__ = "subscription_terms"
    __table_args__ = (
        CheckConstraint("starts_on < ends_on", name="not_empty"),
        UniqueConstraint("subscription", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    continues: Mapped[bool]
    invoice: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))


class Subscriptions(Repository[SubscriptionRow]):
    _row = SubscriptionRow

    def add_term(
        self, subscription: str, term: Period, *, continues: bool, invoice: UUID | None
    ) -> None:
        """Note that these service days are billed. The commit fails if any was billed before."""
        self._session.add(
            TermRow(
                subscription=subscription,
                starts_on=term.start,
                ends_on=term.end,
                continues=continues,
                invoice=invoice,
            )
        )

    async def cut_terms(self, subscription: str, day: date) -> None:
        """From this day on no days are billed any more: they are free to be billed anew."""
        of_it = TermRow.subscription == subscription
        await self._session.execute(delete(TermRow).where(of_it, TermRow.starts_on >= day))
        await self._session.execute(
            update(TermRow).where(of_it, TermRow.ends_on > day).values(ends_on=day)
        )

    async def is_billed_until(self, subscription: str, day: date) -> bool:
        """Whether the day before this one is billed, so that a term can continue from it."""
        found = await self._session.scalar(
            select(TermRow.id).where(TermRow.subscription == subscription, TermRow.ends_on == day)
        )
        return found is not None

    async def with_reference(self, reference: str) -> SubscriptionRow | None:
        return await self._session.scalar(
            select(SubscriptionRow).where(SubscriptionRow.reference == reference)
        )

    async def of_customer(
        self, customer: str, *, after: str = "", limit: int = 50
    ) -> Sequence[SubscriptionRow]:
        return (
            await self._session.scalars(
                select(SubscriptionRow)
                .where(SubscriptionRow.customer == customer, SubscriptionRow.number > after)
                .order_by(SubscriptionRow.number)
                .limit(limit)
            )
        ).all()

    async def page(
        self, *, status: SubscriptionStatus | None = None, after: str = "", limit: int = 50
    ) -> Sequence[SubscriptionRow]:
        query = select(SubscriptionRow).where(SubscriptionRow.number > after)
        if status:
            query = query.where(SubscriptionRow.status == status)
        return (
            await self._session.scalars(query.order_by(SubscriptionRow.number).limit(limit))
        ).all()

    async def renewing(self) -> Sequence[str]:
        """Numbers of the subscriptions that begin or whose term ends by itself."""
        return (
            await self._session.scalars(
                select(SubscriptionRow.number).where(
                    SubscriptionRow.status.in_(RENEWING),
                    or_(
                        SubscriptionRow.status == SubscriptionStatus.FUTURE,
                        SubscriptionRow.renews_at.is_not(None),
                    ),
                )
            )
        ).all()

    async def charged_to(self, method: str) -> Sequence[SubscriptionRow]:
        return (
            await self._session.scalars(
                select(SubscriptionRow).where(SubscriptionRow.payment_method == method)
            )
        ).all()

    async def charged_to_nothing(self, customer: str) -> Sequence[SubscriptionRow]:
        """Subscriptions of a customer for which no method was chosen, and that are not over."""
        return (
            await self._session.scalars(
                select(SubscriptionRow).where(
                    SubscriptionRow.customer == customer,
                    SubscriptionRow.payment_method.is_(None),
                    SubscriptionRow.status.not_in(ENDED),
                )
            )
        ).all()
