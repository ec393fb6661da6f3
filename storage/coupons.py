"""Coupons, and the subscriptions that have redeemed them."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.coupons import AppliedCoupon, Coupon, CouponDuration
from domain.money import Money
from storage.base import Base, status_column
from storage.repository import Repository


class CouponRow(Base):
    """A share as a fraction of whole numbers, or an amount. `last_day` is in the billing zone."""

    __tablename__ = "coupons"
    __table_args__ = (
        CheckConstraint(
            "(share_numerator IS NULL) <> (amount_minor_units IS NULL)", name="one_discount"
        ),
        CheckConstraint("redemption_limit > 0", name="limit_positive"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    share_numerator: Mapped[int | None]
    share_denominator: Mapped[int | None]
    amount_minor_units: Mapped[int | None]
    currency: Mapped[str | None]
    duration: Mapped[CouponDuration] = status_column(CouponDuration)
    months: Mapped[int | None]
    last_day: Mapped[date | None]
    redemption_limit: Mapped[int | None]
    created_at: Mapped[datetime]

    def take(self, coupon: Coupon) -> None:
        """Become what this coupon says; the code stays."""
        self.name, self.duration, self.months = coupon.name, coupon.duration, coupon.months
        self.last_day, self.redemption_limit = coupon.last_day, coupon.limit
        share, amount = coupon.share, coupon.amount
        self.share_numerator = share.numerator if share is not None else None
        self.share_denominator = share.denominator if share is not None else None
        self.amount_minor_units = amount.minor_units if amount else None
        self.currency = amount.currency if amount else None


class CouponPlanRow(Base):
    """A plan that a coupon is good for; a coupon without any is good for all."""

    __tablename__ = "coupon_plans"

    coupon: Mapped[str] = mapped_column(ForeignKey("coupons.code"), primary_key=True)
    plan: Mapped[str] = mapped_column(ForeignKey("plans.code"), primary_key=True)


class RedemptionRow(Base):
    """A subscription that has a place among those of a coupon.

    It keeps the place for ever once something was taken off: `first_on` is the first day of the
    first term that the coupon was good for.
    """

    __tablename__ = "coupon_redemptions"

    coupon: Mapped[str] = mapped_column(ForeignKey("coupons.code"), primary_key=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"), primary_key=True)
    first_on: Mapped[date | None]
    redeemed_at: Mapped[datetime]


class Coupons(Repository[CouponRow]):
    _row = CouponRow

    def new_plan(self, coupon: str, plan: str) -> None:
        self._session.add(CouponPlanRow(coupon=coupon, plan=plan))

    async def set_plans(self, coupon: str, plans: Sequence[str]) -> None:
        """From now on it is good for these plans; for all without any."""
        await self._session.execute(delete(CouponPlanRow).where(CouponPlanRow.coupon == coupon))
        for plan in plans:
            self.new_plan(coupon, plan)

    async def all(self) -> Sequence[CouponRow]:
        return (await self._session.scalars(select(CouponRow).order_by(CouponRow.code))).all()

    async def to_domain(self, row: CouponRow) -> Coupon:
        amount = None
        if row.amount_minor_units is not None and row.currency:
            amount = Money(row.amount_minor_units, row.currency)
        share = None
        if row.share_numerator is not None and row.share_denominator:
            share = Fraction(row.share_numerator, row.share_denominator)
        return Coupon(
            code=row.code,
            name=row.name,
            share=share,
            amount=amount,
            duration=row.duration,
            months=row.months,
            last_day=row.last_day,
            limit=row.redemption_limit,
            plans=await self.plans(row.code),
        )

    async def plans(self, code: str) -> frozenset[str]:
        return frozenset(
            await self._session.scalars(
                select(CouponPlanRow.plan).where(CouponPlanRow.coupon == code)
            )
        )

    async def redemptions(self, code: str) -> int:
        """How many places are taken."""
        return (
            await self._session.scalar(
                select(func.count()).select_from(RedemptionRow).where(RedemptionRow.coupon == code)
            )
            or 0
        )

    async def redemption(self, code: str, subscription: str) -> RedemptionRow | None:
        return await self._session.get(RedemptionRow, (code, subscription))

    async def applied(self, code: str, subscription: str) -> AppliedCoupon | None:
        """The coupon as it is, or was, on this subscription."""
        redemption = await self.redemption(code, subscription)
        if redemption is None:
            return None
        return AppliedCoupon(await self.to_domain(await self.get(code)), redemption.first_on)

    async def redeem(self, code: str, subscription: str, at: datetime) -> RedemptionRow:
        """Take a place, or the one that this subscription has. The coupon must be locked."""
        redemption = await self.redemption(code, subscription)
        if redemption is None:
            redemption = RedemptionRow(coupon=code, subscription=subscription, redeemed_at=at)
            self._session.add(redemption)
        return redemption

    async def give_back(self, code: str, subscription: str) -> None:
        """Leave the place, unless something was taken off already."""
        await self._session.execute(
            delete(RedemptionRow).where(
                RedemptionRow.coupon == code,
                RedemptionRow.subscription == subscription,
                RedemptionRow.first_on.is_(None),
            )
        )
