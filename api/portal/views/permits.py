"""What this person may do with a subscription as it stands: policy, preferences, state."""

from dataclasses import dataclass

from api.callers import SignedInContact
from domain.availability import open_actions
from domain.cancellations import CancelMode
from domain.customer_rules import cancel_rules
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
    offers: frozenset[Action] = frozenset()
    why_not: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Whether this action is open, by its name in the policy."""
        return any(action.value == name for action in self.offers)


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
        offers=offers_of(contact, seen),
        why_not=_why_not(contact, seen),
    )


def offers_of(contact: SignedInContact, seen: SubscriptionSeen) -> frozenset[Action]:
    """What is open to this person as it stands; a trial is cancelled by a right of its own."""
    offers = open_actions(contact.role, seen.row.status, contact.preferences)
    in_trial = seen.trial is not None and seen.trial.status is TrialStatus.RUNNING
    if seen.row.status is SubscriptionStatus.NON_RENEWING and in_trial:
        keeps = frozenset({Action.SUBSCRIPTION_UNSCHEDULE})
        offers -= {Action.SUBSCRIPTION_CANCEL, *keeps}
        return offers | keeps if contact.may(Action.TRIAL_CANCEL) else offers
    if seen.row.status is SubscriptionStatus.NON_RENEWING and not _ends_at_once(contact):
        return offers - {Action.SUBSCRIPTION_CANCEL}
    return offers


def _ends_at_once(contact: SignedInContact) -> bool:
    """Whether an end that is planned may be brought forward."""
    return CancelMode.IMMEDIATELY in cancel_rules(contact.preferences).modes


def _why_not(contact: SignedInContact, seen: SubscriptionSeen) -> tuple[str, ...]:
    """Why something is not offered that would be in another state."""
    words = []
    status = seen.row.status
    if contact.may(Action.SUBSCRIPTION_EDIT) and status not in ENDED:
        words.append(_REASONS_EDIT.get(status, ""))
    if contact.may(Action.SUBSCRIPTION_PAUSE) and status in _DEBTS:
        words.append(N_("It cannot be paused while something is overdue."))
    if status is SubscriptionStatus.PAUSED and not contact.may(Action.SUBSCRIPTION_RESUME):
        words.append(N_("To go on before, please contact us."))
    return tuple(contact.say(each) for each in words if each)


_DEBTS = (SubscriptionStatus.DUNNING, SubscriptionStatus.UNPAID)
_REASONS_EDIT = {
    SubscriptionStatus.DUNNING: N_("It can be changed when what is overdue is paid."),
    SubscriptionStatus.UNPAID: N_("It can be changed when what is overdue is paid."),
    SubscriptionStatus.PAUSED: N_("It can be changed when billing goes on."),
    SubscriptionStatus.NON_RENEWING: N_("It can be changed when the cancellation is taken back."),
    SubscriptionStatus.TRIAL_EXPIRED: N_("It can be changed when it is activated."),
}


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
