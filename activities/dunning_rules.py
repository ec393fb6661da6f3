"""Dunning rules: written down, changed, removed, and given to subscriptions by staff."""

from datetime import datetime
from typing import TYPE_CHECKING

from domain.dunning_rules import (
    DunningRule,
    DunningRuleTaken,
    NoSuchDunningRule,
    check_removable_rule,
    check_rule_name,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.dunning_rules import DunningRuleRow
    from storage.subscriptions import SubscriptionRow


async def create_rule(
    books: "Books", name: str, rule: DunningRule, at: datetime
) -> "DunningRuleRow":
    """Raises `NotARuleName` and `DunningRuleTaken`."""
    checked = check_rule_name(name)
    if await books.dunning_rules.find(checked):
        raise DunningRuleTaken(rule=checked)
    row = books.dunning_rules.new(name=checked, created_at=at)
    row.take(rule)
    await books.flush()
    return row


async def change_rule(books: "Books", name: str, rule: DunningRule) -> None:
    """It holds for runs that begin from now on. Raises `NoSuchDunningRule`."""
    (await rule_named(books, name)).take(rule)


async def remove_rule(books: "Books", name: str) -> None:
    """Raises `NoSuchDunningRule`, and `DunningRuleInUse` while subscriptions have it."""
    row = await rule_named(books, name)
    check_removable_rule(name, (await books.dunning_rules.uses()).get(name, 0))
    await books.dunning_rules.remove(row)


async def assign_rule(books: "Books", subscription: "SubscriptionRow", name: str | None) -> None:
    """Give the subscription a rule, or the organisation's default. Raises `NoSuchDunningRule`."""
    if name:
        await rule_named(books, name)
    subscription.dunning_rule = name or None


async def rule_named(books: "Books", name: str) -> "DunningRuleRow":
    """The rule, held against being removed. Raises `NoSuchDunningRule`."""
    if await books.dunning_rules.find(name) is None:
        raise NoSuchDunningRule(rule=name)
    return await books.dunning_rules.lock(name)
