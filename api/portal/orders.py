"""The order to pay, however it was given: by a page or by /v1."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.callers import SignedInContact
from api.commands import Check, Order
from api.idempotency import checked_key
from api.portal import own
from api.portal.refusals import (
    AmountsChanged,
    NoSuchPaymentMethod,
    NothingToPay,
    SeveralCurrencies,
)
from api.portal.views.paying import FrozenShare
from api.problems import NothingHere
from api.security.limits import PAY_OF_CUSTOMER
from domain.allocations import AmountRules, OpenBalance, asked_share
from domain.customer_rules import amount_rules
from domain.invoices import AmountChanged, check_payable
from domain.money import Money
from domain.numbers import Series
from domain.permissions import SwitchedOff
from domain.policy import Action
from domain.retainers import check_paid_alone, rules_for
from storage.books import Books
from storage.invoices import InvoiceRow


@dataclass(frozen=True)
class Wish:
    """What somebody wants to pay and how; without a method on the processor's page."""

    key: str
    shares: Sequence[FrozenShare]
    method: str | None
    save_method: bool


def pay_order(contact: SignedInContact, wish: Wish) -> Order:
    """The command. Raises `NothingToPay`, `SwitchedOff`, `IdempotencyKeyMissing`."""
    _check_allowed(contact, wish)
    contact.parts.limits.count(PAY_OF_CUSTOMER, contact.customer.number)
    numbers = [share.number for share in wish.shares]
    return Order(
        idempotency_key=checked_key(wish.key),
        route="payment/pay",
        process="payment",
        key=Series.PAYMENT,
        signal="pay",
        says=f"pay {', '.join(numbers)}"[:500],
        customer=contact.customer.number,
        document=numbers[0],
        payload={
            "invoices": [_asked(share) for share in wish.shares],
            "method": wish.method,
            "save_method": wish.save_method,
        },
    )


def _asked(share: FrozenShare) -> dict[str, object]:
    seen = {} if share.owed is None else {"owed": share.owed}
    return {"number": share.number, "minor_units": share.minor_units, **seen}


def check_of(contact: SignedInContact, wish: Wish) -> Check:
    """What is asked of the books before the command is accepted."""

    async def check(books: Books) -> None:
        await _check_invoices(contact, books, wish.shares)
        await _check_method(contact, books, wish.method)

    return check


def _check_allowed(contact: SignedInContact, wish: Wish) -> None:
    if not wish.shares:
        raise NothingToPay
    if len(wish.shares) > 1 and not contact.may(Action.INVOICE_PAY_ALL):
        raise SwitchedOff
    if wish.save_method and not contact.may(Action.PAYMENT_METHOD_EDIT):
        raise SwitchedOff


async def _check_invoices(
    contact: SignedInContact, books: Books, shares: Sequence[FrozenShare]
) -> None:
    """All of them the customer's, in one currency, at amounts that may be paid of them."""
    wanted = {share.number: share for share in shares}
    found = await own.payables(contact, books).numbered(list(wanted))
    if len(found) != len(shares):
        raise NothingHere
    if len({seen.row.currency for seen in found}) > 1:
        raise SeveralCurrencies
    check_paid_alone({seen.row.number or "": seen.row.kind for seen in found})
    allowed = amount_rules(contact.preferences)
    for seen in found:
        _check_share(seen.row, wanted[seen.row.number or ""], allowed)
    currency = found[0].row.currency
    asked = sum(share.minor_units for share in shares)
    owed = sum(seen.row.outstanding_minor_units for seen in found)
    allowed.check_least(Money(asked, currency), Money(owed, currency))


def _check_share(row: InvoiceRow, share: FrozenShare, allowed: AmountRules) -> None:
    outstanding = row.balance.outstanding
    check_payable(row.status, outstanding)
    balance = OpenBalance(row.number or "", row.due_on or row.created_at.date(), outstanding)
    seen = None if share.owed is None else row.money(share.owed)
    try:
        asked_share(balance, row.money(share.minor_units), rules_for(row.kind, allowed), seen)
    except AmountChanged:
        raise AmountsChanged from None


async def _check_method(contact: SignedInContact, books: Books, method: str | None) -> None:
    if method is None:
        return
    known = await books.payment_methods.of_customer(contact.customer.number)
    if method not in {each.number for each in known}:
        raise NoSuchPaymentMethod
