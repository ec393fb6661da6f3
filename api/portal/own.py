"""Finds what belongs to the customer. Anybody else's looks as if it did not exist."""

import re
from typing import TypeVar

from activities.documents import issued_document
from api.callers import SignedInContact
from api.commands import Check
from api.problems import NothingHere
from domain.approvals import ApprovalStatus
from domain.comments import Subject
from domain.documents import DocumentKind, NoSuchDocument, NotIssued
from domain.invoices import InvoiceKind
from domain.policy import Action
from domain.printing import DocumentKey
from domain.projects import ProjectStatus
from storage.approvals import ApprovalRow
from storage.books import Books
from storage.credit_notes import CreditNoteRow
from storage.documents import DocumentRow
from storage.portal.invoices import InvoiceSeen, OwnInvoices
from storage.portal.payments import OwnPayments, PaymentSeen
from storage.portal.subscriptions import OwnSubscriptions, SubscriptionSeen
from storage.projects import ProjectRow
from storage.quotes import QuoteRow
from storage.sales_orders import SalesOrderRow

Found = TypeVar("Found")
_NUMBER = re.compile(r"[A-Z]{2,8}-[0-9]{6,15}(-[0-9]{1,4})?")


def subscriptions(contact: SignedInContact, books: Books) -> OwnSubscriptions:
    return OwnSubscriptions(books.session, contact.customer.number)


def invoices(contact: SignedInContact, books: Books) -> OwnInvoices:
    return OwnInvoices(books.session, contact.customer.number)


def retainers(contact: SignedInContact, books: Books) -> OwnInvoices:
    return OwnInvoices(books.session, contact.customer.number, InvoiceKind.RETAINER)


def payables(contact: SignedInContact, books: Books) -> OwnInvoices:
    """Invoices and retainer invoices."""
    return OwnInvoices(books.session, contact.customer.number, None)


def payments(contact: SignedInContact, books: Books) -> OwnPayments:
    return OwnPayments(books.session, contact.customer.number)


async def subscription(contact: SignedInContact, books: Books, number: str) -> SubscriptionSeen:
    """Raises `NothingHere`."""
    _check(number)
    return _there(await subscriptions(contact, books).find(number))


def check_of_subscription(contact: SignedInContact, number: str) -> Check:
    """What a command about it asks before it is accepted. Raises `NothingHere`."""
    _check(number)

    async def check(books: Books) -> None:
        if not await subscriptions(contact, books).has(number):
            raise NothingHere

    return check


async def invoice(contact: SignedInContact, books: Books, number: str) -> InvoiceSeen:
    """Raises `NothingHere`."""
    _check(number)
    return _there(await invoices(contact, books).find(number))


async def retainer(contact: SignedInContact, books: Books, number: str) -> InvoiceSeen:
    """Raises `NothingHere`."""
    _check(number)
    return _there(await retainers(contact, books).find(number))


async def payment(contact: SignedInContact, books: Books, number: str) -> PaymentSeen:
    """Raises `NothingHere`."""
    _check(number)
    return _there(await payments(contact, books).find(number))


async def credit_note(contact: SignedInContact, books: Books, number: str) -> CreditNoteRow:
    """Raises `NothingHere`."""
    _check(number)
    found = await books.credit_notes.find(number)
    return _there(found if found and found.customer == contact.customer.number else None)


async def quote(contact: SignedInContact, books: Books, number: str) -> QuoteRow:
    """One of which something was sent. Raises `NothingHere`."""
    _check(number)
    found = await books.quotes.find(number)
    is_theirs = found is not None and found.customer == contact.customer.number
    return _there(found if found and is_theirs and found.version else None)


async def project(contact: SignedInContact, books: Books, number: str) -> ProjectRow:
    """One that is worked on. Raises `NothingHere`."""
    _check(number)
    found = await books.projects.find(number)
    is_open = found is not None and found.status is ProjectStatus.ACTIVE
    return _there(found if is_open and _is_own(contact, found) else None)


async def approval(contact: SignedInContact, books: Books, number: str) -> ApprovalRow:
    """One that was submitted. Raises `NothingHere`."""
    _check(number)
    found = await books.approvals.find(number)
    is_sent = found is not None and found.status is not ApprovalStatus.DRAFT
    return _there(found if is_sent and _is_own(contact, found) else None)


async def document(contact: SignedInContact, books: Books, key: DocumentKey) -> DocumentRow:
    """An issued one. Raises `NothingHere`."""
    _check(key.number)
    if key.kind is DocumentKind.QUOTE and not contact.may(Action.QUOTE_VIEW):
        raise NothingHere
    try:
        found = await issued_document(books, key)
    except (NoSuchDocument, NotIssued):
        raise NothingHere from None
    return _there(found if found.customer == contact.customer.number else None)


async def sales_order(contact: SignedInContact, books: Books, number: str) -> SalesOrderRow:
    """One that was confirmed. Raises `NothingHere`."""
    _check(number)
    found = await books.sales_orders.find(number)
    is_own = found and found.confirmed_at and found.customer == contact.customer.number
    return _there(found if is_own else None)


async def subject(contact: SignedInContact, books: Books, about: Subject) -> None:
    """Something to comment on. Raises `NothingHere`."""
    _check(about.number)
    whose = await books.comments.whose(about)
    is_own = whose and whose.is_shown and whose.customer == contact.customer.number
    _there(whose if is_own else None)


def _is_own(contact: SignedInContact, row: ProjectRow | ApprovalRow | None) -> bool:
    return row is not None and row.customer == contact.customer.number


def _check(number: str) -> None:
    if not _NUMBER.fullmatch(number):
        raise NothingHere


def _there(found: Found | None) -> Found:
    if found is None:
        raise NothingHere
    return found
