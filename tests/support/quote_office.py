"""What tests of quotes begin with: one that is written, one that is sent, one that is answered."""

from datetime import date, timedelta

from activities.document_links import NewLink, Token, make_link
from activities.quote_offers import Deed, send_quote
from activities.quote_writing import (
    QuotedLine,
    QuoteText,
    revise_quote,
    rewrite_quote,
    write_quote,
)
from domain.commands import Actor, ActorKind
from domain.documents import DocumentKind
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.printing import DocumentKey
from domain.quote_conversions import SubscribedPlan
from runtime.identity import new_id
from storage.books import OpenBooks
from storage.commands import CommandRow
from storage.invariants import offences
from storage.quotes import QuoteRow
from tests.support.office import Office

STAFF = "STAFF-000001"


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


def line(
    text: str, minor_units: int, *, optional: bool = False, suggested: bool = False
) -> QuotedLine:
    return QuotedLine(WrittenLine(text, 1, eur(minor_units), eur(0)), optional, suggested)


DESIGN, BUILD = line("Design", 40_000), line("Build", 60_000)
TRAINING = line("Training", 15_000, optional=True)
SUPPORT = line("Support", 9_900, optional=True, suggested=True)
OFFERED = (DESIGN, BUILD, TRAINING, SUPPORT)
"""1,099.00 as it is suggested; 1,249.00 with everything, 1,000.00 without any option."""


def text(
    *lines: QuotedLine,
    until: date | None = None,
    plan: SubscribedPlan | None = None,
    asks_order: bool = False,
) -> QuoteText:
    return QuoteText(
        "A new website",
        lines or OFFERED,
        until,
        notes="Delivered in May.",
        terms="Net 14.",
        plan=plan,
        wants_purchase_order=asks_order,
    )


async def written(office: Office, customer: str, what: QuoteText | None = None) -> str:
    """A draft that nobody but staff sees; its number."""
    until = office.clock.at.date() + timedelta(days=30)
    async with office.books() as books:
        what = what or text(until=until)
        return (await write_quote(books, customer, what, STAFF, office.clock.at)).number


async def sent(office: Office, customer: str, what: QuoteText | None = None) -> str:
    """A quote that waits for its customer's answer."""
    number = await written(office, customer, what)
    async with office.books() as books:
        await send_quote(books, number, Deed(STAFF, office.clock.at))
    return number


async def revised(office: Office, number: str, *lines: QuotedLine) -> None:
    """The next version is sent, with these lines instead."""
    until = office.clock.at.date() + timedelta(days=30)
    async with office.books() as books:
        quote = await revise_quote(books, number, STAFF, office.clock.at)
        what = text(*lines, until=until)
        await rewrite_quote(books, number, quote.edition, what, office.clock.at)
        await send_quote(books, number, Deed(STAFF, office.clock.at))


async def in_order(office: Office) -> None:
    """Nothing in the books offends an invariant, but that nobody carries mails and commands."""
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    late = ("commands_are_carried", "what_is_due_is_done")
    assert [each for each in found if each.invariant not in late] == []


async def row_of(books: OpenBooks, number: str) -> QuoteRow:
    async with books() as open_books:
        return await open_books.quotes.get(number)


async def accepted(
    office: Office,
    number: str,
    minor_units: int = 109_900,
    options: tuple[int, ...] = (4,),
    **said: object,
) -> CommandRow:
    """The customer accepts what they saw; what became of it."""
    return await office.asked(
        "quote",
        number,
        "accept",
        by=ActorKind.CONTACT,
        **{
            "version": 1,
            "minor_units": minor_units,
            "currency": "EUR",
            "options": list(options),
            **said,
        },
    )


async def linked(office: Office, number: str, contact: str = "") -> str:
    """A link to the first version, for this person or the primary contact."""
    link = Token(new_id(), new_id().hex * 2)
    document = DocumentKey(DocumentKind.QUOTE, f"{number}-1")
    by = Actor(ActorKind.STAFF, STAFF)
    new = NewLink(token=link, by=by, document=document, contact=contact)
    async with office.books() as books:
        await make_link(books, new, office.clock.at)
    return str(link.id)


async def declined(office: Office, number: str, version: int = 1, reason: str = "") -> CommandRow:
    return await office.asked(
        "quote", number, "decline", by=ActorKind.CONTACT, version=version, reason=reason
    )
