"""Dunning rules as staff see them: what each says, and how many subscriptions have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.dunning_rules import DunningRule, FinalAction, HardDecline, NoSuchDunningRule
from domain.words import N_
from storage.books import Books

FINAL: Mapping[str, str] = {
    FinalAction.CANCEL: N_("Cancel the subscription"),
    FinalAction.END_OF_TERM: N_("Cancel the subscription at the end of its term"),
    FinalAction.UNPAID: N_("Mark it unpaid"),
    FinalAction.KEEP_LIVE: N_("Keep it live"),
}
HARD: Mapping[str, str] = {
    HardDecline.FINAL_ACTION_AT_DEADLINE: N_("Take the final action on the day of the last try"),
    HardDecline.STOP: N_("Stop at once, without any action"),
}


@dataclass(frozen=True)
class RuleView:
    name: str
    rule: DunningRule
    uses: int

    @property
    def days(self) -> str:
        return ", ".join(map(str, self.rule.retry_days))


async def rule_views(books: Books) -> Sequence[RuleView]:
    """Every rule, by name."""
    uses = await books.dunning_rules.uses()
    return [
        RuleView(row.name, row.to_domain(), uses.get(row.name, 0))
        for row in await books.dunning_rules.all()
    ]


async def rule_view(books: Books, name: str) -> RuleView:
    """Raises `NoSuchDunningRule`."""
    found = [view for view in await rule_views(books) if view.name == name]
    if not found:
        raise NoSuchDunningRule(rule=name)
    return found[0]
