"""Credit notes: what was charged is given back, and owed to the customer from then on."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.documents import write_down_credit_note
from domain.accounts import credit_issued, reversal
from domain.credit_notes import (
    CreditNoteUsed,
    CreditNoteVoid,
    CreditReason,
    NoSuchCreditNote,
)
from domain.money import Money
from domain.numbers import CREDIT_NOTES
from domain.periods import local_date

if TYPE_CHECKING:
    from domain.credits import CreditAmounts
    from storage.books import Books
    from storage.credit_notes import CreditNoteRow
    from storage.invoices import InvoiceRow


@dataclass(frozen=True)
class CreditFor:
    """Who is given something back, why, and of what."""

    customer: str
    reason: CreditReason
    subscription: str | None = None
    invoice: "InvoiceRow | None" = None
    words: str = ""


async def issue_credit_note(
    books: "Books", whom: CreditFor, credit: "CreditAmounts", at: datetime
) -> str:
    """Write down what is given back, and owe it to the customer; the note's number."""
    number = await books.numbers.take_gap_free(CREDIT_NOTES)
    today = local_date(at, (await books.customers.get(whom.customer)).time_zone)
    of_invoice = whom.invoice.issued_on if whom.invoice else None
    day = max(today, of_invoice or today)
    books.credit_notes.new(
        number=number,
        customer=whom.customer,
        subscription=whom.subscription,
        invoice=whom.invoice.id if whom.invoice else None,
        reason=whom.reason,
        words=whom.words,
        currency=credit.total.currency,
        subtotal_minor_units=credit.subtotal.minor_units,
        tax_minor_units=credit.tax.minor_units,
        total_minor_units=credit.total.minor_units,
        issued_on=day,
        issued_at=at,
    )
    await books.flush()
    await _write_lines(books, number, credit)
    issued = credit_issued(net=credit.subtotal, tax=credit.tax, gross=credit.total)
    await book(books, Cause(number, "issued", whom.customer), issued, at, on=day)
    await write_down_credit_note(books, number)
    return number


async def _write_lines(books: "Books", number: str, credit: "CreditAmounts") -> None:
    for position, line in enumerate(credit.lines, start=1):
        books.credit_notes.add_line(
            number,
            position,
            invoice_line=await books.credit_notes.line_id(line.line.invoice, line.line.position),
            description=line.line.description,
            starts_on=line.period.start if line.period else None,
            ends_on=line.period.end if line.period else None,
            net_minor_units=line.taxed.net.minor_units,
            tax_minor_units=line.taxed.tax.minor_units,
            gross_minor_units=line.taxed.gross.minor_units,
        )
    await books.flush()


async def void_credit_note(books: "Books", number: str, at: datetime) -> "CreditNoteRow":
    """It was a mistake: nothing is owed to the customer by it any more.

    Raises `NoSuchCreditNote`, `CreditNoteVoid` and `CreditNoteUsed`.
    """
    found = await books.credit_notes.find(number)
    if found is None:
        raise NoSuchCreditNote(note=number)
    await books.customers.lock(found.customer)
    note = await books.credit_notes.lock(number)
    if await books.credit_notes.is_void(number):
        raise CreditNoteVoid(note=number)
    if await books.credits.left_of_note(number) != note.total_minor_units:
        raise CreditNoteUsed(note=number)
    books.credit_notes.void(number, at)
    subtotal = Money(note.subtotal_minor_units, note.currency)
    tax = Money(note.tax_minor_units, note.currency)
    issued = credit_issued(net=subtotal, tax=tax, gross=note.total)
    await book(books, Cause(number, "void", note.customer), reversal(issued), at)
    return note
