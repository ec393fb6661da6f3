"""Contents: what a subscription consists of, and what its terms are invoiced with.

A subscription consists of so many units of a plan, recurring addons and at most one coupon. What is
charged once, the set-up fee and extras, is no part of it: it only stands on one invoice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.addons import AddonGivenTwice, ChosenAddon, check_fits, priced_addon
from domain.articles import (
    Article,
    ArticleKind,
    Priced,
    PricedItem,
    amounts_of,
    single_item,
    term_item,
)
from domain.coupons import AppliedCoupon, discounted
from domain.errors import Invalid
from domain.money import CurrencyMismatch, Money
from domain.periods import Period
from domain.plans import Plan
from domain.proration import Moment
from domain.words import N_

SETUP_FEE = N_("Set-up fee")
MOST_UNITS = 1_000_000


class UnitsOutOfRange(Invalid):
    message = N_("Choose a quantity from {least} to {most}.")


@dataclass(frozen=True)
class Contents:
    """What a subscription consists of: all of it recurring, all of it in one currency."""

    plan: Plan
    quantity: int
    addons: tuple[ChosenAddon, ...] = ()
    coupon: AppliedCoupon | None = None

    @property
    def currency(self) -> str:
        return self.plan.price.currency

    def after(self, term: Period) -> "Contents":
        """The same once the term was charged: from then on the coupon's time is counted."""
        return replace(self, coupon=self.coupon and self.coupon.used_for(term))


def term_items(contents: Contents, term: Period) -> tuple[PricedItem, ...]:
    """What a whole term is invoiced with, the coupon taken off if it is good for this term."""
    priced = (_priced_plan(contents), *_priced_addons(contents.addons, contents.plan))
    items = tuple(term_item(each, term) for each in priced)
    coupon = contents.coupon
    return discounted(items, coupon.coupon) if coupon and coupon.is_good_for(term) else items


def setup_items(plan: Plan) -> tuple[PricedItem, ...]:
    """The set-up fee: once, whatever the quantity. Nothing for a plan without one."""
    if plan.setup_fee.is_zero:
        return ()
    article = Article(ArticleKind.SETUP, plan.code)
    return (single_item(Priced(article, SETUP_FEE, 1, plan.setup_fee, plan.tax)),)


def extra_items(extras: Iterable[ChosenAddon], plan: Plan) -> tuple[PricedItem, ...]:
    """What is bought once beside a plan."""
    return tuple(single_item(each) for each in _priced_addons(extras, plan))


def rest_items(items: Sequence[PricedItem], moment: Moment) -> tuple[PricedItem, ...]:
    """The items of a whole term for what of it is to come; those that cost nothing are left out."""
    parts = (
        item.for_part(part, moment.rest(item.period))
        for item in items
        if item.period and (part := moment.part(item.period))
    )
    return tuple(item for item in parts if not item.amount.is_zero)


def term_price(contents: Contents, term: Period, once: Sequence[PricedItem] = ()) -> Money:
    """What a term will be invoiced at as prices are now, tax included.

    `once` is what is charged once beside it: a set-up fee, extras, lines that wait for it.
    """
    return amounts_of((*term_items(contents, term), *once), term.start).total


def list_price(contents: Contents) -> Money:
    """What a term costs before coupons and tax."""
    priced = (_priced_plan(contents), *_priced_addons(contents.addons, contents.plan))
    amounts = [each.unit_price * each.quantity for each in priced]
    return sum(amounts[1:], amounts[0])


def check_contents(contents: Contents, extras: Sequence[ChosenAddon] = ()) -> None:
    """Whether these can be sold together.

    Raises `UnitsOutOfRange`, `AddonGivenTwice`, `AddonNotForPlan`, `AddonDoesNotFitTerm` and
    `CurrencyMismatch`.
    """
    chosen = (*contents.addons, *extras)
    for quantity in (contents.quantity, *(each.quantity for each in chosen)):
        if not 1 <= quantity <= MOST_UNITS:
            raise UnitsOutOfRange(least=1, most=MOST_UNITS)
    seen: set[str] = set()
    for each in chosen:
        if each.addon.code in seen:
            raise AddonGivenTwice(addon=each.addon.code)
        seen.add(each.addon.code)
        _check_beside(each, contents.plan)


def _check_beside(chosen: ChosenAddon, plan: Plan) -> None:
    check_fits(chosen.addon, plan)
    if chosen.addon.price.currency != plan.price.currency:
        raise CurrencyMismatch(left=str(plan.price), right=str(chosen.addon.price))


def _priced_plan(contents: Contents) -> Priced:
    plan = contents.plan
    article = Article(ArticleKind.PLAN, plan.code)
    return Priced(article, plan.name, contents.quantity, plan.price, plan.tax)


def _priced_addons(chosen: Iterable[ChosenAddon], plan: Plan) -> tuple[Priced, ...]:
    return tuple(priced_addon(each, plan) for each in chosen)
