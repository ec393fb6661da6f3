"""What the sheet of an acceptance shows, and which sheets a quote has: one for each that was given.

An acceptance that is carried to the next version was given to the one before: that sheet stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.document_facts import buyer_of, seller_of
from domain.acceptances import Accepted
from domain.documents import DocumentFacts, DocumentKind, NoSuchDocument, NotIssued
from domain.numbers import acceptance_number, accepted, version_number
from domain.periods import local_date
from domain.quote_versions import offer_amounts

if TYPE_CHECKING:
    from storage.books import Books
    from storage.quote_answers import QuoteAcceptanceRow
    from storage.quotes import QuoteRow


@dataclass(frozen=True)
class Sheet:
    """The sheet of a quote's first, second … acceptance. It `stands` until that is taken back."""

    number: str
    place: int
    accepted_at: datetime
    stands: bool


async def sheets_of(books: "Books", quote: str) -> Sequence[Sheet]:
    """The first one first; of what was taken back only those that were written down before."""
    rows = await books.quotes.acceptances(quote)
    standing = _origin(rows)
    found = []
    for place, row in enumerate(_given(rows), start=1):
        number = acceptance_number(quote, place)
        if row is standing or await books.documents.find(DocumentKind.ACCEPTANCE, number):
            found.append(Sheet(number, place, row.accepted_at, row is standing))
    return found


async def acceptance_facts(books: "Books", number: str) -> DocumentFacts:
    """Of `QUO-000042-A1`. Raises `NoSuchDocument`, and `NotIssued` for what was taken back."""
    name, place = accepted(number)
    quote = await books.quotes.find(name)
    rows = await books.quotes.acceptances(name) if quote else ()
    given = _given(rows)
    if quote is None or not 0 < place <= len(given):
        raise NoSuchDocument(number=number)
    if given[place - 1] is not _origin(rows):
        raise NotIssued(number=number)
    return await _facts(books, quote, given[place - 1], number)


async def _facts(
    books: "Books", quote: "QuoteRow", row: "QuoteAcceptanceRow", number: str
) -> DocumentFacts:
    customer = await books.customers.get(quote.customer)
    organisation = await books.organisations.get()
    version = await books.quotes.get_version(quote.number, row.version)
    lines = await books.quotes.lines(quote, row.version)
    amounts = offer_amounts(lines, row.options)
    options = tuple(line.item.description for line in lines if line.place in row.options)
    return DocumentFacts(
        kind=DocumentKind.ACCEPTANCE,
        number=number,
        language=customer.language,
        time_zone=organisation.time_zone,
        issued_on=local_date(row.accepted_at, organisation.time_zone),
        issued_at=row.accepted_at,
        seller=seller_of(organisation),
        buyer=buyer_of(customer),
        subtotal=amounts.subtotal,
        tax=amounts.tax,
        total=row.total,
        purchase_order=row.purchase_order,
        accepted=await _accepted(books, row, version.title, options),
    )


async def _accepted(
    books: "Books", row: "QuoteAcceptanceRow", title: str, options: tuple[str, ...]
) -> Accepted:
    contact = await books.customers.contact(row.contact)
    document = version_number(row.quote, row.version)
    return Accepted(
        quote=row.quote,
        version=row.version,
        title=title,
        person=contact.name if contact else row.contact,
        name=row.name,
        drawing=row.drawing,
        by_link=row.by_link,
        has_terms=row.terms_accepted,
        options=options,
        quote_pdf=await books.documents.made_before(DocumentKind.QUOTE, document, row.accepted_at),
    )


def _given(rows: "Sequence[QuoteAcceptanceRow]") -> "Sequence[QuoteAcceptanceRow]":
    """Those that somebody has given, and not those that only went on."""
    return [row for row in rows if row.carried_from is None]


def _origin(rows: "Sequence[QuoteAcceptanceRow]") -> "QuoteAcceptanceRow | None":
    """What was given, of the acceptance that stands."""
    by_id = {row.id: row for row in rows}
    found = next((row for row in rows if row.undone_at is None), None)
    while found is not None and found.carried_from is not None:
        found = by_id[found.carried_from]
    return found
