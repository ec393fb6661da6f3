"""Wishes: read from what a command says, over what the subscription has."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from activities.subscribed import contents_of
from domain.wishes import Wish, WishedAddon, wish_of

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow


async def wish_in(
    books: "Books", subscription: "SubscriptionRow", payload: Mapping[str, Any]
) -> Wish:
    """`plan`, `quantity`, `addons` (how many of each code) and `coupon`, as far as they are said.

    What is not said stays as it is; a coupon of an empty code is taken away.
    """
    has = wish_of(await contents_of(books, subscription))
    addons = payload.get("addons")
    chosen = (
        has.addons
        if addons is None
        else tuple(WishedAddon(code, count) for code, count in sorted(addons.items()))
    )
    coupon = payload.get("coupon")
    return Wish(
        plan=payload.get("plan") or has.plan,
        quantity=payload.get("quantity") or has.quantity,
        addons=chosen,
        coupon=has.coupon if coupon is None else coupon or None,
    )
