"""The filters above the lists: what each lets through, and how it is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlencode

from api.callers import SignedInContact
from domain.invoices import PAYABLE, InvoiceStatus
from domain.payments import OPEN_ATTEMPT, PaymentStatus
from domain.sales_orders import SalesOrderStatus
from domain.subscriptions import ENDED, SubscriptionStatus
from domain.words import N_
from storage.invoice_searches import InvoiceSearch


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
    OVERDUE = "overdue"
    PAID = "paid"

    @property
    def label(self) -> str:
        return {
            self.ALL: N_("All"),
            self.OUTSTANDING: N_("Outstanding"),
            self.OVERDUE: N_("Overdue"),
            self.PAID: N_("Paid"),
        }[self]

    def search(self, today: date, text: str = "") -> InvoiceSearch:
        """What it lets through on a day of the customer's, of what has this text on it."""
        return {
            self.ALL: InvoiceSearch(text=text),
            self.OUTSTANDING: InvoiceSearch(tuple(PAYABLE), text=text),
            self.OVERDUE: InvoiceSearch(overdue_on=today, text=text),
            self.PAID: InvoiceSearch((InvoiceStatus.PAID,), text=text),
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


class SalesOrderFilter(StrEnum):
    ALL = "all"
    OPEN = "open"
    FULFILLED = "fulfilled"

    @property
    def label(self) -> str:
        return {
            self.ALL: N_("All"),
            self.OPEN: N_("Not fulfilled yet"),
            self.FULFILLED: N_("Fulfilled"),
        }[self]

    @property
    def statuses(self) -> Sequence[SalesOrderStatus]:
        """Those that it lets through; none for all."""
        return {
            self.ALL: (),
            self.OPEN: (SalesOrderStatus.CONFIRMED, SalesOrderStatus.PARTLY_FULFILLED),
            self.FULFILLED: (SalesOrderStatus.FULFILLED,),
        }[self]


Filter = SubscriptionFilter | InvoiceFilter | PaymentFilter | SalesOrderFilter


def pills(
    contact: SignedInContact,
    path: str,
    chosen: Filter,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> list[Pill]:
    """Every choice of this list. The first one needs no word in the address, what is kept does."""
    choices: list[Filter] = list(type(chosen))
    return [
        Pill(
            contact.say(choice.label),
            _address(path, choice, is_first=choice is choices[0], kept=kept),
            choice is chosen,
        )
        for choice in choices
    ]


def _address(path: str, choice: Filter, *, is_first: bool, kept: Mapping[str, str]) -> str:
    said = {**({} if is_first else {"show": choice.value}), **kept}
    asked = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{asked}" if asked else path
