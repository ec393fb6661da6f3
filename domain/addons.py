"""Addons: what is sold beside a plan, with every term or once, by the unit or at a flat price."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.articles import Article, ArticleKind, Priced
from domain.errors import Conflict, Invalid, NotFound
from domain.money import Money
from domain.periods import Interval
from domain.plans import Plan, check_prices
from domain.taxes import TaxRate
from domain.words import N_


class NoSuchAddon(NotFound):
    message = N_("There is no addon “{addon}”.")


class AddonCodeTaken(Conflict):
    message = N_("There is an addon with the code “{addon}” already.")


class AddonWithoutPrice(Conflict):
    message = N_("Addon “{addon}” has no price in {currency}.")


class AddonNotForPlan(Conflict):
    message = N_("Addon “{addon}” cannot be added to plan “{plan}”.")


class AddonDoesNotFitTerm(Conflict):
    message = N_("Addon “{addon}” is billed at other intervals than plan “{plan}”.")


class AddonGivenTwice(Invalid):
    message = N_("Addon “{addon}” is there twice: give it once, with its quantity.")


class FlatAddonHasNoQuantity(Invalid):
    message = N_("Addon “{addon}” has a flat price: there is one of it, not {quantity}.")


class AddonNeedsPrice(Invalid):
    message = N_("An addon needs a price in at least one currency.")


class ExtraHasNoInterval(Invalid):
    message = N_("What is bought once has no interval.")


class AddonInUse(Conflict):
    message = N_(
        "Addon “{addon}” was sold already: how it is billed stays. Give the other one a new code."
    )


class AddonPriceInUse(Conflict):
    message = N_(
        "Subscriptions have addon “{addon}” in {currency}: that price can only be changed."
    )


class AddonKind(StrEnum):
    RECURRING = "recurring"
    ONE_TIME = "one_time"


class AddonPricing(StrEnum):
    PER_UNIT = "per_unit"
    FLAT = "flat"


@dataclass(frozen=True, kw_only=True)
class Addon:
    """What can be sold beside a plan.

    `price` is for one unit, or flat, and for one `interval` if it is recurring: without an interval
    for a term of the plan, whatever its length. `plans` are those it can be added to, none for all.
    """

    code: str
    name: str
    kind: AddonKind
    pricing: AddonPricing
    price: Money
    interval: Interval | None = None
    tax: TaxRate | None = None
    plans: frozenset[str] = frozenset()

    @property
    def recurs(self) -> bool:
        return self.kind is AddonKind.RECURRING


@dataclass(frozen=True)
class ChosenAddon:
    """An addon and how many of it. Raises `FlatAddonHasNoQuantity`."""

    addon: Addon
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.addon.pricing is AddonPricing.FLAT and self.quantity != 1:
            raise FlatAddonHasNoQuantity(addon=self.addon.code, quantity=self.quantity)

    @property
    def article(self) -> Article:
        kind = ArticleKind.ADDON if self.addon.recurs else ArticleKind.EXTRA
        return Article(kind, self.addon.code)


@dataclass(frozen=True)
class AddonBilling:
    """How an addon is billed: what stays once it was sold. Raises `ExtraHasNoInterval`."""

    kind: AddonKind
    pricing: AddonPricing
    interval: Interval | None = None

    def __post_init__(self) -> None:
        if self.interval and self.kind is AddonKind.ONE_TIME:
            raise ExtraHasNoInterval


@dataclass(frozen=True, kw_only=True)
class AddonDescription:
    """An addon as staff or a file describe it; without `plans` it goes with all."""

    code: str
    name: str
    billing: AddonBilling
    prices: tuple[Money, ...]
    tax_rate: str | None = None
    plans: tuple[str, ...] = ()


def check_addon_prices(prices: Sequence[Money]) -> None:
    """Raises `AddonNeedsPrice`, `NegativePrice`, `PriceGivenTwice`."""
    if not prices:
        raise AddonNeedsPrice
    check_prices([(price, Money.zero(price.currency)) for price in prices])


def check_prices_stay(addon: str, prices: Sequence[Money], used: Collection[str]) -> None:
    """Every currency in which subscriptions have it keeps a price. Raises `AddonPriceInUse`."""
    given = {price.currency for price in prices}
    for currency in sorted(used):
        if currency not in given:
            raise AddonPriceInUse(addon=addon, currency=currency)


def check_fits(addon: Addon, plan: Plan) -> None:
    """Raises `AddonNotForPlan` or `AddonDoesNotFitTerm`."""
    if addon.plans and plan.code not in addon.plans:
        raise AddonNotForPlan(addon=addon.code, plan=plan.code)
    if addon.recurs and not times_in_term(addon.interval, plan.interval):
        raise AddonDoesNotFitTerm(addon=addon.code, plan=plan.code)


def priced_addon(chosen: ChosenAddon, plan: Plan) -> Priced:
    """What the addon costs beside a plan: a recurring one for a whole term of it."""
    addon = chosen.addon
    times = times_in_term(addon.interval, plan.interval) if addon.recurs else 1
    return Priced(chosen.article, addon.name, chosen.quantity, addon.price * times, addon.tax)


def times_in_term(interval: Interval | None, term: Interval) -> int:
    """How often an interval fits into a term; 0 if it does not fit without a rest."""
    if interval is None:
        return 1
    for length, whole in ((interval.months, term.months), (interval.days, term.days)):
        if length and whole:
            return 0 if whole % length else whole // length
    return 0
