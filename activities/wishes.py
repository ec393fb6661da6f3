"""Wishes: read from what a command says, over what the subscription has."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from activities.pending_changes import Asked
from domain.changes import ChangeWhen
from domain.previews import PreviewKind
from domain.wishes import Wish, WishedAddon, wish_of

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow


async def asked_in(
    books: "Books",
    subscription: "SubscriptionRow",
    kind: PreviewKind,
    payload: Mapping[str, Any],
    counts_from: datetime,
) -> Asked:
    """What is asked for, `when` it is to be done, and for how many `cycles`, where said."""
    return Asked(
        kind,
        await _wish_in(books, subscription, payload),
        ChangeWhen(payload.get("when") or ChangeWhen.IMMEDIATE),
        counts_from,
        payload.get("cycles"),
    )


async def _wish_in(
    books: "Books", subscription: "SubscriptionRow", payload: Mapping[str, Any]
) -> Wish:
    """`plan`, `quantity`, `addons` (how many of each code) and `coupon`, as far as they are said.

    What is not said stays as it is; a coupon of an empty code is taken away.
    """
    has = wish_of(await books.contents.one(subscription))
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
