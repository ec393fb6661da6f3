"""Mails about quotes: that one was sent, that its time runs out, that it was accepted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.acceptance_sheets import sheets_of
from activities.documents import issued_document
from activities.messages import Mail, queue_mail
from domain.documents import DocumentKind
from domain.messages import MailKind
from domain.numbers import version_number
from domain.printing import DocumentKey
from domain.quote_conversions import OnAcceptance

if TYPE_CHECKING:
    from domain.deliveries import Fact
    from storage.books import Books
    from storage.customers import ContactRow
    from storage.quote_answers import QuoteAcceptanceRow
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


async def mail_accepted(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """Tell whoever has just accepted it, and the primary contact: once for each acceptance.

    The sheet of it goes with the mail, as it was written down.
    """
    acceptance = await books.quotes.standing_acceptance(quote.number)
    preferences = await books.organisations.preferences()
    if acceptance is None or not preferences.quotes_mail_acceptance:
        return
    *_, sheet = await sheets_of(books, quote.number)
    document = DocumentKey(DocumentKind.ACCEPTANCE, sheet.number)
    facts = await _accepted_facts(books, quote, document)
    for contact in await _concerned(books, quote, acceptance):
        told: dict[str, Fact] = {
            **facts,
            "person": None if contact.number == acceptance.contact else facts["person"],
            "portal": "yes" if await _reads_portal(books, contact.number) else None,
        }
        mail = Mail(
            MailKind.QUOTE_ACCEPTED,
            quote.customer,
            f"{sheet.number}/{contact.number}",
            document=quote.number,
            contact=contact.number,
            facts=told,
            encloses=document,
        )
        await queue_mail(books, mail, at)


async def _accepted_facts(
    books: "Books", quote: "QuoteRow", document: DocumentKey
) -> "Mapping[str, Fact]":
    """As the sheet has it, and what follows from it as things stand now."""
    sheet = (await issued_document(books, document)).to_domain()
    assert sheet.accepted is not None, "it is the sheet of an acceptance"
    options, more = sheet.accepted.options_in_brief
    wanted = (await books.organisations.preferences()).quotes_convert
    retainer = await books.invoices.with_number(quote.retainer) if quote.retainer else None
    return {
        "quote": quote.number,
        "title": sheet.accepted.title,
        "version": sheet.accepted.version,
        "amount": sheet.total,
        "options": options or None,
        "more": more,
        "person": sheet.accepted.person,
        "becomes": None if wanted is OnAcceptance.MANUAL else wanted.value,
        "retainer": quote.retainer,
        "advance": retainer.total if retainer else None,
    }


async def _concerned(
    books: "Books", quote: "QuoteRow", acceptance: "QuoteAcceptanceRow"
) -> "Sequence[ContactRow]":
    """Who has accepted it, and whoever speaks for the customer; as far as they have an address."""
    found = [
        await books.customers.contact(acceptance.contact),
        await books.customers.primary_contact(quote.customer),
    ]
    people = {each.number: each for each in found if each and each.email}
    return tuple(people.values())


async def _mail(
    books: "Books", quote: "QuoteRow", kind: MailKind, about: str, at: datetime
) -> None:
    contact = await books.customers.primary_contact(quote.customer)
    if contact is None or not contact.email:
        return
    version = await books.quotes.get_version(quote.number, quote.version)
    facts: dict[str, Fact] = {
        "quote": quote.number,
        "title": quote.title,
        "version": quote.version,
        "amount": quote.total,
        "last_day": quote.valid_until,
        "extended": "yes" if version.valid_until != quote.valid_until else None,
        "portal": "yes" if await _reads_portal(books, contact.number) else None,
    }
    document = DocumentKey(DocumentKind.QUOTE, version_number(quote.number, quote.version))
    await issued_document(books, document)
    mail = Mail(kind, quote.customer, about, document=quote.number, facts=facts, encloses=document)
    await queue_mail(books, mail, at)


async def _reads_portal(books: "Books", contact: str) -> bool:
    preferences = await books.organisations.preferences()
    return preferences.view_quotes and await books.invitations.lets_in(contact)
