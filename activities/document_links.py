"""Links to one document or one purpose: made, taken back, and who holds one shown by a code."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.documents import is_void, issued_document
from activities.messages import Mail, queue_mail
from activities.records import Recorded
from domain.commands import SYSTEM, Actor, ActorKind
from domain.customers import NoSuchCustomer
from domain.document_links import (
    CODE_LIFE,
    LinkGone,
    LinkLife,
    LinkPurpose,
    LinksSwitchedOff,
    NobodyToLink,
    NotToBeLinked,
    link_until,
)
from domain.documents import TO_BE_PAID
from domain.forwarding import NoSuchRecipient
from domain.invoices import InvoiceStatus
from domain.messages import MailKind
from domain.printing import DocumentKey

if TYPE_CHECKING:
    from storage.books import Books
    from storage.customers import ContactRow
    from storage.document_links import DocumentLinkRow


@dataclass(frozen=True)
class Token:
    """The identity of a new link, and what is stored of its text."""

    id: UUID
    digest: str


@dataclass(frozen=True, kw_only=True)
class NewLink:
    """A link to a document or, with a customer, to give a payment method.

    Without a `contact` it is for the main contact person; `mails` sends it to whom it is for.
    """

    token: Token
    by: Actor
    address: str = ""
    document: DocumentKey | None = None
    customer: str = ""
    contact: str = ""
    mails: bool = False


async def make_link(books: "Books", new: NewLink, at: datetime) -> Recorded:
    """A new link, and its record.

    Raises `LinksSwitchedOff`, `NoSuchDocument`, `NotIssued`, `NotToBeLinked`, `NoSuchCustomer`,
    `NobodyToLink` and `NoSuchRecipient`.
    """
    preferences = await books.organisations.preferences()
    if not preferences.public_links_enabled:
        raise LinksSwitchedOff
    customer = await _whose(books, new)
    contact = await _whom(books, customer, new.contact)
    until = link_until(at, preferences.public_links_valid_days)
    document = new.document
    books.document_links.new(
        id=new.token.id,
        purpose=LinkPurpose.DOCUMENT if document else LinkPurpose.METHOD,
        customer=customer,
        contact=contact.number,
        kind=document.kind.value if document else None,
        number=document.number if document else None,
        digest=new.token.digest,
        maker_kind=new.by.kind,
        maker=new.by.name,
        created_at=at,
        expires_at=until,
    )
    await books.flush()
    if new.mails:
        await _mail_link(books, new, contact, until, at)
    about = document.number if document else customer
    return _recorded(new.by, new.address, (new.token.id, customer, about), "make")


async def _whose(books: "Books", new: NewLink) -> str:
    if new.document is None:
        if await books.customers.find(new.customer) is None:
            raise NoSuchCustomer(customer=new.customer)
        return new.customer
    if await is_void(books, new.document):
        raise NotToBeLinked(number=new.document.number)
    return (await issued_document(books, new.document)).customer


async def _whom(books: "Books", customer: str, wanted: str) -> "ContactRow":
    if not wanted:
        contact = await books.customers.primary_contact(customer)
        if contact is None or not contact.email:
            raise NobodyToLink(customer=customer)
        return contact
    contact = await books.customers.contact(wanted)
    if contact is None or contact.customer != customer or not contact.email:
        raise NoSuchRecipient(contact=wanted)
    return contact


async def _mail_link(
    books: "Books", new: NewLink, contact: "ContactRow", until: datetime, at: datetime
) -> None:
    number = new.document.number if new.document else ""
    mail = Mail(
        MailKind.DOCUMENT_LINK,
        contact.customer,
        str(new.token.id),
        document=number or contact.customer,
        contact=contact.number,
        facts={"link": str(new.token.id), "number": number, "valid_until": until},
    )
    await queue_mail(books, mail, at)


async def revoke_link(books: "Books", id: UUID, by: Actor, address: str, at: datetime) -> Recorded:
    """It opens nothing from now on. Raises `LinkGone`."""
    link = await books.document_links.find(id)
    if link is None:
        raise LinkGone
    link.ended_at = link.ended_at or at
    return _recorded(by, address, (id, link.customer, link.number or link.customer), "revoke")


def _recorded(by: Actor, address: str, whose: tuple[UUID, str, str], what: str) -> Recorded:
    id, customer, about = whose
    says = f"{what} a link to {about}"
    return Recorded(by, customer, "link", str(id), what, says=says, document=about, address=address)


async def life_of(books: "Books", link: "DocumentLinkRow") -> LinkLife:
    """What its life depends on, as it is now."""
    key = link.document
    if key is None:
        return LinkLife(link.expires_at, link.ended_at)
    settled_at = None
    if key.kind in TO_BE_PAID:
        invoice = await books.invoices.with_number(key.number)
        is_paid = invoice is not None and invoice.status is InvoiceStatus.PAID
        settled_at = invoice.paid_at if invoice and is_paid else None
    return LinkLife(link.expires_at, link.ended_at, settled_at, await is_void(books, key))


async def check_link(books: "Books", id: UUID, given_at: datetime) -> None:
    """Whether what its holder has asked for at that instant may still be done for them.

    Its time may be over by now; it may not have been taken back. Raises `LinkGone`, also while
    links open nothing.
    """
    link = await books.document_links.find(id)
    preferences = await books.organisations.preferences()
    if link is None or not preferences.public_links_enabled:
        raise LinkGone
    if LinkLife(link.expires_at, link.ended_at).is_over(given_at):
        raise LinkGone


async def mail_code(books: "Books", link: UUID, email: str, code: UUID, at: datetime) -> None:
    """A code for whoever has this address, if they are the customer's; silent otherwise.

    Silent, too, for somebody whose access is disabled.
    """
    found = await books.document_links.find(link)
    if found is None:
        return
    contact = await _known(books, found.customer, email)
    if contact is None:
        return
    until = at + CODE_LIFE
    books.document_links.new_code(
        id=code, link=link, contact=contact.number, created_at=at, expires_at=until, guesses=0
    )
    await books.flush()
    mail = Mail(
        MailKind.LINK_CODE,
        contact.customer,
        str(code),
        document=found.number or found.customer,
        contact=contact.number,
        facts={"code": str(code), "number": found.number or "", "valid_until": until},
    )
    await queue_mail(books, mail, at)


async def renew_link(books: "Books", digest: str, email: str, token: Token, at: datetime) -> None:
    """A new link by mail, for whoever's time was over; silent for everything else."""
    old = await books.document_links.with_digest(digest)
    if old is None or not (await life_of(books, old)).can_be_asked_for_again(at):
        return
    contact = await _known(books, old.customer, email)
    preferences = await books.organisations.preferences()
    if contact is None or not preferences.public_links_enabled:
        return
    new = NewLink(
        token=token,
        by=SYSTEM,
        document=old.document,
        customer=old.customer,
        contact=contact.number,
        mails=True,
    )
    await make_link(books, new, at)


async def _known(books: "Books", customer: str, email: str) -> "ContactRow | None":
    wanted = email.strip().lower()
    people = await books.customers.contacts_of(customer)
    found = next((each for each in people if wanted and each.email.lower() == wanted), None)
    is_out = found is None or await books.invitations.keeps_out(found.number)
    return None if is_out else found


def holder_of_link(contact: str) -> Actor:
    """Whoever holds a link acts in the name of the person that it is for."""
    return Actor(ActorKind.CONTACT, contact)
