"""Forwarding: a document that was issued is sent on, as its file, to people of its customer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from activities.customers import NewContact, create_contact
from activities.documents import is_void, issued_document
from activities.messages import Mail, queue_mail
from activities.records import Recorded
from domain.commands import Actor, ActorKind
from domain.documents import NoSuchDocument
from domain.forwarding import (
    NewcomerIncomplete,
    NoSuchRecipient,
    Note,
    NotThePrimaryContact,
    NotToBeForwarded,
    OnlyContactPersons,
    Recipients,
    check_number,
    check_room,
    note_of,
)
from domain.messages import MailKind
from domain.permissions import SwitchedOff
from domain.printing import DocumentKey

if TYPE_CHECKING:
    from storage.books import Books
    from storage.customers import ContactRow

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is no contact person yet. Nothing is let in by becoming one."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    """What somebody wants to be sent. `command` becomes the record of it.

    `recipients` are contact persons; who forwards may be among them, as the one who gets a copy.
    """

    document: DocumentKey
    command: UUID
    by: Actor
    address: str
    sender: str
    recipients: tuple[str, ...]
    newcomer: Newcomer | None
    subject: str
    words: str

    @property
    def is_customers(self) -> bool:
        return self.by.kind is ActorKind.CONTACT


async def forward(books: "Books", asked: Forwarding, at: datetime) -> Recorded:
    """Queue a mail to each recipient, with the document as it was issued.

    Raises `NoSuchDocument`, `NotIssued`, `NotToBeForwarded`, `NotThePrimaryContact`,
    `SwitchedOff`, `ForwardedEnough`, and what is wrong with the recipients or the text.
    """
    note = note_of(asked.subject, asked.words)
    document = await issued_document(books, asked.document)
    customer = await books.customers.lock(document.customer)
    if asked.is_customers:
        await _check_person(books, asked, customer.number)
    if await is_void(books, asked.document):
        raise NotToBeForwarded(number=asked.document.number)
    people = await _recipients(books, asked, customer.number, at)
    if asked.is_customers:
        sent = await books.messages.forwarded_since(customer.number, at - _A_DAY)
        check_room(sent, len(people))
    for person in people:
        await queue_mail(books, _mail(asked, note, person), at)
    number = asked.document.number
    return Recorded(
        asked.by,
        customer.number,
        "document",
        number,
        "forward",
        says=f"{number} to {', '.join(person.number for person in people)}",
        document=number,
        address=asked.address,
        facts={"kind": asked.document.kind, "to": [person.number for person in people]},
    )


async def _check_person(books: "Books", asked: Forwarding, customer: str) -> None:
    """What is allowed in the moment in which it is done."""
    contact = await books.customers.contact(asked.by.name)
    if contact is None or contact.customer != customer:
        raise NoSuchDocument(number=asked.document.number)
    if not contact.is_primary:
        raise NotThePrimaryContact
    if not (await books.organisations.preferences()).forwarding_enabled:
        raise SwitchedOff


async def _recipients(
    books: "Books", asked: Forwarding, customer: str, at: datetime
) -> "list[ContactRow]":
    """Each once. Whoever is not the customer's looks as if they did not exist."""
    known = {each.number: each for each in await books.customers.contacts_of(customer)}
    wanted = list(dict.fromkeys(asked.recipients))
    for number in wanted:
        if number not in known or not known[number].email:
            raise NoSuchRecipient(contact=number)
    people = [known[number] for number in wanted]
    if asked.newcomer:
        people.append(await _newcomer(books, asked, customer, at))
    people = list({each.number: each for each in people}.values())
    check_number(len(people))
    return people


async def _newcomer(books: "Books", asked: Forwarding, customer: str, at: datetime) -> "ContactRow":
    """Becomes a contact person, if the organisation wants that, without access to the portal."""
    new = asked.newcomer
    assert new is not None, "it was asked for"
    if not (new.name.strip() and new.email.strip()):
        raise NewcomerIncomplete
    for known in await books.customers.contacts_of(customer):
        if known.email.lower() == new.email.strip().lower():
            return known
    if asked.is_customers:
        preferences = await books.organisations.preferences()
        if preferences.forwarding_recipients is Recipients.CONTACTS_ONLY:
            raise OnlyContactPersons
    return await create_contact(books, NewContact(customer, new.name, new.email), at)


def _mail(asked: Forwarding, note: Note, person: "ContactRow") -> Mail:
    return Mail(
        MailKind.FORWARDED,
        person.customer,
        f"{asked.command}/{person.number}",
        document=asked.document.number,
        contact=person.number,
        facts={
            "subject": note.subject,
            "words": note.words,
            "sender": asked.sender,
            "number": asked.document.number,
        },
        encloses=asked.document,
        command=asked.command,
    )
