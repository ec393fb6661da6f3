"""Mails about quotes: that one was sent, that its time runs out."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.documents import issued_document
from activities.messages import Mail, queue_mail
from domain.documents import DocumentKind
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.numbers import version_number
from domain.printing import DocumentKey

if TYPE_CHECKING:
    from domain.deliveries import Fact
    from storage.books import Books
    from storage.quotes import QuoteRow


async def mail_sent(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """Tell the customer's primary contact person, once for each version."""
    about = f"{quote.number}/{quote.version}"
    await _mail(books, quote, MailKind.QUOTE_SENT, about, at)


async def mail_reminder(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """Tell them that its time runs out, once for each day until which it is valid."""
    until = quote.valid_until.isoformat() if quote.valid_until else ""
    about = f"{quote.number}/{quote.version}/{until}"
    await _mail(books, quote, MailKind.QUOTE_REMINDER, about, at)


async def _mail(
    books: "Books", quote: "QuoteRow", kind: MailKind, about: str, at: datetime
) -> None:
    contact = await books.customers.primary_contact(quote.customer)
    if contact is None or not contact.email:
        return
    facts: dict[str, Fact] = {
        "quote": quote.number,
        "title": quote.title,
        "version": quote.version,
        "amount": quote.total,
        "last_day": quote.valid_until,
        "portal": "yes" if await _reads_portal(books, contact.number) else None,
    }
    document = DocumentKey(DocumentKind.QUOTE, version_number(quote.number, quote.version))
    await issued_document(books, document)
    mail = Mail(kind, quote.customer, about, document=quote.number, facts=facts, encloses=document)
    await queue_mail(books, mail, at)


async def _reads_portal(books: "Books", contact: str) -> bool:
    preferences = await books.organisations.preferences()
    invitation = await books.invitations.find(contact)
    accepted = invitation is not None and invitation.status is InvitationStatus.ACCEPTED
    return accepted and preferences.view_quotes
