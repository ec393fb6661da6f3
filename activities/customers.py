"""Customers and contact persons: written and changed in one transaction each."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from domain.addresses import NOWHERE, PostalAddress
from domain.customers import (
    CustomerReferenceTaken,
    EmailTaken,
    NoSuchContact,
    NoSuchCustomer,
    check_country,
    check_name,
)
from domain.e_invoices import check_tax_id
from domain.money import exponent
from domain.numbers import Series
from domain.periods import check_zone
from domain.tax_treatments import TaxTreatment

if TYPE_CHECKING:
    from storage.books import Books
    from storage.customers import ContactRow, CustomerRow


@dataclass(frozen=True)
class NewCustomer:
    """A customer as staff or a file describe it. `reference` is its name in another system."""

    name: str
    currency: str
    language: str
    time_zone: str
    country: str
    tax_id: str = ""
    billing_address: PostalAddress = NOWHERE
    shipping_address: PostalAddress = NOWHERE
    reference: str | None = None
    tax_treatment: TaxTreatment = TaxTreatment.BY_RULE


@dataclass(frozen=True)
class CustomerDetails:
    """What of a customer can be changed later; never its currency, which its documents have."""

    name: str
    language: str
    time_zone: str
    country: str
    tax_id: str
    billing_address: PostalAddress
    shipping_address: PostalAddress
    tax_treatment: TaxTreatment


@dataclass(frozen=True)
class NewContact:
    """A contact person. Without a language the customer's is spoken."""

    customer: str
    name: str
    email: str
    phone: str = ""
    language: str | None = None
    is_primary: bool = False


async def create_customer(books: "Books", new: NewCustomer, at: datetime) -> "CustomerRow":
    """Raises `CustomerReferenceTaken` and what is wrong with the details."""
    exponent(new.currency)
    _check_details(new)
    if new.reference:
        holder = await books.customers.with_reference(new.reference)
        if holder:
            raise CustomerReferenceTaken(customer=holder.number, reference=new.reference)
    customer = books.customers.new(
        number=await books.numbers.take(Series.CUSTOMER),
        reference=new.reference or None,
        currency=new.currency,
        created_at=at,
    )
    _take(customer, new)
    await books.flush()
    return customer


async def change_customer(books: "Books", number: str, details: CustomerDetails) -> "CustomerRow":
    """What is not issued yet is made out with the new tax number, unless it has one of its own.

    Raises `NoSuchCustomer` and what is wrong with the details.
    """
    _check_details(details)
    if await books.customers.find(number) is None:
        raise NoSuchCustomer(customer=number)
    customer = await books.customers.lock(number)
    before = customer.tax_id
    _take(customer, details)
    if customer.tax_id != before:
        await books.invoice_drafts.take_tax_id(number, before, customer.tax_id)
    await books.flush()
    return customer


def _check_details(details: NewCustomer | CustomerDetails) -> None:
    check_name(details.name)
    check_country(details.country)
    check_zone(details.time_zone)
    check_tax_id(details.tax_treatment, details.tax_id)


def _take(customer: "CustomerRow", details: NewCustomer | CustomerDetails) -> None:
    customer.name = details.name.strip()
    customer.language = details.language
    customer.time_zone = details.time_zone
    customer.country = details.country
    customer.tax_id = details.tax_id.strip()
    customer.tax_treatment = details.tax_treatment
    customer.billing_address = asdict(details.billing_address)
    customer.shipping_address = asdict(details.shipping_address)


async def create_contact(
    books: "Books",
    new: NewContact,
    at: datetime,  # noqa: ARG001 - as every change that is written
) -> "ContactRow":
    """A new main contact replaces the old one. Raises `NoSuchCustomer` and `EmailTaken`."""
    check_name(new.name)
    if await books.customers.find(new.customer) is None:
        raise NoSuchCustomer(customer=new.customer)
    await _check_email(books, new, None)
    if new.is_primary:
        await _make_room(books, new.customer, None)
    contact = books.customers.new_contact(
        number=await books.numbers.take(Series.CONTACT),
        customer=new.customer,
        name=new.name.strip(),
        email=new.email.strip(),
        phone=new.phone.strip(),
        language=new.language or None,
        is_primary=new.is_primary,
    )
    await books.flush()
    return contact


async def change_contact(
    books: "Books", number: str, new: NewContact, at: datetime
) -> "ContactRow":
    """A changed e-mail address ends every session and link. Raises as `create_contact` does."""
    check_name(new.name)
    if await books.customers.contact(number) is None:
        raise NoSuchContact(contact=number)
    contact = await books.customers.lock_contact(number)
    await _check_email(books, new, number)
    if new.is_primary and not contact.is_primary:
        await _make_room(books, contact.customer, number)
    if contact.email.lower() != new.email.strip().lower():
        await books.sessions.end_of_contact(number, at=at)
        await books.tokens.end_all(number, reason="replaced", at=at)
    contact.name, contact.email = new.name.strip(), new.email.strip()
    contact.phone, contact.language = new.phone.strip(), new.language or None
    contact.is_primary = new.is_primary
    await books.flush()
    return contact


async def _check_email(books: "Books", new: NewContact, own: str | None) -> None:
    """An address belongs to one person of a customer; any number of them have none."""
    wanted = new.email.strip().lower()
    if not wanted:
        return
    for other in await books.customers.contacts_of(new.customer):
        if other.number != own and other.email.lower() == wanted:
            raise EmailTaken(contact=other.number)


async def _make_room(books: "Books", customer: str, own: str | None) -> None:
    """A customer has one main contact; whoever it was is one of the others from now on."""
    await books.customers.lock(customer)
    previous = await books.customers.primary_contact(customer)
    if previous and previous.number != own:
        previous.is_primary = False
        await books.flush()
