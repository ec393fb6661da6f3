"""The customer's own statements of accounts."""

from collections.abc import Sequence

from api.callers import SignedInContact
from domain.date_ranges import DateRange
from domain.statements import Statement
from storage.statements import Statements


async def statements_of(contact: SignedInContact, days: DateRange) -> Sequence[Statement]:
    """Over these days, one for each currency."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        return await Statements(books.session, contact.customer.number).over(days)
