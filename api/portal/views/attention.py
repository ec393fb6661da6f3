"""Subscriptions that need somebody: a trial that ends, a charge that did not succeed."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.callers import SignedInContact
from api.outlooks import Outlook
from api.portal.views.permits import Permits, permits_of
from api.portal.views.stories import Story, story
from domain.money import Money
from domain.subscriptions import SubscriptionStatus
from storage.dunning import DunningRow
from storage.portal.subscriptions import SubscriptionSeen

_TONES = {
    SubscriptionStatus.TRIAL: "info",
    SubscriptionStatus.TRIAL_EXPIRED: "warn",
    SubscriptionStatus.DUNNING: "bad",
    SubscriptionStatus.UNPAID: "bad",
}


@dataclass(frozen=True)
class Attention:
    """A subscription that needs somebody. `invoices` are those that are to be paid for it."""

    seen: SubscriptionSeen
    tone: str
    story: Story
    permits: Permits
    invoices: Sequence[str]


def attention(
    contact: SignedInContact,
    seen: SubscriptionSeen,
    runs: Sequence[DunningRow],
    next_total: Money | None,
) -> Attention | None:
    """What it needs; None for one that only looks like it."""
    if seen.row.status not in _TONES:
        return None
    own = [run for run in runs if run.subscription == seen.row.number]
    return Attention(
        seen,
        _TONES[seen.row.status],
        story(contact, seen, own, Outlook(next_total=next_total)),
        permits_of(contact, seen),
        [run.invoice for run in own],
    )
