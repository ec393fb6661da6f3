"""The words of timelines: how each thing that happened is called, and in which tone."""

from collections.abc import Mapping

from domain.credit_notes import CreditReason
from domain.payments import PaymentStatus
from domain.pending_changes import ChangeStatus, DropReason
from domain.subscriptions import SubscriptionStatus
from domain.words import N_
from runtime.status_labels import Tone

_P = PaymentStatus
UNDER_WAY: tuple[str, Tone] = (N_("A payment of {amount} is under way"), "info")
PAYMENTS: Mapping[PaymentStatus, tuple[str, Tone]] = {
    _P.SUCCEEDED: (N_("{amount} was paid"), "good"),
    _P.FAILED: (N_("A payment of {amount} did not succeed"), "bad"),
    _P.CANCELLED: (N_("A payment of {amount} was called off"), "quiet"),
    _P.PARTIALLY_REFUNDED: (N_("A part of the payment of {amount} was refunded"), "quiet"),
    _P.REFUNDED: (N_("The payment of {amount} was refunded"), "quiet"),
    _P.LATE_FAILED: (N_("The payment of {amount} came back"), "bad"),
    _P.DISPUTED: (N_("The payment of {amount} is disputed"), "warn"),
    _P.CHARGED_BACK: (N_("The payment of {amount} was charged back"), "bad"),
}
CREDITS: Mapping[CreditReason, str] = {
    CreditReason.CHANGE: N_("For days that were not used before a change"),
    CreditReason.PAUSE: N_("For days on which it is paused"),
    CreditReason.RESUME: N_("For days that were charged twice"),
    CreditReason.CANCELLATION: N_("For days after the cancellation"),
}
ENDS: Mapping[SubscriptionStatus, tuple[str, Tone]] = {
    SubscriptionStatus.CANCELLED: (N_("The subscription was cancelled"), "quiet"),
    SubscriptionStatus.CANCELLED_FROM_DUNNING: (
        N_("The subscription was cancelled: it was not paid"),
        "bad",
    ),
    SubscriptionStatus.EXPIRED: (N_("The subscription has expired"), "quiet"),
}
DECISIONS: Mapping[ChangeStatus, tuple[str, Tone]] = {
    ChangeStatus.APPLIED: (N_("The subscription was changed"), "good"),
    ChangeStatus.DECLINED: (N_("The change was not made: it was not paid"), "bad"),
    ChangeStatus.REPLACED: (N_("A newer change took the place of the scheduled one"), "quiet"),
    ChangeStatus.WITHDRAWN: (N_("The scheduled change was withdrawn"), "quiet"),
    ChangeStatus.DROPPED: (N_("The scheduled change was dropped"), "warn"),
}
DROPS: Mapping[DropReason, str] = {
    DropReason.PRICE_GONE: N_("What was chosen is no longer sold like this."),
    DropReason.PAUSED: N_("The subscription was paused."),
    DropReason.CANCELLED: N_("The subscription was cancelled."),
    DropReason.EXPIRED: N_("The subscription has ended."),
}
PAUSE_ENDS: Mapping[str, tuple[str, Tone]] = {
    "resumed": (N_("The subscription was resumed"), "good"),
    "deleted": (N_("The pause was deleted"), "quiet"),
}
COMMANDS_DONE: Mapping[tuple[str, str], str] = {
    ("trial", "activate"): N_("The trial was activated"),
    ("trial", "extend"): N_("The trial was extended"),
    ("subscription", "change"): N_("The subscription was changed"),
    ("subscription", "withdraw_change"): N_("The scheduled change was withdrawn"),
    ("subscription", "reactivate"): N_("The subscription was reactivated"),
    ("pause", "pause"): N_("The subscription was paused"),
    ("pause", "change_schedule"): N_("The days of the pause were changed"),
    ("pause", "delete_schedule"): N_("The pause was deleted"),
    ("pause", "resume"): N_("The subscription was resumed"),
    ("cancellation", "cancel"): N_("The subscription was cancelled"),
    ("cancellation", "remove"): N_("The cancellation was removed"),
}
