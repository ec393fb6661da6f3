"""Entitlements: whether somebody may use what was sold, which is not the same as having paid.

Billing has its states; access has a view of its own. Whoever could not be charged keeps access for
some days of grace, counted from the first failure, so that nobody is shut out for a card that has
expired. An open invoice that is paid by bank transfer takes nothing away: the subscription is live.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.subscriptions import SubscriptionStatus

_S = SubscriptionStatus

SERVED = frozenset({_S.TRIAL, _S.LIVE, _S.NON_RENEWING})
IN_DEBT = frozenset({_S.DUNNING, _S.UNPAID})


class Access(StrEnum):
    FULL = "full"
    GRACE = "grace"
    NONE = "none"


@dataclass(frozen=True)
class Entitlement:
    """Whether there is access on a day, and during grace the first day without it."""

    access: Access
    until: date | None = None


def entitlement(
    status: SubscriptionStatus, *, failed_on: date | None, grace_days: int, on: date
) -> Entitlement:
    """What the status means for access, on a day of the billing zone.

    `failed_on` is the day on which the oldest invoice in dunning could not be charged first.
    """
    if status in SERVED:
        return Entitlement(Access.FULL)
    if status not in IN_DEBT or failed_on is None:
        return Entitlement(Access.NONE)
    until = failed_on + timedelta(days=grace_days)
    return Entitlement(Access.GRACE, until) if on < until else Entitlement(Access.NONE)


def has_access(
    status: SubscriptionStatus, *, failed_on: date | None, grace_days: int, on: date
) -> bool:
    """Whether what was sold may be used on a day."""
    found = entitlement(status, failed_on=failed_on, grace_days=grace_days, on=on)
    return found.access is not Access.NONE
