"""Invoices that are carried over: numbered, opened in the journal, dunned or reminded of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from activities.imports.writing import Writing
from activities.invoices import address_invoice
from activities.process import Told, tell
from activities.reminder_runs import begin_reminders
from domain.accounts import invoice_issued
from domain.articles import ArticleKind
from domain.book_locks import on_open_day
from domain.imports.inspection import FileCount, Part
from domain.imports.invoices import CARRIED_OVER, FORM, InvoiceEntry
from domain.invoices import INVOICE_LIFECYCLE, InvoiceEvent, InvoiceStatus, LineKind
from domain.journal import BookedEvent

if TYPE_CHECKING:
    from storage.invoices import InvoiceRow


async def write_invoices(writing: Writing, part: Part[InvoiceEntry]) -> FileCount:
    for batch in writing.batches(FORM.file, part.entries):
        rows = [_draft(writing, entry) for entry in batch]
        await writing.books.flush()
        for entry, row in zip(batch, rows, strict=True):
            _add_line(writing, entry, row)
        await writing.books.flush()
        await _finalise(writing, batch, rows)
        await _dun(writing, batch, rows)
    return FileCount(FORM.file, created=len(part.entries), unchanged=part.unchanged)


def _draft(writing: Writing, entry: InvoiceEntry) -> "InvoiceRow":
    return writing.books.invoices.new(
        customer=writing.customers[entry.customer],
        subscription=writing.subscriptions[entry.subscription] if entry.subscription else None,
        status=InvoiceStatus.DRAFT,
        currency=entry.amount.currency,
        created_at=writing.at,
        subtotal_minor_units=(entry.amount - entry.tax).minor_units,
        tax_minor_units=entry.tax.minor_units,
        total_minor_units=entry.amount.minor_units,
    )


def _add_line(writing: Writing, entry: InvoiceEntry, row: "InvoiceRow") -> None:
    net = entry.amount - entry.tax
    writing.books.invoices.add_line(
        row,
        1,
        kind=LineKind.TERM,
        article_kind=ArticleKind.EXTRA,
        article_code=entry.reference,
        description=entry.line_text,
        quantity=1,
        unit_minor_units=net.minor_units,
        net_minor_units=net.minor_units,
        tax_minor_units=entry.tax.minor_units,
        gross_minor_units=entry.amount.minor_units,
    )


async def _finalise(
    writing: Writing, entries: Sequence[InvoiceEntry], rows: Sequence["InvoiceRow"]
) -> None:
    """Numbers in the order of the file, and an opening entry for each on the day of its issue."""
    for row in rows:
        address_invoice(row, await writing.books.customers.get(row.customer))
    numbers = await writing.imports.take_invoice_numbers(len(rows))
    for number, entry, row in zip(numbers, entries, rows, strict=True):
        row.status = INVOICE_LIFECYCLE.advance(row.status, InvoiceEvent.FINALISE)
        row.number, row.finalised_at = number, writing.at
        row.issued_on, row.due_on = entry.issued_on, entry.due_on
    await writing.books.flush()
    locked_until = (await writing.books.organisations.get()).books_locked_until
    for number, entry, row in zip(numbers, entries, rows, strict=True):
        cause = f"{CARRIED_OVER}{entry.reference}"
        opening = BookedEvent(cause, row.customer, number, on=entry.issued_on, at=writing.at)
        net = entry.amount - entry.tax
        postings = invoice_issued(net=net, tax=entry.tax, gross=entry.amount)
        await writing.books.journal.book(on_open_day(opening, locked_until), postings)


async def _dun(
    writing: Writing, entries: Sequence[InvoiceEntry], rows: Sequence["InvoiceRow"]
) -> None:
    dunned: list[Told] = []
    for entry, row in zip(entries, rows, strict=True):
        if entry.run and row.number and row.subscription:
            subscription = await writing.books.subscriptions.get(row.subscription)
            writing.books.dunning.open_run(row.number, row.id, subscription, entry.run)
            dunned.append(Told("dunning", row.number, row.customer, document=row.number))
    await writing.books.flush()
    for told in dunned:
        await tell(writing.books, told, writing.at)
    for entry, row in zip(entries, rows, strict=True):
        if entry.run is None and not await _is_charged(writing, row):
            await begin_reminders(writing.books, row, writing.at)


async def _is_charged(writing: Writing, row: "InvoiceRow") -> bool:
    """Whether it is charged by itself, so that nobody needs to be reminded of it."""
    if row.subscription is None:
        return False
    return (await writing.books.subscriptions.get(row.subscription)).auto_charge
