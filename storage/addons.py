"""Addons with their prices, and what of them each subscription has."""

from collections.abc import Mapping, Sequence

from sqlalchemy import CheckConstraint, ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.addons import Addon, AddonBilling, AddonKind, AddonPricing, ChosenAddon
from domain.articles import ArticleKind
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from storage.base import Base, status_column
from storage.invoices import InvoiceLineRow
from storage.plans import TaxRateRow
from storage.repository import Repository
from storage.subscriptions import SubscriptionRow


class AddonRow(Base):
    """What can be sold beside a plan. Without an interval its price is for a term of the plan."""

    __tablename__ = "addons"
    __table_args__ = (
        CheckConstraint(
            "(interval_unit IS NULL) = (interval_count IS NULL)", name="whole_interval"
        ),
        CheckConstraint("interval_count > 0", name="interval_count_positive"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[AddonKind] = status_column(AddonKind)
    pricing: Mapped[AddonPricing] = status_column(AddonPricing)
    interval_unit: Mapped[IntervalUnit | None] = status_column(IntervalUnit, nullable=True)
    interval_count: Mapped[int | None]
    tax_rate: Mapped[str | None] = mapped_column(ForeignKey("tax_rates.code"))

    @property
    def interval(self) -> Interval | None:
        if self.interval_unit is None or self.interval_count is None:
            return None
        return Interval(self.interval_unit, self.interval_count)

    @property
    def billing(self) -> AddonBilling:
        return AddonBilling(self.kind, self.pricing, self.interval)


class AddonPriceRow(Base):
    """What a unit of an addon, or all of it, costs in one currency, in minor units."""

    __tablename__ = "addon_prices"
    __table_args__ = (CheckConstraint("minor_units >= 0", name="not_negative"),)

    addon: Mapped[str] = mapped_column(ForeignKey("addons.code"), primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    minor_units: Mapped[int]


class AddonPlanRow(Base):
    """A plan that an addon can be added to; an addon without any goes with all."""

    __tablename__ = "addon_plans"

    addon: Mapped[str] = mapped_column(ForeignKey("addons.code"), primary_key=True)
    plan: Mapped[str] = mapped_column(ForeignKey("plans.code"), primary_key=True)


class SubscriptionAddonRow(Base):
    """A recurring addon that a subscription has, and how many of it."""

    __tablename__ = "subscription_addons"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    subscription: Mapped[str] = mapped_column(ForeignKey("subscriptions.number"), primary_key=True)
    addon: Mapped[str] = mapped_column(ForeignKey("addons.code"), primary_key=True)
    quantity: Mapped[int]


class Addons(Repository[AddonRow]):
    _row = AddonRow

    def new_price(self, addon: str, price: Money) -> None:
        self._session.add(
            AddonPriceRow(addon=addon, currency=price.currency, minor_units=price.minor_units)
        )

    def new_plan(self, addon: str, plan: str) -> None:
        self._session.add(AddonPlanRow(addon=addon, plan=plan))

    async def set_prices(self, addon: str, prices: Sequence[Money]) -> None:
        """From now on it has these prices and no others."""
        await self._session.execute(delete(AddonPriceRow).where(AddonPriceRow.addon == addon))
        for price in prices:
            self.new_price(addon, price)

    async def set_plans(self, addon: str, plans: Sequence[str]) -> None:
        """From now on it can be added to these plans; to all without any."""
        await self._session.execute(delete(AddonPlanRow).where(AddonPlanRow.addon == addon))
        for plan in plans:
            self.new_plan(addon, plan)

    async def used_in(self, code: str) -> frozenset[str]:
        """The currencies in which subscriptions have it."""
        return frozenset(
            await self._session.scalars(
                select(SubscriptionRow.currency)
                .join(
                    SubscriptionAddonRow,
                    SubscriptionAddonRow.subscription == SubscriptionRow.number,
                )
                .where(SubscriptionAddonRow.addon == code)
                .distinct()
            )
        )

    async def was_sold(self, code: str) -> bool:
        """Whether it ever stood on an invoice, or a subscription has it."""
        billed = select(InvoiceLineRow.id).where(
            InvoiceLineRow.article_kind.in_((ArticleKind.ADDON, ArticleKind.EXTRA)),
            InvoiceLineRow.article_code == code,
        )
        had = select(SubscriptionAddonRow.addon).where(SubscriptionAddonRow.addon == code)
        query = select(or_(billed.exists(), had.exists()))
        return bool(await self._session.scalar(query))

    async def all(self) -> Sequence[AddonRow]:
        return (await self._session.scalars(select(AddonRow).order_by(AddonRow.code))).all()

    async def prices(self, code: str) -> Sequence[Money]:
        rows = await self._session.scalars(
            select(AddonPriceRow)
            .where(AddonPriceRow.addon == code)
            .order_by(AddonPriceRow.currency)
        )
        return [Money(row.minor_units, row.currency) for row in rows]

    async def plans(self, code: str) -> frozenset[str]:
        return frozenset(
            await self._session.scalars(select(AddonPlanRow.plan).where(AddonPlanRow.addon == code))
        )

    async def in_currency(self, currency: str) -> Mapping[str, Addon]:
        """Every addon that has a price in this currency, by its code."""
        rows = (
            await self._session.execute(
                select(AddonRow, AddonPriceRow, TaxRateRow)
                .join(AddonPriceRow, AddonPriceRow.addon == AddonRow.code)
                .outerjoin(TaxRateRow, TaxRateRow.code == AddonRow.tax_rate)
                .where(AddonPriceRow.currency == currency)
                .order_by(AddonRow.code)
            )
        ).all()
        plans = await self._plans_by_addon() if rows else {}
        return {
            row.code: Addon(
                code=row.code,
                name=row.name,
                kind=row.kind,
                pricing=row.pricing,
                price=Money(price.minor_units, currency),
                interval=row.interval,
                tax=tax.to_domain() if row.tax_rate else None,
                plans=frozenset(plans.get(row.code, ())),
            )
            for row, price, tax in rows
        }

    async def _plans_by_addon(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in await self._session.scalars(select(AddonPlanRow)):
            found.setdefault(row.addon, []).append(row.plan)
        return found

    async def of_subscription(self, subscription: str) -> Sequence[SubscriptionAddonRow]:
        return (
            await self._session.scalars(
                select(SubscriptionAddonRow)
                .where(SubscriptionAddonRow.subscription == subscription)
                .order_by(SubscriptionAddonRow.addon)
            )
        ).all()

    async def set_for(self, subscription: str, chosen: Sequence[ChosenAddon]) -> None:
        """From now on the subscription has these addons and no others."""
        await self._session.execute(
            delete(SubscriptionAddonRow).where(SubscriptionAddonRow.subscription == subscription)
        )
        self._session.add_all(
            SubscriptionAddonRow(
                subscription=subscription, addon=each.addon.code, quantity=each.quantity
            )
            for each in chosen
        )
