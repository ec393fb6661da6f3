"""A customer's statements of accounts, for staff."""

from collections.abc import Sequence

from api.callers import SignedInStaff
from api.staff.views.customers import find_customer
from domain.date_ranges import DateRange
from domain.statements import Statement
from storage.customers import CustomerRow
from storage.statements import Statements


async def customer_named(staff: SignedInStaff, number: str) -> CustomerRow:
    """Raises `NoSuchCustomer`."""
    async with staff.parts.open_books() as books:
        return await find_customer(books, number)


async def statements_of(
    staff: SignedInStaff, customer: CustomerRow, days: DateRange
) -> Sequence[Statement]:
    """The customer's statements over these days."""
    async with staff.parts.open_books() as books:
        await books.only_read()
        return await Statements(books.session, customer.number).over(days)
