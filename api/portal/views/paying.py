"""What is to be paid, frozen as it is shown: the invoices, their amounts, the ways to pay."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.callers import SignedInContact
from api.portal import own
from api.portal.refusals import AmountsChanged
from api.portal.views.invoices import ListedInvoice, in_list
from api.portal.views.payments import waits_for_customer
from api.security.cookies import Jar
from domain.customer_rules import amount_rules
from domain.invoices import InvoiceKind
from domain.money import Money
from storage.books import Books
from storage.payment_methods import PaymentMethodRow
from storage.payments import PaymentRow
from storage.portal.invoices import InvoiceSeen

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Bill:
    """What one payment would pay, all in one currency; `seal` is what the customer confirms.

    `is_part` where more is owed than can be paid at once: these are the oldest then.
    """

    invoices: Sequence[ListedInvoice]
    amount: Money
    seal: str
    is_part: bool


@dataclass(frozen=True)
class UnderWay:
    """An undecided payment; the customer can go on with it, or give it up, while its page waits."""

    payment: PaymentRow
    can_go_on: bool


@dataclass(frozen=True)
class Choice:
    """Everything to choose from: a bill for each currency, and the saved methods.

    `under_way` are payments that have to end before their invoices can be paid again.
    """

    bills: Sequence[Bill]
    under_way: Sequence[UnderWay]
    methods: Sequence[PaymentMethodRow]

    @property
    def has_retainer(self) -> bool:
        """Whether what is paid is a retainer invoice: all of it, and no more."""
        listed = (each for bill in self.bills for each in bill.invoices)
        return any(each.seen.row.kind is InvoiceKind.RETAINER for each in listed)


@dataclass(frozen=True)
class FrozenShare:
    """An invoice and how much of it is to be paid; `owed` is what was owed when that was shown."""

    number: str
    minor_units: int
    currency: str = ""
    owed: int | None = None


async def choice_of(
    contact: SignedInContact, books: Books, invoices: Sequence[InvoiceSeen]
) -> Choice:
    """What of these invoices can be paid now, oldest due date first."""
    attempts = await own.invoices(contact, books).open_attempts(invoices)
    listed = [in_list(contact, seen, attempts) for seen in invoices]
    payable = [each for each in listed if each.is_payable]
    currencies = sorted({each.seen.row.currency for each in payable})
    methods = await books.payment_methods.of_customer(contact.customer.number)
    return Choice(
        bills=[_bill(contact, payable, currency) for currency in currencies],
        under_way=[
            UnderWay(payment, waits_for_customer(contact, payment))
            for payment in {each.payment.number: each.payment for each in attempts}.values()
        ],
        methods=methods,
    )


def _bill(contact: SignedInContact, payable: Sequence[ListedInvoice], currency: str) -> Bill:
    owed = [each for each in payable if each.seen.row.currency == currency]
    chosen = owed[:MOST_AT_ONCE]
    total = sum(each.seen.row.outstanding_minor_units for each in chosen)
    frozen = [
        [each.seen.row.number, each.seen.row.outstanding_minor_units, currency] for each in chosen
    ]
    seal = _jar(contact).sign(_purpose(contact), json.dumps(frozen))
    return Bill(chosen, Money(total, currency), seal, is_part=len(owed) > len(chosen))


def confirmed(contact: SignedInContact, seal: str) -> Sequence[FrozenShare]:
    """What the customer has confirmed. Raises `AmountsChanged` for what we never showed."""
    text = _jar(contact).unsign(_purpose(contact), seal)
    if text is None:
        raise AmountsChanged
    return [
        FrozenShare(number, owed, currency, owed) for number, owed, currency in json.loads(text)
    ]


def can_choose(contact: SignedInContact) -> bool:
    """Whether another amount than what is owed may be paid."""
    rules = amount_rules(contact.preferences)
    return rules.partial or rules.over


def chosen(
    contact: SignedInContact, shares: Sequence[FrozenShare], typed: str
) -> Sequence[FrozenShare]:
    """The shares of an amount of the customer's choice: in their order, the last takes the rest.

    Raises `NotAnAmount`.
    """
    if not typed.strip() or not shares or not can_choose(contact):
        return shares
    left = Money.parse(typed.strip().replace(",", "."), shares[0].currency).minor_units
    parts: list[FrozenShare] = []
    for share in shares:
        part = left if share is shares[-1] else min(left, share.minor_units)
        left -= part
        if part:
            parts.append(replace(share, minor_units=part))
    return parts or [replace(shares[0], minor_units=0)]


def _jar(contact: SignedInContact) -> Jar:
    return Jar.of(contact.parts.settings)


def _purpose(contact: SignedInContact) -> str:
    return f"pay/{contact.customer.number}"
