"""What can be asked of a subscription, looked at before it is asked, confirmed as it was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from activities.previews import Question, preview
from api.callers import Caller, SignedInContact
from api.problems import ApiProblem, NotAllowed
from api.security.limits import COUPONS_OF_CUSTOMER
from api.summaries import Summary, summary_of
from domain.permissions import SwitchedOff
from domain.policy import POLICY, Action
from domain.previews import PreviewKind
from domain.subscriptions import SubscriptionStatus
from domain.words import N_
from storage.books import Books
from storage.subscriptions import SubscriptionRow

Payload = Mapping[str, object]


class FingerprintMissing(ApiProblem):
    status = 422
    message = N_(
        "This costs or saves money. Ask for its preview first (POST …/previews) and send the"
        " fingerprint and previewed_at of the answer."
    )


@dataclass(frozen=True)
class Deed:
    """What is done to a subscription: by which process, told what, and who may."""

    process: str
    signal: str
    action: Action


DEEDS: Mapping[PreviewKind, Deed] = MappingProxyType(
    {
        PreviewKind.ACTIVATE: Deed("trial", "activate", Action.TRIAL_ACTIVATE),
        PreviewKind.CHANGE: Deed("subscription", "change", Action.SUBSCRIPTION_EDIT),
        PreviewKind.CANCEL: Deed("cancellation", "cancel", Action.SUBSCRIPTION_CANCEL),
        PreviewKind.PAUSE: Deed("pause", "pause", Action.SUBSCRIPTION_PAUSE),
        PreviewKind.RESUME: Deed("pause", "resume", Action.SUBSCRIPTION_RESUME),
        PreviewKind.REACTIVATE: Deed("subscription", "reactivate", Action.SUBSCRIPTION_REACTIVATE),
    }
)
_IN_TRIAL = (SubscriptionStatus.TRIAL, SubscriptionStatus.TRIAL_EXPIRED)


def action_of(kind: PreviewKind, status: SubscriptionStatus, *, in_trial: bool = False) -> Action:
    """What whoever asks must be allowed to do; a trial is cancelled by a right of its own."""
    if kind is PreviewKind.CANCEL and (in_trial or status in _IN_TRIAL):
        return Action.TRIAL_CANCEL
    return DEEDS[kind].action


def check_may(caller: Caller, action: Action) -> None:
    """Raises `SwitchedOff` or `NotAllowed`, as the doors do."""
    if not caller.may(action):
        raise SwitchedOff if caller.role in POLICY[action].roles else NotAllowed


async def look(
    caller: Caller, books: Books, row: SubscriptionRow, kind: PreviewKind, payload: Payload
) -> Summary:
    """What it would come to now. Raises whatever would refuse it; codes can be tried so often."""
    count_coupon(caller, row, payload)
    at = caller.parts.clock.now()
    question = Question(payload, isinstance(caller, SignedInContact), at)
    return summary_of(caller, await preview(books, row, kind, question), at)


def count_coupon(caller: Caller, row: SubscriptionRow, payload: Payload) -> None:
    """Count the try of a code that the subscription does not have. Raises `TooManyRequests`."""
    coupon = payload.get("coupon")
    if coupon and coupon != row.coupon and isinstance(caller, SignedInContact):
        caller.parts.limits.count(COUPONS_OF_CUSTOMER, caller.customer.number)


def confirmed(payload: Payload, fingerprint: str | None, previewed_at: str | None) -> Payload:
    """The payload with what was seen. Raises `FingerprintMissing`."""
    if not fingerprint or not is_moment(previewed_at):
        raise FingerprintMissing
    return {**payload, "fingerprint": fingerprint, "previewed_at": previewed_at}


def is_moment(text: str | None) -> bool:
    """Whether it is an instant of ISO 8601 with its offset."""
    try:
        return datetime.fromisoformat(text or "").tzinfo is not None
    except ValueError:
        return False
