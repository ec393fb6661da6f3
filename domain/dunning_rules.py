"""Dunning rules: when to retry, what to do when nothing helps, and which rule a subscription has.

Rules are data. The organisation has as many of them as it likes, each with a name, and a
subscription has one of them or the organisation's default. A run keeps the rule it began with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from domain.errors import Conflict, Invalid, NotFound
from domain.periods import local_date
from domain.subscriptions import ENDED, SubscriptionEvent, SubscriptionStatus
from domain.words import N_


class NotASchedule(Invalid):
    message = N_("“{days}” is not a retry schedule: give 1 to 15 rising days, from 1 to 60.")


class GraceOutOfRange(Invalid):
    message = N_("Access goes on for 0 to {most} days after a failure, not for {days}.")


class NoSuchDunningRule(NotFound):
    message = N_("There is no dunning rule “{rule}”.")


class DunningRuleTaken(Conflict):
    message = N_("There is a dunning rule “{rule}” already.")


class DunningRuleInUse(Conflict):
    message = N_("{count} subscriptions have the dunning rule “{rule}”: give them another first.")


class NoTryLeft(Conflict):
    message = N_("No try is to come: a new payment method is needed.")


class NotARuleName(Invalid):
    message = N_("A dunning rule has a name of 1 to {most} characters, without a slash.")


class HoldInThePast(Invalid):
    message = N_("Dunning cannot be held until a time that has passed.")


class HoldTooLong(Invalid):
    message = N_("Dunning can be held until the next renewal on {renews_on} at most.")


MOST_GRACE_DAYS = 60
MOST_IN_A_NAME = 60


class FinalAction(StrEnum):
    """What becomes of the subscription when dunning has brought nothing.

    END_OF_TERM: it is served to the end of its term and then cancelled; nothing is given back.
    """

    CANCEL = "cancel"
    UNPAID = "unpaid"
    KEEP_LIVE = "keep_live"
    END_OF_TERM = "end_of_term"


class HardDecline(StrEnum):
    """What follows when a method can never be charged again.

    STOP: the run ends without a final action; the invoice stays due and is reminded of.
    """

    FINAL_ACTION_AT_DEADLINE = "final_action_at_deadline"
    STOP = "stop"


@dataclass(frozen=True)
class DunningRule:
    """On which days after the first failure to retry, and what follows the last one.

    The card networks' patience sets the bounds: 15 retries within 60 days. `grace_days` is how long
    after the first failure the customer still has access; `mails` whether failures are told.
    Raises `NotASchedule` or `GraceOutOfRange`.
    """

    retry_days: tuple[int, ...] = (1, 3, 7)
    final_action: FinalAction = FinalAction.CANCEL
    hard_decline: HardDecline = HardDecline.FINAL_ACTION_AT_DEADLINE
    grace_days: int = 7
    mails: bool = True

    def __post_init__(self) -> None:
        days = self.retry_days
        rising = all(earlier < later for earlier, later in pairwise((0, *days)))
        if not (1 <= len(days) <= 15 and rising and days[-1] <= 60):
            raise NotASchedule(days=", ".join(map(str, days)))
        if not 0 <= self.grace_days <= MOST_GRACE_DAYS:
            raise GraceOutOfRange(days=self.grace_days, most=MOST_GRACE_DAYS)


FINAL_EVENTS: Mapping[FinalAction, SubscriptionEvent] = MappingProxyType(
    {
        FinalAction.CANCEL: SubscriptionEvent.EXHAUST_CANCEL,
        FinalAction.UNPAID: SubscriptionEvent.EXHAUST_UNPAID,
        FinalAction.KEEP_LIVE: SubscriptionEvent.LEAVE_DUNNING,
        FinalAction.END_OF_TERM: SubscriptionEvent.EXHAUST_TERM,
    }
)
"""What a final action does to the subscription. None of them gives money back."""


def check_rule_name(name: str) -> str:
    """The name without spaces around it. Raises `NotARuleName`."""
    stripped = name.strip()
    if not 1 <= len(stripped) <= MOST_IN_A_NAME or "/" in stripped or not stripped.isprintable():
        raise NotARuleName(most=MOST_IN_A_NAME)
    return stripped


def is_told(rule: DunningRule, status: SubscriptionStatus) -> bool:
    """Whether the customer hears of failures: not if they have left, or the rule is silent."""
    return rule.mails and status not in ENDED


def check_removable_rule(name: str, subscriptions: int) -> None:
    """Raises `DunningRuleInUse` while so many subscriptions have the rule."""
    if subscriptions:
        raise DunningRuleInUse(rule=name, count=subscriptions)


def check_hold(
    until: datetime, *, at: datetime, renews_at: datetime | None, zone: str = "UTC"
) -> None:
    """Whether a run may be held so long: until before the next renewal, if there is one.

    Raises `HoldInThePast` or `HoldTooLong`.
    """
    if until <= at:
        raise HoldInThePast
    if renews_at and until >= renews_at:
        raise HoldTooLong(renews_on=local_date(renews_at, zone).isoformat())
