"""The commands about payment methods, however they were given: by a page or by /v1."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.callers import SignedInContact
from api.commands import Order
from api.idempotency import checked_key
from api.portal import own
from api.portal.refusals import NoSuchPaymentMethod
from api.problems import NothingHere
from domain.numbers import Series
from storage.books import Books
from storage.payment_methods import PaymentMethodRow
from storage.set_ups import SetUpRow


@dataclass(frozen=True)
class NewMethod:
    """What a method that is to be given is for; everything may be left out."""

    replaces: str | None = None
    subscription: str | None = None
    for_all: bool = False
    make_default: bool = False


def set_up_order(contact: SignedInContact, key: str, wanted: NewMethod) -> Order:
    """The command that opens the processor's page. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route="method/set_up",
        process="method",
        key=Series.METHOD,
        signal="set_up",
        says=f"give a payment method{f' instead of {wanted.replaces}' if wanted.replaces else ''}",
        customer=contact.customer.number,
        document=wanted.subscription or "",
        payload=vars(wanted),
    )


def method_order(
    contact: SignedInContact,
    number: str,
    signal: str,
    key: str,
    payload: Mapping[str, object] | None = None,
) -> Order:
    """A command for a method that is there. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route=f"method/{signal}",
        process="method",
        key=number,
        signal=signal,
        says=f"{signal.replace('_', ' ')} {number}",
        customer=contact.customer.number,
        document=number,
        payload=payload or {},
    )


async def own_method(contact: SignedInContact, books: Books, number: str) -> PaymentMethodRow:
    """A method of this customer that is kept. Raises `NothingHere`."""
    row = await books.payment_methods.find(number)
    if row is None or row.customer != contact.customer.number or row.removed_at:
        raise NothingHere
    return row


async def own_set_up(contact: SignedInContact, books: Books, number: str) -> SetUpRow:
    """A method that this customer gives, or gave. Raises `NothingHere`."""
    row = await books.set_ups.find(number)
    if row is None or row.customer != contact.customer.number:
        raise NothingHere
    return row


async def check_new(contact: SignedInContact, books: Books, wanted: NewMethod) -> None:
    """What it is for has to be the customer's. Raises `NothingHere`, `NoSuchPaymentMethod`."""
    if wanted.subscription:
        await own.subscription(contact, books, wanted.subscription)
    await check_offered(contact, books, wanted.replaces)


async def check_offered(contact: SignedInContact, books: Books, number: str | None) -> None:
    """Raises `NoSuchPaymentMethod` for a method that is not the customer's."""
    known = await books.payment_methods.of_customer(contact.customer.number)
    if number and number not in {each.number for each in known}:
        raise NoSuchPaymentMethod
