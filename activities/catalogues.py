"""Catalogues: what of a wish can be sold to a subscription, at today's prices."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from domain.addons import Addon
from domain.coupons import AppliedCoupon, Redemption, coupon_problem, redeemed
from domain.plans import Plan
from domain.tax_treatments import sold_waiving
from domain.wishes import Catalogue, Wish

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow


async def catalogue_of(
    books: "Books",
    subscription: "SubscriptionRow",
    wish: Wish,
    on: date,
    *,
    redeems: bool = False,
) -> Catalogue:
    """What of the wish is sold in the subscription's currency, on a day of the billing zone.

    With `redeems` the coupon is held until the transaction ends, so that nobody else takes the
    place that is left.
    """
    return Catalogue(
        currency=subscription.currency,
        plans=await _plans(books, subscription, wish),
        addons=await _addons(books, subscription) if wish.addons else {},
        coupons=await _coupons(books, subscription, wish, on, redeems=redeems),
    )


async def _plans(books: "Books", subscription: "SubscriptionRow", wish: Wish) -> Mapping[str, Plan]:
    currency = subscription.currency
    if await books.plans.find_price(wish.plan, currency) is None:
        return {}
    waived = await books.tax_treatments.waived(subscription.customer)
    return {wish.plan: sold_waiving(await books.plans.in_currency(wish.plan, currency), waived)}


async def _addons(books: "Books", subscription: "SubscriptionRow") -> Mapping[str, Addon]:
    waived = await books.tax_treatments.waived(subscription.customer)
    sold = await books.addons.in_currency(subscription.currency)
    return {code: sold_waiving(addon, waived) for code, addon in sold.items()}


async def _coupons(
    books: "Books", subscription: "SubscriptionRow", wish: Wish, on: date, *, redeems: bool
) -> Mapping[str, AppliedCoupon]:
    code = wish.coupon
    if code is None or await books.coupons.find(code) is None:
        return {}
    row = await books.coupons.lock(code) if redeems else await books.coupons.get(code)
    coupon = await books.coupons.to_domain(row)
    redemption = Redemption(
        plan=wish.plan,
        currency=subscription.currency,
        on=on,
        redeemed=await books.coupons.redemptions(code),
        earlier=await books.coupons.applied(code, subscription.number),
    )
    return {} if coupon_problem(coupon, redemption) else {code: redeemed(coupon, redemption)}
