"""Pending changes: what waits for the end of a term or for its payment, and what becomes of it.

A change for the end of the term is scheduled. A newer one replaces it, it can be withdrawn, and it
is dropped, with its reason, when it cannot be done any more: its plan is no longer sold in the
currency, the subscription is paused or ends before. A change that has to be paid at once waits for
its payment, and while it waits no other begins; declined, it leaves everything as it was.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.contents import check_contents
from domain.errors import BillingError, Conflict
from domain.lifecycle import Lifecycle
from domain.wishes import Catalogue, Offer, Wish, offer
from domain.words import N_


class ChangeUnderWay(Conflict):
    message = N_("A change of this subscription is being paid for. Please wait for its result.")


class NoPendingChange(Conflict):
    message = N_("No change is scheduled for this subscription (any more).")


class ChangeStatus(StrEnum):
    SCHEDULED = "scheduled"
    PAYING = "paying"
    APPLIED = "applied"
    DECLINED = "declined"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class ChangeEvent(StrEnum):
    APPLY = "apply"
    DECLINE = "decline"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    DROP = "drop"


CHANGE_LIFECYCLE = Lifecycle[ChangeStatus, ChangeEvent](
    {
        ChangeStatus.SCHEDULED: {
            ChangeEvent.APPLY: ChangeStatus.APPLIED,
            ChangeEvent.REPLACE: ChangeStatus.REPLACED,
            ChangeEvent.WITHDRAW: ChangeStatus.WITHDRAWN,
            ChangeEvent.DROP: ChangeStatus.DROPPED,
        },
        # Money is on its way: nothing but its result ends this.
        ChangeStatus.PAYING: {
            ChangeEvent.APPLY: ChangeStatus.APPLIED,
            ChangeEvent.DECLINE: ChangeStatus.DECLINED,
        },
        ChangeStatus.APPLIED: {},
        ChangeStatus.DECLINED: {},
        ChangeStatus.REPLACED: {},
        ChangeStatus.WITHDRAWN: {},
        ChangeStatus.DROPPED: {},
    },
    starts=(ChangeStatus.SCHEDULED, ChangeStatus.PAYING),
)


class DropReason(StrEnum):
    """Why a change that was scheduled will not be done: people are told."""

    PRICE_GONE = "price_gone"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class PendingChange:
    """A change that waits. `asked_at` is UTC."""

    wish: Wish
    status: ChangeStatus
    asked_at: datetime

    @property
    def is_open(self) -> bool:
        return not CHANGE_LIFECYCLE.is_final(self.status)


def check_no_change_under_way(pending: PendingChange | None) -> None:
    """Raises `ChangeUnderWay` while the payment of a change is awaited."""
    if pending and pending.status is ChangeStatus.PAYING:
        raise ChangeUnderWay


def replaced(pending: PendingChange | None) -> ChangeStatus | None:
    """What a newer change makes of the older; None if there is none. Raises `ChangeUnderWay`."""
    check_no_change_under_way(pending)
    if pending is None or not pending.is_open:
        return None
    return CHANGE_LIFECYCLE.advance(pending.status, ChangeEvent.REPLACE)


def dropped(pending: PendingChange | None) -> ChangeStatus | None:
    """What a pause or an end makes of a change that waits; None if none does.

    Raises `ChangeUnderWay`: what is being paid for is waited for first.
    """
    check_no_change_under_way(pending)
    if pending is None or not pending.is_open:
        return None
    return CHANGE_LIFECYCLE.advance(pending.status, ChangeEvent.DROP)


def withdrawn(pending: PendingChange | None) -> ChangeStatus:
    """What becomes of a change that is withdrawn. Raises `NoPendingChange`, `ChangeUnderWay`."""
    check_no_change_under_way(pending)
    if pending is None or not pending.is_open:
        raise NoPendingChange
    return CHANGE_LIFECYCLE.advance(pending.status, ChangeEvent.WITHDRAW)


def offer_when_due(pending: PendingChange, catalogue: Catalogue) -> Offer | None:
    """What the change comes to at today's prices; None if it cannot be done any more.

    Whatever stands in its way, it is dropped and never holds up the renewal.
    """
    try:
        due = offer(pending.wish, catalogue)
        check_contents(due.contents, due.extras)
    except BillingError:
        return None
    return due
