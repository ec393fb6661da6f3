"""Reactivations: what has ended goes on, in a new term or in the one that was paid for.

A subscription that was cancelled or has expired begins a new term on the day it is reactivated, at
today's prices and without its old coupon; its cycles are counted anew. One that dunning cancelled
while its term still runs goes on in that term without another invoice, once what is overdue is
paid.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum

from domain.contents import Contents
from domain.errors import Conflict
from domain.money import Money
from domain.plans import Plan, TooFewCycles
from domain.subscriptions import NoMethodToCharge, SubscriptionStatus
from domain.words import N_

_S = SubscriptionStatus

REACTIVATABLE = frozenset({_S.CANCELLED, _S.CANCELLED_FROM_DUNNING, _S.EXPIRED})


class NothingToReactivate(Conflict):
    message = N_("Only what was cancelled or has expired can be reactivated.")


class OverdueFirst(Conflict):
    message = N_("Pay what is overdue first ({owed}): the subscription then goes on.")


class ReactivationKind(StrEnum):
    NEW_TERM = "new_term"
    IN_TERM = "in_term"


def check_reactivatable(status: SubscriptionStatus) -> None:
    """Raises `NothingToReactivate`."""
    if status not in REACTIVATABLE:
        raise NothingToReactivate


def reactivation_kind(
    status: SubscriptionStatus, *, on: date, term_ends_on: date | None, in_term: bool
) -> ReactivationKind:
    """Whether a new term begins, or the old one goes on if the organisation lets it (`in_term`)."""
    runs = term_ends_on is not None and on < term_ends_on
    if in_term and runs and status is _S.CANCELLED_FROM_DUNNING:
        return ReactivationKind.IN_TERM
    return ReactivationKind.NEW_TERM


def check_nothing_overdue(kind: ReactivationKind, owed: Money) -> None:
    """Raises `OverdueFirst` where the old term goes on."""
    if kind is ReactivationKind.IN_TERM and not owed.is_zero:
        raise OverdueFirst(owed=str(owed))


def check_chargeable(*, auto_charge: bool, has_method: bool, is_free: bool) -> None:
    """Raises `NoMethodToCharge` for what is charged automatically and costs something."""
    if auto_charge and not has_method and not is_free:
        raise NoMethodToCharge


def reactivated(before: Contents, wished: Contents | None, *, may_edit: bool) -> Contents:
    """What the subscription will consist of: as it was, or as wished by who may edit it.

    The coupon it had does not come back; one that is wished for does.
    """
    if wished is not None and may_edit:
        return wished
    return replace(before, coupon=None)


def cycles_anew(plan: Plan, wished: int | None) -> int | None:
    """How many terms there will be from now on, None for ever. Raises `TooFewCycles`."""
    if wished is not None and wished < 1:
        raise TooFewCycles
    return wished or plan.billing_cycles
