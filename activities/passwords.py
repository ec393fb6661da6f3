"""Passwords: asked for again, chosen anew, changed; never seen by anybody here."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.link_holders import holder_of
from activities.messages import Link, Mail, queue_mail
from domain.links import LinkUnusable
from domain.messages import MailKind
from domain.tokens import TokenPurpose, password_reset_until

if TYPE_CHECKING:
    from storage.books import Books
    from storage.customers import ContactRow


async def request_reset(books: "Books", email: str, at: datetime) -> None:
    """Mail a link to everybody who signs in with this address; says nothing about who that is."""
    until = password_reset_until(at)
    for contact in await books.customers.contacts_with_email(email):
        if await books.invitations.lets_in(contact.number):
            await queue_mail(
                books,
                Mail(
                    MailKind.PASSWORD_RESET,
                    contact.customer,
                    about=f"{contact.number}/{at:%Y%m%d%H%M}",
                    document=contact.number,
                    contact=contact.number,
                    link=Link(TokenPurpose.PASSWORD_RESET, until=until),
                    facts={"valid_until": until},
                ),
                at,
            )


async def reset_password(
    books: "Books", digest: str, password_hash: str, at: datetime
) -> "ContactRow":
    """Set the password, end the link and every session. Raises `LinkUnusable`."""
    contact = await holder_of(books, digest, TokenPurpose.PASSWORD_RESET, at)
    if not await books.invitations.lets_in(contact.number):
        raise LinkUnusable(reason="revoked")
    await books.tokens.end_all(contact.number, reason="used", at=at)
    await _set(books, contact, password_hash, None, at)
    return contact


async def change_password(
    books: "Books", contact_number: str, password_hash: str, keep_digest: str, at: datetime
) -> None:
    """Set the password of one's own; every other session of this person ends."""
    contact = await books.customers.lock_contact(contact_number)
    await books.tokens.end_all(
        contact.number, purpose=TokenPurpose.PASSWORD_RESET, reason="replaced", at=at
    )
    await _set(books, contact, password_hash, keep_digest, at)


async def _set(
    books: "Books",
    contact: "ContactRow",
    password_hash: str,
    keep_digest: str | None,
    at: datetime,
) -> None:
    contact.password_hash, contact.password_changed_at = password_hash, at
    await books.sessions.end_of_contact(contact.number, at=at, except_digest=keep_digest)
    await queue_mail(
        books,
        Mail(
            MailKind.PASSWORD_CHANGED,
            contact.customer,
            about=f"{contact.number}/{at:%Y%m%d%H%M%S%f}",
            document=contact.number,
            contact=contact.number,
            facts={"changed_at": at},
        ),
        at,
    )
