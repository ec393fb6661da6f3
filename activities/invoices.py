"""Invoices: written as drafts, finalised once, closed when nothing is outstanding."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.documents import write_down_invoice
from domain.accounts import (
    Posting,
    invoice_issued,
    invoice_written_off,
    retainer_issued,
    reversal,
)
from domain.articles import priced_item
from domain.invoices import (
    INVOICE_LIFECYCLE,
    PAYABLE,
    InvoiceAmounts,
    InvoiceEvent,
    InvoiceKind,
    InvoiceStatus,
    settling_event,
)
from domain.money import Money
from domain.numbers import INVOICES, RETAINERS
from domain.periods import Period

if TYPE_CHECKING:
    from domain.taxes import TaxRate
    from storage.books import Books
    from storage.customers import CustomerRow
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class Bill:
    """What an invoice of a subscription is to say, and the days that it is for, if any."""

    amounts: InvoiceAmounts
    period: Period | None


async def draft_invoice(
    books: "Books", subscription: "SubscriptionRow", bill: Bill, at: datetime
) -> "InvoiceRow":
    """A draft with its lines: no number, no journal, nobody sees it."""
    amounts = bill.amounts
    invoice = books.invoices.new(
        customer=subscription.customer,
        subscription=subscription.number,
        status=InvoiceStatus.DRAFT,
        currency=subscription.currency,
        period_starts_on=bill.period.start if bill.period else None,
        period_ends_on=bill.period.end if bill.period else None,
        created_at=at,
        subtotal_minor_units=amounts.subtotal.minor_units,
        tax_minor_units=amounts.tax.minor_units,
        total_minor_units=amounts.total.minor_units,
    )
    await books.flush()
    write_lines(books, invoice, amounts)
    return invoice


def write_lines(books: "Books", invoice: "InvoiceRow", amounts: InvoiceAmounts) -> None:
    """The lines of a draft that has none, each with the tax that it bears."""
    for position, line in enumerate(amounts.lines, start=1):
        item = priced_item(line.item)
        books.invoices.add_line(
            invoice,
            position,
            kind=item.kind,
            article_kind=item.article.kind,
            article_code=item.article.code,
            discount_minor_units=item.discount.times(item.share).minor_units,
            description=line.item.description,
            quantity=line.item.quantity,
            unit_minor_units=line.item.unit_price.minor_units,
            starts_on=line.item.period.start if line.item.period else None,
            ends_on=line.item.period.end if line.item.period else None,
            **remembered_tax(line.tax),
            net_minor_units=line.taxed.net.minor_units,
            tax_minor_units=line.taxed.tax.minor_units,
            gross_minor_units=line.taxed.gross.minor_units,
        )


def remembered_tax(tax: "TaxRate | None") -> dict[str, object]:
    """What a line remembers of its tax: rates change, invoices do not."""
    if tax is None:
        return {}
    return {
        "tax_rate": tax.code,
        "tax_name": tax.name,
        "tax_numerator": tax.rate.numerator,
        "tax_denominator": tax.rate.denominator,
        "tax_behaviour": tax.behaviour,
        "tax_category": tax.category,
        "tax_note": tax.note,
    }


async def finalise_invoice(
    books: "Books", invoice: "InvoiceRow", *, issued_on: date, net_days: int, at: datetime
) -> None:
    """Give the draft its number, its dates and its place in the journal, all or nothing.

    An invoice over nothing is paid as it is issued. Whom it is for is written on it, unless staff
    have written that already.
    """
    status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.FINALISE)
    if invoice.customer_name is None:
        address_invoice(invoice, await books.customers.get(invoice.customer))
    series = RETAINERS if invoice.kind is InvoiceKind.RETAINER else INVOICES
    number = await books.numbers.take_gap_free(series)
    invoice.number, invoice.status = number, status
    invoice.issued_on, invoice.due_on = issued_on, issued_on + timedelta(days=net_days)
    invoice.finalised_at = at
    cause = Cause(number, "issued", invoice.customer)
    await book(books, cause, issue_postings(invoice), at, on=issued_on)
    if invoice.total.is_zero:
        _close(invoice, InvoiceEvent.PAY, at)
    await write_down_invoice(books, invoice)


def address_invoice(invoice: "InvoiceRow", customer: "CustomerRow") -> None:
    """Write on it whom it is for, as the customer is known now."""
    invoice.customer_name, invoice.customer_tax_id = customer.name, customer.tax_id
    invoice.billing_address = customer.billing_address
    invoice.shipping_address = customer.shipping_address


def issue_postings(invoice: "InvoiceRow") -> tuple[Posting, ...]:
    """What its issue has booked."""
    if invoice.kind is InvoiceKind.RETAINER:
        return retainer_issued(invoice.total)
    return invoice_issued(
        net=invoice.money(invoice.subtotal_minor_units),
        tax=invoice.money(invoice.tax_minor_units),
        gross=invoice.total,
    )


def settle_by_credit(invoice: "InvoiceRow", available: Money, at: datetime) -> Money:
    """Pay the invoice from what the customer has to their credit; what was used of it."""
    used = min(available, invoice.balance.outstanding)
    if invoice.status not in PAYABLE or used <= Money.zero(invoice.currency):
        return Money.zero(invoice.currency)
    invoice.credited_minor_units += used.minor_units
    _settled(invoice, at)
    return used


async def write_off_invoice(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """Give up what is still owed on it."""
    outstanding = invoice.balance.outstanding
    invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.WRITE_OFF)
    invoice.written_off_minor_units += outstanding.minor_units
    cause = await once_more(books, invoice, "written off")
    await book(books, cause, invoice_written_off(outstanding), at)


async def restore_written_off(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """What was given up is owed again. Raises `UnlawfulTransition`."""
    given_up = invoice.balance.written_off
    invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.RESTORE)
    invoice.written_off_minor_units = 0
    cause = await once_more(books, invoice, "restored")
    await book(books, cause, reversal(invoice_written_off(given_up)), at)
    _settled(invoice, at)


async def pay_given_up(
    books: "Books", invoice: "InvoiceRow", available: Money, at: datetime
) -> Money:
    """What was given up of it is paid after all, as far as that goes; what was paid of it."""
    paid = min(available, invoice.balance.written_off)
    if invoice.status is not InvoiceStatus.WRITTEN_OFF or paid.is_zero:
        return Money.zero(invoice.currency)
    invoice.written_off_minor_units -= paid.minor_units
    invoice.paid_minor_units += paid.minor_units
    cause = await once_more(books, invoice, "restored")
    await book(books, cause, reversal(invoice_written_off(paid)), at)
    if not invoice.written_off_minor_units:
        invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.RESTORE)
        _settled(invoice, at)
    return paid


async def once_more(books: "Books", invoice: "InvoiceRow", happened: str) -> Cause:
    """What can happen to an invoice more than once has a name of its own each time."""
    number = invoice.number or ""
    before = await books.journal.times(number, happened)
    again = f"{happened} {before + 1}" if before else happened
    return Cause(number, again, invoice.customer)


def discard_draft(invoice: "InvoiceRow") -> None:
    """A draft that will never be needed: it has no number, so nothing is missing."""
    invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, InvoiceEvent.DISCARD)


def apply_to_invoice(invoice: "InvoiceRow", available: Money, at: datetime) -> Money:
    """Pay the invoice from what is available, at most what is outstanding; what was applied.

    Nothing is applied to an invoice that is closed by now: the money is the customer's.
    """
    outstanding = invoice.balance.outstanding
    applied = min(available, outstanding)
    if invoice.status not in PAYABLE or applied.is_zero:
        return Money.zero(invoice.currency)
    invoice.paid_minor_units += applied.minor_units
    _settled(invoice, at)
    return applied


def _settled(invoice: "InvoiceRow", at: datetime) -> None:
    """It is paid, or a part of it is."""
    event = settling_event(invoice.balance)
    if event is InvoiceEvent.PAY:
        _close(invoice, event, at)
    elif event:
        invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, event)


def _close(invoice: "InvoiceRow", event: InvoiceEvent, at: datetime) -> None:
    invoice.status = INVOICE_LIFECYCLE.advance(invoice.status, event)
    invoice.paid_at = at
