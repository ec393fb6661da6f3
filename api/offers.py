"""What a subscription can be changed to: the plans and addons that are sold in its currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.callers import Caller
from domain.addons import Addon, AddonPricing
from domain.contents import Contents
from domain.edit_rules import EditRules, may_become
from domain.periods import Interval, IntervalUnit
from domain.plans import Plan
from domain.tax_treatments import sold_waiving
from domain.words import N_
from storage.books import Books
from storage.subscriptions import SubscriptionRow

_EACH: Mapping[IntervalUnit, str] = {
    IntervalUnit.DAY: N_("each day"),
    IntervalUnit.WEEK: N_("each week"),
    IntervalUnit.MONTH: N_("each month"),
    IntervalUnit.YEAR: N_("each year"),
}
_EVERY: Mapping[IntervalUnit, str] = {
    IntervalUnit.DAY: N_("every {count} days"),
    IntervalUnit.WEEK: N_("every {count} weeks"),
    IntervalUnit.MONTH: N_("every {count} months"),
    IntervalUnit.YEAR: N_("every {count} years"),
}


@dataclass(frozen=True)
class Sold:
    """What it is now and what it may become, by the rules of who asks."""

    before: Contents
    plans: Sequence[Plan]
    addons: Sequence[Addon]
    rules: EditRules

    @property
    def has_quantities(self) -> bool:
        """Whether another quantity can be chosen."""
        return self.rules.quantity_min < self.rules.quantity_max

    def count_of(self, addon: Addon) -> int:
        """How many of it there are now."""
        counts = {each.addon.code: each.quantity for each in self.before.addons}
        return counts.get(addon.code, 0)


async def sold_to(books: Books, row: SubscriptionRow, rules: EditRules) -> Sold:
    """Raises `AddonWithoutPrice` where something it has is not sold any more."""
    before = await books.contents.one(row)
    waived = await books.tax_treatments.waived(row.customer)
    plans = [
        sold_waiving(await books.plans.in_currency(each.code, row.currency), waived)
        for each in await books.plans.all()
        if await books.plans.find_price(each.code, row.currency)
    ]
    offered = [each for each in plans if each == before.plan or may_become(before, each, rules)]
    addons = (await books.addons.in_currency(row.currency)).values()
    sold = [sold_waiving(each, waived) for each in addons]
    may_add = [each for each in sold if rules.addons_add or _has(before, each)]
    offered.sort(key=lambda plan: plan.code != before.plan.code)
    return Sold(before, offered, may_add, rules)


def _has(before: Contents, addon: Addon) -> bool:
    return any(each.addon.code == addon.code for each in before.addons)


def interval_words(caller: Caller, interval: Interval) -> str:
    """How often something is charged: each month, every 3 months."""
    if interval.count == 1:
        return caller.say(_EACH[interval.unit])
    return caller.say(_EVERY[interval.unit], count=interval.count)


def plan_choices(caller: Caller, sold: Sold) -> list[tuple[str, str, str]]:
    """Its code, its name, and what a unit of it costs."""
    return [(each.code, each.name, _price(caller, each)) for each in sold.plans]


def _price(caller: Caller, plan: Plan) -> str:
    price = caller.formats.money_text(plan.price)
    words = N_("{price} {often}, for each unit")
    return caller.say(words, price=price, often=interval_words(caller, plan.interval))


def addon_price(caller: Caller, addon: Addon) -> str:
    """What it costs, and how often."""
    price = caller.formats.money_text(addon.price)
    often = caller.say(N_("each term"))
    if addon.interval:
        often = interval_words(caller, addon.interval)
    if not addon.recurs:
        often = caller.say(N_("once"))
    words = N_("{price} {often}")
    if addon.pricing is AddonPricing.PER_UNIT:
        words = N_("{price} {often}, for each unit")
    return caller.say(words, price=price, often=often)
