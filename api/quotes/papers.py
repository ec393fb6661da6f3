"""The documents of a quote: those of its versions, and the sheets of its acceptances."""

from activities.acceptance_sheets import Sheet, sheets_of
from api.documents import Asked
from domain.documents import DocumentKind, NoSuchDocument, NotIssued
from domain.numbers import acceptance_number, version_number
from storage.books import Books


def quote_asked(home: str, number: str, version: int) -> Asked:
    """The document of a version, asked for from its page."""
    return Asked(DocumentKind.QUOTE, version_number(number, version), home, f"?version={version}")


async def sheet_of(books: Books, quote: str, place: int | None) -> Sheet:
    """That of the acceptance that stands, unless another is asked for.

    Raises `NotIssued` where none stands, and `NoSuchDocument`.
    """
    for sheet in await sheets_of(books, quote):
        if sheet.stands if place is None else sheet.place == place:
            return sheet
    if place is None:
        raise NotIssued(number=quote)
    raise NoSuchDocument(number=acceptance_number(quote, place))


def sheet_asked(home: str, sheet: Sheet) -> Asked:
    """The document, asked for from the page of its quote."""
    query = f"?sheet={sheet.place}"
    return Asked(DocumentKind.ACCEPTANCE, sheet.number, home, query, "/acceptance")
