"""Documents: written down with what issues them, once, and kept as the bytes they first were."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.credits import use_credit
from activities.documents import Archive, write_down_invoice
from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoices import finalise_invoice
from domain.credit_notes import CreditReason
from domain.documents import DocumentKind, NoSuchDocument, NotIssued
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.printing import Manuscript, Printed
from storage.documents import DocumentDamaged
from tests.support.office import Office

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass
class CountingPress:
    """Prints what it is given as a number of its own: no two prints are the same bytes."""

    printed: list[Manuscript] = field(default_factory=list)

    async def print(self, manuscript: Manuscript) -> Printed:
        self.printed.append(manuscript)
        await asyncio.sleep(0)
        return Printed(f"%PDF {len(self.printed)}".encode(), e_invoice=manuscript.as_e_invoice)


def archive_of(office: Office, press: CountingPress) -> Archive:
    return Archive(office.books, press, lambda: NOW)


async def invoiced(office: Office) -> str:
    row = await office.offline()
    assert row.number
    return row.number


async def issue_and_lose_power(office: Office, customer: str) -> None:
    async with office.books() as books:
        draft = books.invoices.new(
            customer=customer,
            status=InvoiceStatus.DRAFT,
            currency="EUR",
            created_at=NOW,
            subtotal_minor_units=0,
            tax_minor_units=0,
            total_minor_units=0,
        )
        await books.flush()
        await finalise_invoice(books, draft, issued_on=NOW.date(), net_days=0, at=NOW)
        assert await books.documents.find(DocumentKind.INVOICE, draft.number or "")
        raise RuntimeError("power is gone")


async def test_what_an_invoice_shows_is_written_with_its_issue(office: Office) -> None:
    number = await invoiced(office)
    async with office.books() as books:
        row = await books.documents.find(DocumentKind.INVOICE, number)
        invoice = await books.invoices.with_number(number)
    assert row is not None
    assert invoice is not None
    facts = row.to_domain()
    assert (facts.number, facts.total, facts.issued_at) == (
        number,
        invoice.total,
        invoice.finalised_at,
    )
    assert [item.taxed.gross for item in facts.items] == [invoice.total]


async def test_writing_it_down_twice_changes_nothing(office: Office) -> None:
    number = await invoiced(office)
    before = await office.everything()
    async with office.books() as books:
        (await books.organisations.get()).name = "Renamed"
        await books.flush()
        invoice = await books.invoices.with_number(number)
        assert invoice is not None
        await write_down_invoice(books, invoice)
        (await books.organisations.get()).name = "Northwind Studio"
    assert await office.everything() == before


async def test_an_issue_that_is_rolled_back_leaves_no_document(office: Office) -> None:
    issued = await office.offline()
    before = await office.everything()
    with pytest.raises(RuntimeError, match="power"):
        await issue_and_lose_power(office, issued.customer)
    assert await office.everything() == before


async def test_the_first_bytes_that_are_kept_are_the_document(office: Office) -> None:
    number, press = await invoiced(office), CountingPress()
    archive = archive_of(office, press)
    files = await asyncio.gather(*(archive.file(DocumentKind.INVOICE, number) for _ in range(5)))
    again = await archive.file(DocumentKind.INVOICE, number)
    assert len({file.pdf for file in [*files, again]}) == 1
    assert len(press.printed) <= 5


async def test_a_document_older_than_its_facts_gets_them_when_it_is_asked_for(
    office: Office,
) -> None:
    number, press = await invoiced(office), CountingPress()
    async with office.books() as books:
        await books.session.execute(text("SET session_replication_role = replica"))
        await books.session.execute(text("DELETE FROM documents"))
        await books.session.execute(text("SET session_replication_role = DEFAULT"))
    manuscript = await archive_of(office, press).manuscript(DocumentKind.INVOICE, number)
    assert manuscript.facts.number == number
    async with office.books() as books:
        assert await books.documents.find(DocumentKind.INVOICE, number)


async def test_credit_that_was_used_with_the_issue_is_shown_and_later_one_is_not(
    office: Office,
) -> None:
    number, press = await invoiced(office), CountingPress()
    async with office.books() as books:
        invoice = await books.invoices.with_number(number)
        assert invoice is not None
        assert invoice.finalised_at is not None

    other = await office.offline(customer=invoice.customer)
    wish = CreditWish(other.number or "", CreditReason.GOODWILL, "", {1: 700}, apply=False)
    for at in (invoice.finalised_at, NOW):
        async with office.books() as books:
            await credit_invoice(books, wish, at)
            [held] = await books.invoices.lock_all([invoice.id])
            await use_credit(books, held, at)
    manuscript = await archive_of(office, press).manuscript(DocumentKind.INVOICE, number)
    assert manuscript.standing is not None
    assert manuscript.standing.credited == Money(700, "EUR")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DocumentKind.INVOICE, "INV-999999"),
        (DocumentKind.CREDIT_NOTE, "CN-999999"),
        (DocumentKind.RECEIPT, "PAY-999999"),
    ],
)
async def test_what_was_never_issued_has_no_document(
    office: Office, kind: DocumentKind, number: str
) -> None:
    await office.a.organisation()
    with pytest.raises((NoSuchDocument, NotIssued)):
        await archive_of(office, CountingPress()).manuscript(kind, number)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET mark = 'x'",
        "DELETE FROM documents",
        "UPDATE document_files SET pdf = 'x'",
        "DELETE FROM document_files",
        "TRUNCATE document_files",
    ],
)
async def test_nobody_changes_what_was_issued(office: Office, statement: str) -> None:
    number = await invoiced(office)
    await archive_of(office, CountingPress()).file(DocumentKind.INVOICE, number)
    with pytest.raises(DBAPIError, match="append-only"):
        async with office.books() as books:
            await books.session.execute(text(statement))


async def test_bytes_that_are_not_what_was_stored_are_not_handed_out(office: Office) -> None:
    number = await invoiced(office)
    archive = archive_of(office, CountingPress())
    await archive.file(DocumentKind.INVOICE, number)
    async with office.books() as books:
        await books.session.execute(text("SET session_replication_role = replica"))
        await books.session.execute(text("UPDATE document_files SET pdf = 'forged'"))
        await books.session.execute(text("SET session_replication_role = DEFAULT"))
    with pytest.raises(DocumentDamaged):
        await archive.file(DocumentKind.INVOICE, number)


async def test_a_credit_note_is_made_out_to_whom_its_invoice_was(office: Office) -> None:
    invoice = await office.offline()
    async with office.books() as books:
        customer = await books.customers.get(invoice.customer)
        customer.name, customer.tax_id = "Acme Holdings", "DE123456789"
        wish = CreditWish(invoice.number or "", CreditReason.CORRECTION, "", {1: 100})
        note = await credit_invoice(books, wish, NOW)
    async with office.books() as books:
        corrected = await books.documents.find(DocumentKind.INVOICE, invoice.number or "")
        written = await books.documents.find(DocumentKind.CREDIT_NOTE, note)
    assert corrected
    assert written
    assert written.to_domain().buyer == corrected.to_domain().buyer
    assert written.to_domain().buyer.name != "Acme Holdings"
