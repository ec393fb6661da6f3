"""A credit note as a change of a subscription leaves it."""

from datetime import datetime, timedelta

from activities.bookings import Cause, book
from domain.accounts import credit_issued
from domain.credit_notes import CreditReason
from domain.money import Money
from domain.numbers import CREDIT_NOTES
from storage.books import Books


async def credit_note(books: Books, invoice: str, minor_units: int, at: datetime) -> str:
    """Of the first line of an invoice so much, for a week; its number."""
    row = await books.invoices.with_number(invoice)
    assert row is not None
    line = (await books.invoices.lines(row.id))[0]
    number = await books.numbers.take_gap_free(CREDIT_NOTES)
    books.credit_notes.new(
        number=number,
        customer=row.customer,
        reason=CreditReason.CHANGE,
        currency=row.currency,
        subtotal_minor_units=minor_units,
        tax_minor_units=0,
        total_minor_units=minor_units,
        issued_on=at.date(),
        issued_at=at,
    )
    await books.flush()
    books.credit_notes.add_line(
        number,
        1,
        invoice_line=line.id,
        description="Team",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=7),
        net_minor_units=minor_units,
        tax_minor_units=0,
        gross_minor_units=minor_units,
    )
    amount, nothing = Money(minor_units, row.currency), Money(0, row.currency)
    postings = credit_issued(net=amount, tax=nothing, gross=amount)
    await book(books, Cause(number, "issued", row.customer), postings, at)
    return number
