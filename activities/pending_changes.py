"""Changes that wait: written, replaced, withdrawn, dropped with their reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.announcements import announce_not_done
from activities.attempts import Attempt, charge
from activities.catalogues import catalogue_of
from activities.terms import draft_of
from domain.changes import Change, ChangeWhen
from domain.payments import PaymentChannel
from domain.pending_changes import (
    ChangeStatus,
    DropReason,
    PendingChange,
    check_no_change_under_way,
    dropped,
    offer_when_due,
    replaced,
    withdrawn,
)
from domain.previews import Preview, PreviewKind
from domain.reactivations import check_chargeable
from domain.wishes import Wish

if TYPE_CHECKING:
    from storage.books import Books
    from storage.changes import ChangeRow
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class Asked:
    """What somebody wants a subscription to become, and from which instant on it counts."""

    kind: PreviewKind
    wish: Wish
    when: ChangeWhen
    counts_from: datetime
    cycles: int | None = None


async def waits_for_payment(books: "Books", subscription: str) -> bool:
    """Whether a change is being paid for, so that nothing else may begin."""
    row = await books.changes.open_of(subscription)
    return row is not None and row.status is ChangeStatus.PAYING


async def check_nothing_under_way(books: "Books", subscription: str) -> None:
    """Raises `ChangeUnderWay` while the payment of a change is awaited."""
    check_no_change_under_way(_pending(await books.changes.open_of(subscription)))


async def replace_pending(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """A newer change takes the place of an older. Raises `ChangeUnderWay`."""
    await _end_open(books, subscription, replaced, at)


async def withdraw_pending(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """Take the scheduled change back. Raises `NoPendingChange` and `ChangeUnderWay`."""
    await _end_open(books, subscription, withdrawn, at)


async def drop_pending(
    books: "Books", subscription: "SubscriptionRow", reason: DropReason, at: datetime
) -> None:
    """The scheduled change cannot be done any more, and the customer is told why.

    Raises `ChangeUnderWay`.
    """
    row = await _end_open(books, subscription, dropped, at)
    if row:
        row.drop_reason = reason
        await announce_not_done(books, subscription, row, reason, at)


async def _end_open(
    books: "Books",
    subscription: "SubscriptionRow",
    rule: Callable[[PendingChange | None], ChangeStatus | None],
    at: datetime,
) -> "ChangeRow | None":
    """End the open change as the rule says; None if there is none to end."""
    row = await books.changes.open_of(subscription.number)
    status = rule(_pending(row))
    if row is None or status is None:
        return None
    await finish(books, row, status, at)
    return row


def _pending(row: "ChangeRow | None") -> PendingChange | None:
    return row.to_domain() if row else None


async def schedule(
    books: "Books", subscription: "SubscriptionRow", asked: Asked, at: datetime
) -> None:
    """Write the change down for the end of the term; its coupon is kept for it."""
    await _write(books, subscription, asked, None, at)


async def pay_first(
    books: "Books", subscription: "SubscriptionRow", asked: Asked, preview: Preview, at: datetime
) -> "InvoiceRow | None":
    """Charge what is due now, and let the change wait for it: the draft that is being paid.

    None if nothing has to be charged first.

    Raises `NoMethodToCharge` where it is charged automatically and nothing could be.
    """
    method = subscription.payment_method
    due = preview.due_now
    check_chargeable(
        auto_charge=subscription.auto_charge, has_method=method is not None, is_free=due.is_zero
    )
    if not subscription.auto_charge or due.is_zero or preview.invoice is None:
        return None
    draft = await draft_of(books, subscription, preview, at)
    await _write(books, subscription, asked, draft, at)
    attempt = Attempt(
        subscription.customer, PaymentChannel.AUTO_CHARGE, [(draft, due)], method=method
    )
    await charge(books, attempt, at)
    return draft


async def _write(
    books: "Books",
    subscription: "SubscriptionRow",
    asked: Asked,
    draft: "InvoiceRow | None",
    at: datetime,
) -> None:
    wish = asked.wish
    if wish.coupon:
        await books.coupons.redeem(wish.coupon, subscription.number, at)
    books.changes.new(
        subscription=subscription.number,
        kind=asked.kind,
        status=ChangeStatus.PAYING if draft else ChangeStatus.SCHEDULED,
        change_when=asked.when,
        plan=wish.plan,
        quantity=wish.quantity,
        addons={each.code: each.quantity for each in wish.addons},
        coupon=wish.coupon,
        cycles=asked.cycles,
        draft=draft.id if draft else None,
        counts_from=asked.counts_from,
        asked_at=at,
    )
    await books.flush()


async def change_when_due(
    books: "Books", subscription: "SubscriptionRow", row: "ChangeRow | None"
) -> Change | None:
    """What the scheduled change comes to at today's prices; None if it cannot be done any more."""
    if row is None or row.status is not ChangeStatus.SCHEDULED or not subscription.term_ends_on:
        return None
    sold = await catalogue_of(books, subscription, row.wish, subscription.term_ends_on)
    due = offer_when_due(row.to_domain(), sold)
    return Change(due.contents, row.change_when, due.extras) if due else None


async def finish(books: "Books", row: "ChangeRow", status: ChangeStatus, at: datetime) -> None:
    """It was done, or will not be: an unused place among a coupon's redemptions is free again."""
    row.status, row.decided_at = status, at
    await books.flush()
    subscription = await books.subscriptions.get(row.subscription)
    if row.coupon and row.coupon != subscription.coupon:
        await books.coupons.give_back(row.coupon, row.subscription)
