"""Reactivations: what has ended goes on, once what is due for it is paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.announcements import Happened, announce, news_of
from activities.catalogues import catalogue_of
from activities.parking import collect
from activities.pending_changes import Asked, pay_first, replace_pending
from activities.subscribed import moment_of, subscribed_of, today_of
from activities.terms import enact
from domain.contents import Contents, check_contents
from domain.money import Money
from domain.previews import Preview, Reactivation, reactivation_preview
from domain.reactivations import (
    ReactivationKind,
    check_nothing_overdue,
    check_reactivatable,
    cycles_anew,
    reactivated,
    reactivation_kind,
)
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent
from domain.wishes import Offer, offer, wish_of

if TYPE_CHECKING:
    from domain.proration import Moment
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class PlannedReactivation:
    """How it goes on, and what that comes to."""

    reactivation: Reactivation
    preview: Preview


async def plan_reactivation(
    books: "Books",
    subscription: "SubscriptionRow",
    asked: Asked,
    *,
    may_edit: bool,
    redeems: bool = False,
) -> PlannedReactivation:
    """What a reactivation would be. Writes nothing; `redeems` holds its coupon.

    Raises `NothingToReactivate`, `OverdueFirst`, `TooFewCycles`, and what `offer` raises.
    """
    check_reactivatable(subscription.status)
    moment = await moment_of(books, subscription, asked.counts_from)
    subscribed = await subscribed_of(books, subscription)
    kind = await _kind(books, subscription, moment)
    had = reactivated(subscribed.contents, None, may_edit=False)
    wished = await _wished(books, subscription, had, asked, redeems=redeems)
    contents = reactivated(
        subscribed.contents, wished.contents if wished else None, may_edit=may_edit
    )
    reactivation = Reactivation(
        kind,
        contents,
        cycles_anew(contents.plan, asked.cycles),
        wished.extras if wished and may_edit else (),
    )
    check_contents(contents, reactivation.extras)
    return PlannedReactivation(reactivation, reactivation_preview(subscribed, reactivation, moment))


async def _kind(
    books: "Books", subscription: "SubscriptionRow", moment: "Moment"
) -> ReactivationKind:
    preferences = await books.organisations.preferences()
    kind = reactivation_kind(
        subscription.status,
        on=moment.day,
        term_ends_on=subscription.term_ends_on,
        in_term=preferences.reactivate_in_term_after_dunning,
    )
    open_invoices = await books.invoices.outstanding_of(subscription.number)
    owed = sum(
        (each.balance.outstanding for each in open_invoices),
        start=Money.zero(subscription.currency),
    )
    check_nothing_overdue(kind, owed)
    return kind


async def _wished(
    books: "Books", subscription: "SubscriptionRow", had: Contents, asked: Asked, *, redeems: bool
) -> Offer | None:
    """What was wished for; None if that is what it had, but for its coupon."""
    if asked.wish == wish_of(had):
        return None
    day = await today_of(books, subscription, asked.counts_from)
    sold = await catalogue_of(books, subscription, asked.wish, day, redeems=redeems)
    return offer(asked.wish, sold)


async def carry_out_reactivation(
    books: "Books",
    subscription: "SubscriptionRow",
    asked: Asked,
    planned: PlannedReactivation,
    at: datetime,
) -> None:
    """Charge for it first where it is charged automatically, or do it."""
    await replace_pending(books, subscription, at)
    if await pay_first(books, subscription, asked, planned.preview, at):
        return
    if asked.wish.coupon:
        await books.coupons.redeem(asked.wish.coupon, subscription.number, at)
    await go_on_again(books, subscription, planned, None, at)


async def go_on_again(
    books: "Books",
    subscription: "SubscriptionRow",
    planned: PlannedReactivation,
    draft: "InvoiceRow | None",
    at: datetime,
) -> None:
    """What has ended is live again. What it was before stays on record."""
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.REACTIVATE
    )
    subscription.ended_at, subscription.cancel_at_term_end = None, False
    if planned.preview.billed:
        await books.subscriptions.cut_terms(subscription.number, planned.preview.billed.start)
    invoice = await enact(books, subscription, planned.preview, at, draft)
    if draft is None and invoice:
        await collect(books, subscription, invoice, at)
    await announce(books, subscription, news_of(Happened.REACTIVATED, planned.preview), at)
