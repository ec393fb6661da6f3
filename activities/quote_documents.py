"""What the document of a version of a quote shows: all of it, as it was sent."""

from typing import TYPE_CHECKING

from activities.document_facts import buyer_of, seller_of
from activities.quote_books import offered_plan
from domain.articles import amounts_of
from domain.documents import (
    DocumentFacts,
    DocumentItem,
    DocumentKind,
    NoSuchDocument,
    NotIssued,
    Offered,
)
from domain.numbers import quoted
from domain.periods import local_date
from domain.quote_versions import OfferedLine
from domain.quotes import QuoteStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.quotes import QuoteRow


async def quote_facts(books: "Books", number: str) -> DocumentFacts:
    """Of `QUO-000042-2`. Raises `NoSuchDocument`, and `NotIssued` for a draft."""
    name, place = quoted(number)
    quote = await books.quotes.find(name)
    version = await books.quotes.version(name, place) if quote else None
    if quote is None or version is None:
        raise NoSuchDocument(number=number)
    if version.sent_at is None:
        raise NotIssued(number=number)
    customer = await books.customers.get(quote.customer)
    organisation = await books.organisations.get()
    lines = await books.quotes.lines(quote, place)
    return DocumentFacts(
        kind=DocumentKind.QUOTE,
        number=number,
        language=customer.language,
        time_zone=organisation.time_zone,
        issued_on=local_date(version.sent_at, organisation.time_zone),
        issued_at=version.sent_at,
        seller=seller_of(organisation),
        buyer=buyer_of(customer),
        items=tuple(_item(line) for line in lines),
        subtotal=quote.money(version.subtotal_minor_units),
        tax=quote.money(version.tax_minor_units),
        total=quote.money(version.total_minor_units),
        notes=version.notes,
        terms=version.terms,
        offered=Offered(
            quote=name,
            version=place,
            title=version.title,
            valid_until=version.valid_until,
            optional=tuple(n for n, line in enumerate(lines) if line.is_optional),
            left_out=tuple(
                n for n, line in enumerate(lines) if line.is_optional and not line.is_suggested
            ),
            plan=await offered_plan(books, version),
        ),
    )


async def void_quote(books: "Books", number: str) -> bool:
    """Whether it was withdrawn, or a newer version has taken its place."""
    name, place = quoted(number)
    quote: QuoteRow | None = await books.quotes.find(name)
    return quote is not None and (quote.status is QuoteStatus.VOID or place < quote.version)


def _item(line: OfferedLine) -> DocumentItem:
    item = line.item
    [counted] = amounts_of([item]).lines
    return DocumentItem(
        kind=item.article.kind,
        code="",
        description=item.description,
        quantity=item.quantity,
        unit_price=item.unit_price,
        discount=item.discount,
        taxed=counted.taxed,
        tax=item.tax,
        tax_name=item.tax.name if item.tax else "",
    )
