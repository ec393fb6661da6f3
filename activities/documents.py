"""Documents: what each shows is written down as it is issued; its PDF is made once, on demand."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from activities.acceptance_sheets import acceptance_facts, sheets_of
from activities.document_facts import (
    credit_note_facts,
    invoice_facts,
    pictures_of,
    receipt_facts,
    standing_of,
)
from activities.quote_documents import quote_facts, void_quote
from activities.sales_order_facts import sales_order_facts
from domain.documents import (
    TO_BE_PAID,
    DocumentFacts,
    DocumentKind,
    NoSuchDocument,
    NotIssued,
)
from domain.e_invoices import SchemaRefuses, faults_of
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from domain.printing import DocumentKey, Enclosure, MadeFile, Manuscript, Printed

if TYPE_CHECKING:
    from storage.books import Books, OpenBooks
    from storage.documents import DocumentRow, IssuedFile
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow
    from storage.sales_orders import SalesOrderRow


class Press(Protocol):
    """Makes PDFs; `gateways.press.DocumentPress` is one."""

    async def print(self, manuscript: Manuscript) -> Printed:
        """The PDF. Raises `DocumentNotRendered`."""
        ...


async def write_down_invoice(books: "Books", invoice: "InvoiceRow") -> None:
    """What the invoice's document shows, as it is issued."""
    await books.flush()
    await books.documents.write_down(await invoice_facts(books, invoice))


async def write_down_credit_note(books: "Books", number: str) -> None:
    """What the credit note's document shows, as it is issued."""
    note = await books.credit_notes.get(number)
    await books.documents.write_down(await credit_note_facts(books, note))


async def write_down_receipt(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """What the receipt of the payment shows, as the money is there."""
    await books.flush()
    await books.documents.write_down(await receipt_facts(books, payment, at))


async def write_down_sales_order(books: "Books", order: "SalesOrderRow") -> None:
    """What the order's document shows, as it is confirmed."""
    await books.documents.write_down(await sales_order_facts(books, order))


async def write_down_acceptance(books: "Books", quote: str) -> None:
    """What the sheet of the acceptance shows, as it is given."""
    *_, sheet = await sheets_of(books, quote)
    await books.documents.write_down(await acceptance_facts(books, sheet.number))


class Archive:
    """Documents as they were issued. The first PDF that is stored is the document, for ever."""

    def __init__(self, books: "OpenBooks", press: Press, now: Callable[[], datetime]) -> None:
        self._books = books
        self._press = press
        self._now = now

    async def manuscript(self, kind: DocumentKind, number: str) -> Manuscript:
        """What the document says. Raises `NoSuchDocument`, and `NotIssued` for a draft."""
        async with self._books() as books:
            return await _manuscript(books, kind, number)

    async def file(self, kind: DocumentKind, number: str) -> "IssuedFile":
        """The PDF, made now if it never was. Raises as `manuscript`, and `DocumentNotRendered`."""
        async with self._books() as books:
            stored = await books.documents.file(kind, number)
        if stored:
            return stored
        manuscript = await self.manuscript(kind, number)
        printed = await self._press.print(manuscript)
        async with self._books() as books:
            await books.documents.keep_file(
                manuscript.facts, _made(manuscript, printed), self._now()
            )
            kept = await books.documents.file(kind, number)
        assert kept, "it was stored a line above, or by somebody else before"
        return kept

    async def enclosure(self, key: DocumentKey) -> Enclosure:
        """The stored PDF, for a mail. Raises as `file`, and `DocumentUnavailable`."""
        file = await self.file(key.kind, key.number)
        async with self._books() as books:
            row = await issued_document(books, key)
        return Enclosure(row.to_domain(), file.pdf)


async def is_void(books: "Books", key: DocumentKey) -> bool:
    """Whether it was declared void: it stays in the archive, and goes to nobody any more."""
    if key.kind in TO_BE_PAID:
        invoice = await books.invoices.with_number(key.number)
        return invoice is not None and invoice.status is InvoiceStatus.VOID
    if key.kind is DocumentKind.QUOTE:
        return await void_quote(books, key.number)
    if key.kind is DocumentKind.CREDIT_NOTE:
        return await books.credit_notes.is_void(key.number)
    if key.kind is DocumentKind.SALES_ORDER:
        order = await books.sales_orders.find(key.number)
        return order is not None and order.voided_at is not None
    return False


async def issued_document(books: "Books", key: DocumentKey) -> "DocumentRow":
    """What was written down of it. Raises `NoSuchDocument`, and `NotIssued` for a draft."""
    row = await books.documents.find(key.kind, key.number)
    if row is None:
        await books.documents.write_down(await _read_late(books, key.kind, key.number))
        row = await books.documents.find(key.kind, key.number)
    assert row, "it was written down a line above"
    return row


async def _manuscript(books: "Books", kind: DocumentKind, number: str) -> Manuscript:
    row = await issued_document(books, DocumentKey(kind, number))
    facts = row.to_domain()
    kept = await books.documents.standing(kind, number)
    return Manuscript(
        facts=facts,
        standing=kept or await standing_of(books, facts),
        mark=row.mark,
        pictures=await pictures_of(books, facts.seller),
        as_e_invoice=not faults_of(facts),
    )


Reading = Callable[["Books", str], Awaitable[DocumentFacts]]


async def _read_late(books: "Books", kind: DocumentKind, number: str) -> DocumentFacts:
    """What a document shows that was issued before anybody wrote that down."""
    return await _LATE[kind](books, number)


async def _late_invoice(books: "Books", number: str) -> DocumentFacts:
    invoice = await books.invoices.with_number(number)
    if invoice is None:
        raise NoSuchDocument(number=number)
    return await invoice_facts(books, invoice)


async def _late_credit_note(books: "Books", number: str) -> DocumentFacts:
    note = await books.credit_notes.find(number)
    if note is None:
        raise NoSuchDocument(number=number)
    return await credit_note_facts(books, note)


async def _late_receipt(books: "Books", number: str) -> DocumentFacts:
    payment = await books.payments.find(number)
    if payment is None:
        raise NoSuchDocument(number=number)
    if payment.status is not PaymentStatus.SUCCEEDED:
        raise NotIssued(number=payment.number)
    return await receipt_facts(books, payment, payment.decided_at or payment.created_at)


async def _late_sales_order(books: "Books", number: str) -> DocumentFacts:
    order = await books.sales_orders.find(number)
    if order is None:
        raise NoSuchDocument(number=number)
    return await sales_order_facts(books, order)


_LATE: Mapping[DocumentKind, Reading] = {
    DocumentKind.INVOICE: _late_invoice,
    DocumentKind.CREDIT_NOTE: _late_credit_note,
    DocumentKind.RECEIPT: _late_receipt,
    DocumentKind.RETAINER: _late_invoice,
    DocumentKind.SALES_ORDER: _late_sales_order,
    DocumentKind.QUOTE: quote_facts,
    DocumentKind.ACCEPTANCE: acceptance_facts,
}


def _made(manuscript: Manuscript, printed: Printed) -> MadeFile:
    """The PDF with why it is no e-invoice as well, where one of its kind could be."""
    faults = () if printed.e_invoice else faults_of(manuscript.facts)
    if printed.schema_says:
        faults = (SchemaRefuses(says=printed.schema_says),)
    return MadeFile(printed.pdf, printed.e_invoice, faults, manuscript.standing)
