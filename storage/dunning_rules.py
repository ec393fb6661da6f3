"""Dunning rules: what staff have written down about retrying, by name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.dunning_rules import DunningRule, FinalAction, HardDecline
from storage.base import Base, status_column
from storage.repository import Repository
from storage.subscriptions import SubscriptionRow


class DunningRuleRow(Base):
    __tablename__ = "dunning_rules"

    name: Mapped[str] = mapped_column(primary_key=True)
    retry_days: Mapped[list[int]]
    final_action: Mapped[FinalAction] = status_column(FinalAction)
    hard_decline: Mapped[HardDecline] = status_column(HardDecline)
    grace_days: Mapped[int]
    mails: Mapped[bool]
    created_at: Mapped[datetime]

    def to_domain(self) -> DunningRule:
        return DunningRule(
            tuple(self.retry_days),
            self.final_action,
            self.hard_decline,
            self.grace_days,
            self.mails,
        )

    def take(self, rule: DunningRule) -> None:
        """Say what the rule says from now on. Runs that have begun keep theirs."""
        self.retry_days = list(rule.retry_days)
        self.final_action, self.hard_decline = rule.final_action, rule.hard_decline
        self.grace_days, self.mails = rule.grace_days, rule.mails


class DunningRules(Repository[DunningRuleRow]):
    _row = DunningRuleRow

    async def all(self) -> Sequence[DunningRuleRow]:
        """Every rule, by name."""
        return (
            await self._session.scalars(select(DunningRuleRow).order_by(DunningRuleRow.name))
        ).all()

    async def uses(self) -> dict[str, int]:
        """How many subscriptions have each rule."""
        rows = await self._session.execute(
            select(SubscriptionRow.dunning_rule, func.count())
            .where(SubscriptionRow.dunning_rule.is_not(None))
            .group_by(SubscriptionRow.dunning_rule)
        )
        return {str(name): count for name, count in rows}

    async def remove(self, row: DunningRuleRow) -> None:
        await self._session.delete(row)
