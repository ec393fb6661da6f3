"""Wishes: what somebody would like a subscription to consist of, in codes, and what comes of it.

A wish is kept in codes, so that whatever is decided later is decided at the prices of that time. It
is looked up in a catalogue: what can be sold in the currency of the subscription.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.addons import Addon, AddonWithoutPrice, ChosenAddon
from domain.contents import Contents
from domain.coupons import AppliedCoupon, CouponNotUsable
from domain.errors import Conflict
from domain.plans import Plan
from domain.words import N_


class PlanWithoutPrice(Conflict):
    message = N_("Plan “{plan}” is not sold in {currency} any more.")


@dataclass(frozen=True)
class WishedAddon:
    code: str
    quantity: int = 1


@dataclass(frozen=True)
class Wish:
    """What a subscription is to consist of. The addons may recur or be bought once."""

    plan: str
    quantity: int
    addons: tuple[WishedAddon, ...] = ()
    coupon: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """What is sold in a currency, by code; `coupons` are those that this subscription may have."""

    currency: str
    plans: Mapping[str, Plan]
    addons: Mapping[str, Addon] = field(default_factory=dict)
    coupons: Mapping[str, AppliedCoupon] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """What a wish comes to: what recurs, and what is bought once beside it."""

    contents: Contents
    extras: tuple[ChosenAddon, ...]


def offer(wish: Wish, catalogue: Catalogue) -> Offer:
    """The wish at the prices of the catalogue.

    Raises `PlanWithoutPrice`, `AddonWithoutPrice`, `CouponNotUsable`, `FlatAddonHasNoQuantity`.
    """
    plan = catalogue.plans.get(wish.plan)
    if plan is None:
        raise PlanWithoutPrice(plan=wish.plan, currency=catalogue.currency)
    chosen = [_chosen(each, catalogue) for each in wish.addons]
    contents = Contents(
        plan,
        wish.quantity,
        tuple(each for each in chosen if each.addon.recurs),
        _coupon(wish.coupon, catalogue),
    )
    return Offer(contents, tuple(each for each in chosen if not each.addon.recurs))


def wish_of(contents: Contents) -> Wish:
    """What a subscription has, as a wish: the form that people begin to change from."""
    return Wish(
        plan=contents.plan.code,
        quantity=contents.quantity,
        addons=tuple(WishedAddon(each.addon.code, each.quantity) for each in contents.addons),
        coupon=contents.coupon.coupon.code if contents.coupon else None,
    )


def _chosen(wished: WishedAddon, catalogue: Catalogue) -> ChosenAddon:
    addon = catalogue.addons.get(wished.code)
    if addon is None:
        raise AddonWithoutPrice(addon=wished.code, currency=catalogue.currency)
    return ChosenAddon(addon, wished.quantity)


def _coupon(code: str | None, catalogue: Catalogue) -> AppliedCoupon | None:
    if code is None:
        return None
    if code not in catalogue.coupons:
        raise CouponNotUsable(coupon=code)
    return catalogue.coupons[code]
