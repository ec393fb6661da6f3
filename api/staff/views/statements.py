"""A customer's statements of accounts, for staff."""

from collections.abc import Sequence

from api.callers import SignedInStaff
from api.staff.views.customers import find_customer
from domain.date_ranges import DateRange
from domain.statements import Statement
from storage.customers import CustomerRow
from storage.statements import Statements


async def statements_of(
    staff: SignedInStaff, number: str, days: DateRange
) -> tuple[CustomerRow, Sequence[Statement]]:
    """The customer, and its statements over these days. Raises `NoSuchCustomer`."""
    async with staff.parts.open_books() as books:
        await books.only_read()
        customer = await find_customer(books, number)
        return customer, await Statements(books.session, number).over(days)
