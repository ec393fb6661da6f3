"""Credit: given back by credit notes, used for what is to be paid."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.documents import write_down_credit_note
from activities.invoices import settle_by_credit
from activities.subscribed import balance_of
from domain.accounts import credit_applied, credit_issued
from domain.money import Money
from domain.numbers import CREDIT_NOTES
from domain.periods import local_date

if TYPE_CHECKING:
    from domain.credit_notes import CreditReason
    from domain.credits import CreditAmounts
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def issue_credit_note(
    books: "Books",
    subscription: "SubscriptionRow",
    credit: "CreditAmounts",
    reason: "CreditReason",
    at: datetime,
) -> str:
    """Write down what is given back, and owe it to the customer; the note's number."""
    number = await books.numbers.take_gap_free(CREDIT_NOTES)
    organisation = await books.organisations.get()
    day = local_date(at, organisation.time_zone)
    books.credit_notes.new(
        number=number,
        customer=subscription.customer,
        subscription=subscription.number,
        reason=reason,
        currency=subscription.currency,
        subtotal_minor_units=credit.subtotal.minor_units,
        tax_minor_units=credit.tax.minor_units,
        total_minor_units=credit.total.minor_units,
        issued_on=day,
        issued_at=at,
    )
    await books.flush()
    await _write_lines(books, number, credit)
    issued = credit_issued(net=credit.subtotal, tax=credit.tax, gross=credit.total)
    await book(books, Cause(number, "issued", subscription.customer), issued, at)
    await write_down_credit_note(books, number)
    return number


async def _write_lines(books: "Books", number: str, credit: "CreditAmounts") -> None:
    for position, line in enumerate(credit.lines, start=1):
        books.credit_notes.add_line(
            number,
            position,
            invoice_line=await books.credit_notes.line_id(line.line.invoice, line.line.position),
            description=line.line.description,
            starts_on=line.period.start,
            ends_on=line.period.end,
            net_minor_units=line.taxed.net.minor_units,
            tax_minor_units=line.taxed.tax.minor_units,
            gross_minor_units=line.taxed.gross.minor_units,
        )
    await books.flush()


async def use_credit(books: "Books", invoice: "InvoiceRow", at: datetime) -> Money:
    """Use what the customer has to their credit for this invoice; what was used of it."""
    available = await balance_of(books, invoice.customer, invoice.currency)
    used = settle_by_credit(invoice, available, at)
    if not used.is_zero:
        happened = f"credited up to {invoice.credited_minor_units}"
        cause = Cause(invoice.number or "", happened, invoice.customer)
        await book(books, cause, credit_applied(used), at)
    return used


async def use_credit_for_open(books: "Books", subscription: str, at: datetime) -> None:
    """Use the customer's credit for what is open of this subscription, the oldest first."""
    found = await books.invoices.outstanding_of(subscription)
    for invoice in await books.invoices.lock_all([each.id for each in found]):
        await use_credit(books, invoice, at)
