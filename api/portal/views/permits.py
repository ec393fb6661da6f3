"""What this person may do with a subscription as it stands: policy, preferences, state."""

from dataclasses import dataclass

from api.callers import SignedInContact
from domain.policy import Action
from domain.subscriptions import ENDED, SubscriptionStatus
from domain.trials import TRIAL_LIFECYCLE, TrialEvent, TrialStatus
from domain.words import N_
from storage.portal.subscriptions import SubscriptionSeen


@dataclass(frozen=True)
class Permits:
    """What is offered. `auto_charge_reason` says why the switch is not there, where that helps."""

    activate: bool
    extend: bool
    extensions_left: int
    auto_charge: bool
    auto_charge_reason: str


def permits_of(contact: SignedInContact, seen: SubscriptionSeen) -> Permits:
    """What may be offered now; whoever asks for more is refused where it is decided."""
    left = _extensions_left(contact, seen)
    can_switch = contact.may(Action.SUBSCRIPTION_AUTO_CHARGE) and seen.row.status not in ENDED
    return Permits(
        activate=contact.may(Action.TRIAL_ACTIVATE) and _allows(seen, TrialEvent.BEGIN_CONVERSION),
        extend=contact.may(Action.TRIAL_EXTEND)
        and _allows(seen, TrialEvent.EXTEND)
        and seen.row.status is SubscriptionStatus.TRIAL_EXPIRED
        and left > 0,
        extensions_left=left,
        auto_charge=can_switch and seen.method is not None,
        auto_charge_reason=_reason(contact, seen) if can_switch else "",
    )


def _allows(seen: SubscriptionSeen, event: TrialEvent) -> bool:
    return seen.trial is not None and TRIAL_LIFECYCLE.allows(seen.trial.status, event)


def _extensions_left(contact: SignedInContact, seen: SubscriptionSeen) -> int:
    if seen.trial is None or seen.trial.status is not TrialStatus.LAPSED:
        return 0
    return max(contact.preferences.trial_max_extensions - seen.trial.extensions_used, 0)


def _reason(contact: SignedInContact, seen: SubscriptionSeen) -> str:
    if seen.method is not None:
        return ""
    return contact.say(N_("To be charged automatically, it needs a payment method first."))
