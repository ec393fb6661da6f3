"""The filters above the lists: what each lets through, and how it is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.callers import SignedInContact
from domain.invoices import PAYABLE, InvoiceStatus
from domain.payments import OPEN_ATTEMPT, PaymentStatus
from domain.subscriptions import ENDED, SubscriptionStatus
from domain.words import N_


@dataclass(frozen=True)
class Pill:
    """A choice among the filters."""

    label: str
    href: str
    current: bool


class SubscriptionFilter(StrEnum):
    ALL = "all"
    ACTIVE = "active"
    ATTENTION = "attention"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {
            self.ALL: N_("All"),
            self.ACTIVE: N_("Active"),
            self.ATTENTION: N_("Needs attention"),
            self.ENDED: N_("Ended"),
        }[self]

    @property
    def statuses(self) -> Sequence[SubscriptionStatus]:
        """Those that it lets through; none for all."""
        return {
            self.ALL: (),
            self.ACTIVE: tuple(each for each in SubscriptionStatus if each not in ENDED),
            self.ATTENTION: (
                SubscriptionStatus.TRIAL_EXPIRED,
                SubscriptionStatus.DUNNING,
                SubscriptionStatus.UNPAID,
            ),
            self.ENDED: tuple(ENDED),
        }[self]


class InvoiceFilter(StrEnum):
    ALL = "all"
    OUTSTANDING = "outstanding"
    PAID = "paid"

    @property
    def label(self) -> str:
        return {
            self.ALL: N_("All"),
            self.OUTSTANDING: N_("Outstanding"),
            self.PAID: N_("Paid"),
        }[self]

    @property
    def statuses(self) -> Sequence[InvoiceStatus]:
        """Those that it lets through; none for all."""
        return {
            self.ALL: (),
            self.OUTSTANDING: tuple(PAYABLE),
            self.PAID: (InvoiceStatus.PAID,),
        }[self]


_NOTHING_CAME = (PaymentStatus.FAILED, PaymentStatus.CANCELLED)


class PaymentFilter(StrEnum):
    MADE = "made"
    OPEN = "open"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {
            self.MADE: N_("Paid"),
            self.OPEN: N_("Under way"),
            self.FAILED: N_("Not successful"),
        }[self]

    @property
    def statuses(self) -> Sequence[PaymentStatus]:
        """Those that it lets through."""
        return {
            self.MADE: tuple(
                each
                for each in PaymentStatus
                if each not in OPEN_ATTEMPT and each not in _NOTHING_CAME
            ),
            self.OPEN: tuple(OPEN_ATTEMPT),
            self.FAILED: _NOTHING_CAME,
        }[self]


Filter = SubscriptionFilter | InvoiceFilter | PaymentFilter


def pills(contact: SignedInContact, path: str, chosen: Filter) -> list[Pill]:
    """Every choice of this list. The first one needs no word in the address."""
    choices: list[Filter] = list(type(chosen))
    return [
        Pill(
            contact.say(choice.label),
            path if choice is choices[0] else f"{path}?show={choice.value}",
            choice is chosen,
        )
        for choice in choices
    ]
