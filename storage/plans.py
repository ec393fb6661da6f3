"""Plans with their prices, and tax rates."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.plans import Plan
from domain.taxes import RateChange, TaxBehaviour, TaxCategory, TaxRate
from storage.base import Base, Json, status_column
from storage.repository import Repository


class TaxRateRow(Base):
    """A rate as a fraction of whole numbers, so that 7.7 % is exactly 77/1000."""

    __tablename__ = "tax_rates"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    numerator: Mapped[int]
    denominator: Mapped[int]
    behaviour: Mapped[TaxBehaviour] = status_column(TaxBehaviour)
    category: Mapped[TaxCategory] = status_column(TaxCategory, default=TaxCategory.STANDARD)
    note: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[Json]] = mapped_column(default=list)

    def to_domain(self) -> TaxRate:
        rate = Fraction(self.numerator, self.denominator)
        changes = tuple(_change(each) for each in self.changes)
        return TaxRate(
            self.code, self.name, rate, self.behaviour, self.category, self.note, changes
        )

    def add_change(self, change: RateChange) -> None:
        stored = {
            "name": change.name,
            "numerator": change.rate.numerator,
            "denominator": change.rate.denominator,
            "starts_on": change.starts_on.isoformat(),
            "ends_on": change.ends_on.isoformat() if change.ends_on else None,
        }
        self.changes = [*self.changes, stored]


def _change(stored: Json) -> RateChange:
    end = stored["ends_on"]
    return RateChange(
        stored["name"],
        Fraction(stored["numerator"], stored["denominator"]),
        date.fromisoformat(stored["starts_on"]),
        date.fromisoformat(end) if end else None,
    )


class PlanRow(Base):
    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint("interval_count > 0", name="interval_count_positive"),
        CheckConstraint("trial_days >= 0", name="trial_days_not_negative"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    interval_unit: Mapped[IntervalUnit] = status_column(IntervalUnit)
    interval_count: Mapped[int]
    trial_days: Mapped[int] = mapped_column(default=0)
    billing_cycles: Mapped[int | None]
    tax_rate: Mapped[str | None] = mapped_column(ForeignKey("tax_rates.code"))

    @property
    def interval(self) -> Interval:
        return Interval(self.interval_unit, self.interval_count)


class PlanPriceRow(Base):
    """What a unit of a plan costs in one currency, in minor units."""

    __tablename__ = "plan_prices"
    __table_args__ = (
        CheckConstraint("unit_minor_units >= 0", name="unit_not_negative"),
        CheckConstraint("setup_minor_units >= 0", name="setup_not_negative"),
    )

    plan: Mapped[str] = mapped_column(ForeignKey("plans.code"), primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    unit_minor_units: Mapped[int]
    setup_minor_units: Mapped[int] = mapped_column(default=0)


_IN_CURRENCY = (
    select(PlanRow, PlanPriceRow, TaxRateRow)
    .join(PlanPriceRow, PlanPriceRow.plan == PlanRow.code)
    .outerjoin(TaxRateRow, TaxRateRow.code == PlanRow.tax_rate)
    .where(PlanRow.code == bindparam("code"), PlanPriceRow.currency == bindparam("currency"))
)


class Plans(Repository[PlanRow]):
    _row = PlanRow

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._in_currency: dict[tuple[str, str], Plan] = {}

    def new_price(self, **values: object) -> PlanPriceRow:
        price = PlanPriceRow(**values)
        self._session.add(price)
        return price

    def new_tax_rate(self, **values: object) -> TaxRateRow:
        rate = TaxRateRow(**values)
        self._session.add(rate)
        return rate

    async def find_price(self, code: str, currency: str) -> PlanPriceRow | None:
        return await self._session.get(PlanPriceRow, (code, currency))

    async def find_tax_rate(self, code: str) -> TaxRateRow | None:
        return await self._session.get(TaxRateRow, code)

    async def lock_tax_rate(self, code: str) -> TaxRateRow | None:
        return await self._session.get(
            TaxRateRow, code, with_for_update={"key_share": True}, populate_existing=True
        )

    async def prices(self, code: str) -> Sequence[PlanPriceRow]:
        return (
            await self._session.scalars(
                select(PlanPriceRow)
                .where(PlanPriceRow.plan == code)
                .order_by(PlanPriceRow.currency)
            )
        ).all()

    async def all(self) -> Sequence[PlanRow]:
        return (await self._session.scalars(select(PlanRow).order_by(PlanRow.code))).all()

    async def tax_rates(self) -> Sequence[TaxRateRow]:
        return (await self._session.scalars(select(TaxRateRow).order_by(TaxRateRow.code))).all()

    async def in_currency(self, code: str, currency: str) -> Plan:
        """The plan as the rules know it. Raises `NoResultFound` for a plan without that price."""
        if (code, currency) not in self._in_currency:
            self._in_currency[code, currency] = await self._read(code, currency)
        return self._in_currency[code, currency]

    async def _read(self, code: str, currency: str) -> Plan:
        found = await self._session.execute(_IN_CURRENCY, {"code": code, "currency": currency})
        plan, price, tax = found.one()
        return Plan(
            code=plan.code,
            name=plan.name,
            interval=plan.interval,
            price=Money(price.unit_minor_units, currency),
            setup_fee=Money(price.setup_minor_units, currency),
            trial_days=plan.trial_days,
            billing_cycles=plan.billing_cycles,
            tax=tax.to_domain() if plan.tax_rate else None,
        )
