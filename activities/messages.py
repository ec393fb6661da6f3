"""Mails: queued with the transaction that has something to say, delivered by their own process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.told import Told, tell
from domain.deliveries import Fact
from domain.messages import MailKind, MessageStatus
from domain.numbers import Series
from domain.printing import DocumentKey
from domain.tokens import TokenPurpose

if TYPE_CHECKING:
    from storage.books import Books


@dataclass(frozen=True)
class Link:
    """A link that opens something: a new one that replaces the older ones, or the good one again.

    A new link needs `until`, the instant at which it dies.
    """

    purpose: TokenPurpose
    until: datetime | None = None


@dataclass(frozen=True)
class Mail:
    """What is to be said, to whom, about what.

    `about` makes the mail one: the same kind about the same thing is queued once, ever. Without
    a `contact` it goes to the customer's primary contact person. `encloses` is a document that goes
    with it as a file, `command` the record of who asked for it. What is `inside` is for the member
    of `staff` who is named or, without one, for the organisation's own address.
    """

    kind: MailKind
    customer: str
    about: str
    document: str = ""
    contact: str | None = None
    link: Link | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    encloses: DocumentKey | None = None
    command: UUID | None = None
    inside: bool = False
    staff: str | None = None


async def queue_mail(books: "Books", mail: Mail, at: datetime) -> None:
    """Queue the mail and start its delivery. A customer without a contact person gets none."""
    key = f"{mail.kind}:{mail.about}"
    recipient = await _recipient(books, mail)
    is_for_nobody = recipient is None and not mail.inside
    if is_for_nobody or await books.messages.with_dedupe_key(key):
        return
    number = await books.numbers.take(Series.MESSAGE)
    books.messages.new(
        number=number,
        dedupe_key=key,
        kind=mail.kind,
        status=MessageStatus.QUEUED,
        customer=mail.customer,
        contact=recipient,
        staff=mail.staff,
        document=mail.document,
        facts=books.messages.stored(mail.facts),
        token_purpose=mail.link.purpose if mail.link else None,
        created_at=at,
        enclosed_kind=mail.encloses.kind if mail.encloses else None,
        enclosed=mail.encloses.number if mail.encloses else None,
        command=mail.command,
    )
    await books.flush()
    if recipient and mail.link and mail.link.until:
        await _new_token(books, number, recipient, mail.link, at)
    await tell(books, Told("delivery", number, mail.customer, document=mail.document or number), at)


async def _new_token(books: "Books", message: str, contact: str, link: Link, at: datetime) -> None:
    """It lives from now on, so that whatever ends links ends it; its digest comes with the mail."""
    await books.tokens.end_all(contact, purpose=link.purpose, reason="replaced", at=at)
    books.tokens.new(
        purpose=link.purpose,
        contact=contact,
        message=message,
        digest=message,
        created_at=at,
        expires_at=link.until,
    )
    await books.flush()


async def _recipient(books: "Books", mail: Mail) -> str | None:
    """A contact person; nobody of the customer's hears of what is inside."""
    if mail.inside:
        return None
    return mail.contact or await _primary_contact(books, mail.customer)


async def _primary_contact(books: "Books", customer: str) -> str | None:
    contact = await books.customers.primary_contact(customer)
    return contact.number if contact else None
