"""Whether the statement of every customer says what the books say: for any test, at any time."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from domain.date_ranges import DateRange
from domain.money import Money
from domain.statements import Statement
from storage.books import Books
from storage.customers import CustomerRow
from storage.statements import Statements

BEGINNING = date(1970, 1, 1)


async def disagreements(books: Books, now: datetime) -> list[str]:
    """What a statement of everything says otherwise than invoices and credits do."""
    return [
        f"statement of {customer}: {said}"
        for customer in (await books.session.scalars(select(CustomerRow.number))).all()
        for said in await _of(books, customer, now.date() + timedelta(days=1))
    ]


async def _of(books: Books, customer: str, today: date) -> list[str]:
    open_ones = {row.number: row for row in await books.invoices.outstanding(customer)}
    credits = {each.currency: each for each in await books.journal.credits(customer)}
    found: list[str] = []
    for told in await Statements(books.session, customer).over(DateRange(BEGINNING, today)):
        zero = Money.zero(told.currency)
        rows = [row for row in open_ones.values() if row.currency == told.currency]
        owed = sum((row.balance.outstanding for row in rows), start=zero)
        if told.closing != owed - credits.get(told.currency, zero):
            found.append(f"closes with {told.closing}, not with {owed}")
        items = {item.document: item.amount for item in told.items}
        if items != {row.number: row.balance.outstanding for row in rows}:
            found.append(f"lists {sorted(items)} as open")
        found += await _in_two_parts(books, customer, told)
    return found


async def _in_two_parts(books: Books, customer: str, whole: Statement) -> list[str]:
    """The same, told until the middle and from there on."""
    if not whole.lines:
        return []
    middle = whole.lines[len(whole.lines) // 2].movement.on
    statements = Statements(books.session, customer)
    before = await statements.over(DateRange(whole.days.first, middle))
    after = await statements.over(DateRange(middle + timedelta(days=1), whole.days.last))
    closings = {each.currency: each.closing for each in before}
    ok = all(
        each.opening == closings.get(each.currency, Money.zero(each.currency)) for each in after
    )
    return [] if ok else [f"does not go on on {middle} where it stopped"]
