"""A customer's own subscriptions, with everything that a page shows of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.money import Money
from domain.plans import Plan
from domain.subscriptions import SubscriptionStatus
from storage.dunning import RUNNING, DunningRow
from storage.payment_methods import PaymentMethodRow
from storage.plans import PlanPriceRow, PlanRow, TaxRateRow
from storage.subscriptions import SubscriptionRow
from storage.trials import TrialRow

_Columns = Select[SubscriptionRow, PlanRow, PlanPriceRow, TaxRateRow, TrialRow, PaymentMethodRow]


_HAS = select(SubscriptionRow.number).where(
    SubscriptionRow.number == bindparam("number"), SubscriptionRow.customer == bindparam("customer")
)


@dataclass(frozen=True)
class SubscriptionSeen:
    """A subscription with what it is to, its trial and what it is charged to."""

    row: SubscriptionRow
    plan_row: PlanRow
    price: PlanPriceRow
    tax: TaxRateRow | None
    trial: TrialRow | None
    method: PaymentMethodRow | None

    @property
    def plan(self) -> Plan:
        """The plan as the rules know it."""
        return Plan(
            code=self.plan_row.code,
            name=self.plan_row.name,
            interval=self.plan_row.interval,
            price=Money(self.price.unit_minor_units, self.row.currency),
            setup_fee=Money(self.price.setup_minor_units, self.row.currency),
            trial_days=self.plan_row.trial_days,
            billing_cycles=self.plan_row.billing_cycles,
            tax=self.tax.to_domain() if self.tax else None,
        )


class OwnSubscriptions:
    def __init__(self, session: AsyncSession, customer: str) -> None:
        self._session = session
        self._customer = customer

    async def page(
        self, *, statuses: Sequence[SubscriptionStatus] = (), after: str = "", limit: int = 50
    ) -> list[SubscriptionSeen]:
        """In the order of their numbers, from the one that follows `after`."""
        query = self._all()
        if statuses:
            query = query.where(SubscriptionRow.status.in_(statuses))
        query = query.where(SubscriptionRow.number > after).order_by(SubscriptionRow.number)
        return [SubscriptionSeen(*row) for row in await self._session.execute(query.limit(limit))]

    async def renewing_next(self, limit: int = 3) -> list[SubscriptionSeen]:
        """Live ones, the one that renews first at the top."""
        query = (
            self._all()
            .where(
                SubscriptionRow.status == SubscriptionStatus.LIVE,
                SubscriptionRow.renews_at.is_not(None),
            )
            .order_by(SubscriptionRow.renews_at, SubscriptionRow.number)
        )
        return [SubscriptionSeen(*row) for row in await self._session.execute(query.limit(limit))]

    async def find(self, number: str) -> SubscriptionSeen | None:
        query = self._all().where(SubscriptionRow.number == number)
        row = (await self._session.execute(query)).one_or_none()
        return SubscriptionSeen(*row) if row else None

    async def has(self, number: str) -> bool:
        """Whether it is one of theirs."""
        whose = {"number": number, "customer": self._customer}
        return await self._session.scalar(_HAS, whose) is not None

    async def running_dunning(self, subscription: str | None = None) -> Sequence[DunningRow]:
        """Every run that goes on, of all or of one subscription."""
        query = select(DunningRow).where(
            DunningRow.customer == self._customer, DunningRow.status.in_(RUNNING)
        )
        if subscription:
            query = query.where(DunningRow.subscription == subscription)
        return (await self._session.scalars(query.order_by(DunningRow.invoice))).all()

    def _all(self) -> _Columns:
        return (
            select(SubscriptionRow, PlanRow, PlanPriceRow, TaxRateRow, TrialRow, PaymentMethodRow)
            .join(PlanRow, PlanRow.code == SubscriptionRow.plan)
            .join(
                PlanPriceRow,
                (PlanPriceRow.plan == PlanRow.code)
                & (PlanPriceRow.currency == SubscriptionRow.currency),
            )
            .outerjoin(TaxRateRow, TaxRateRow.code == PlanRow.tax_rate)
            .outerjoin(TrialRow, TrialRow.subscription == SubscriptionRow.number)
            .outerjoin(PaymentMethodRow, PaymentMethodRow.number == SubscriptionRow.payment_method)
            .where(SubscriptionRow.customer == self._customer)
        )
