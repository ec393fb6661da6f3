"""Drafts that staff write: changed, made ready, held, discarded, and issued once."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from activities.contracts import StepDue
from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoice_drafts import (
    BilledTo,
    Written,
    drop_draft,
    hold_draft,
    issue_draft,
    ready_draft,
    rewrite_draft,
    write_draft,
)
from activities.invoicing import InvoiceActivities
from activities.mailed_invoices import mail_again
from activities.quote_writing import QuotedLine, QuoteText, write_quote
from activities.retainers import RetainerFor, issue_retainer
from activities.sales_orders import OrderText, write_order
from domain.addresses import PostalAddress
from domain.credit_notes import CreditReason
from domain.editions import DraftMoved
from domain.invoice_drafts import (
    DraftDecided,
    DraftStatus,
    Due,
    NoGrace,
    NoSuchDraft,
    WrittenLine,
)
from domain.invoices import InvoiceStatus, NothingToInvoice
from domain.money import CurrencyMismatch, Money
from domain.taxes import TaxBehaviour
from storage.invariants import offences
from storage.invoices import InvoiceRow
from storage.journal import JournalEntryRow
from tests.support.office import START, Office

HOME = PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")
ACME = BilledTo("Acme Ltd", "ATU123", HOME, HOME)


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


def line(text: str = "Advice", price: int = 10000, tax: str | None = None) -> WrittenLine:
    return WrittenLine(text, 2, eur(price), eur(1000), tax)


async def written(office: Office, *lines: WrittenLine, due: Due = Due()) -> str:  # noqa: B008
    customer = await office.a.customer()
    async with office.books() as books:
        content = Written(lines or (line(),), ACME, due, purchase_order="PO-7")
        row = await write_draft(books, customer, content, "STAFF-000001", office.clock.at)
    return row.number


async def invoice_of(office: Office, draft: str) -> InvoiceRow:
    async with office.books() as books:
        row = await books.invoice_drafts.get(draft)
        return await books.invoices.get(row.invoice)


async def sound(office: Office) -> bool:
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert list(found) == []
    return True


async def test_a_draft_has_lines_but_no_number_and_no_journal(office: Office) -> None:
    rate = await office.a.tax_rate(20, TaxBehaviour.EXCLUSIVE)
    draft = await written(office, line(tax=rate), line("Travel", 500))

    row = await invoice_of(office, draft)

    assert (row.status, row.number) == (InvoiceStatus.DRAFT, None)
    assert (row.subtotal_minor_units, row.tax_minor_units) == (19000, 3800)
    assert row.total == eur(22800)
    assert await sound(office)


async def test_issuing_gives_number_tax_journal_and_mail_at_once(office: Office) -> None:
    draft = await written(office, due=Due(days=30))

    async with office.books() as books:
        issued = await issue_draft(books, draft, office.clock.at)

    assert (issued.number, issued.status) == ("INV-000001", InvoiceStatus.OPEN)
    assert issued.issued_on
    assert issued.due_on == issued.issued_on + timedelta(days=30)
    assert (issued.customer_name, issued.customer_tax_id) == ("Acme Ltd", "ATU123")
    async with office.books() as books:
        [mail] = await books.messages.of_customer(issued.customer)
        assert mail.document == "INV-000001"
        assert (await books.reminders.for_invoice(issued.id)) is not None
    assert await sound(office)


async def test_no_paper_takes_a_line_in_another_currency(office: Office) -> None:
    customer = await office.a.customer()
    yen, by, at = Money(100_000, "JPY"), "STAFF-000001", office.clock.at
    foreign = WrittenLine("Advice", 1, yen, Money.zero("JPY"))
    taken_off = WrittenLine("Advice", 1, eur(1000), yen)
    with pytest.raises(CurrencyMismatch):
        async with office.books() as books:
            await issue_retainer(books, RetainerFor(customer, yen, "In advance"), by, at)
    for line in (foreign, taken_off):
        with pytest.raises(CurrencyMismatch):
            async with office.books() as books:
                await write_draft(books, customer, Written((line,), ACME), by, at)
        with pytest.raises(CurrencyMismatch):
            async with office.books() as books:
                await write_order(books, customer, OrderText((line,)), by, at)
        with pytest.raises(CurrencyMismatch):
            async with office.books() as books:
                await write_quote(books, customer, QuoteText("", (QuotedLine(line),)), by, at)


async def test_what_is_over_is_not_changed_issued_or_discarded_again(office: Office) -> None:
    draft = await written(office)
    async with office.books() as books:
        await issue_draft(books, draft, office.clock.at)

    for again in (issue_draft, drop_draft, ready_draft, hold_draft):
        with pytest.raises(DraftDecided):
            async with office.books() as books:
                await again(books, draft, office.clock.at)
    with pytest.raises(DraftDecided):
        async with office.books() as books:
            await rewrite_draft(books, draft, None, Written((line(),), ACME), office.clock.at)
    assert await sound(office)


async def test_a_discarded_draft_takes_no_number(office: Office) -> None:
    dropped, kept = await written(office), await written(office)
    async with office.books() as books:
        await drop_draft(books, dropped, office.clock.at)
    async with office.books() as books:
        issued = await issue_draft(books, kept, office.clock.at)

    assert issued.number == "INV-000001"
    assert (await invoice_of(office, dropped)).status is InvoiceStatus.VOID
    assert await sound(office)


async def test_it_is_due_never_before_it_is_issued(office: Office) -> None:
    draft = await written(office, due=Due(on=date(2000, 1, 1)))
    async with office.books() as books:
        issued = await issue_draft(books, draft, office.clock.at)
    assert issued.due_on == issued.issued_on


async def test_changing_it_replaces_its_lines(office: Office) -> None:
    draft = await written(office, line(), line("Travel"))
    async with office.books() as books:
        await rewrite_draft(books, draft, None, Written((line("Other"),), ACME), office.clock.at)
    row = await invoice_of(office, draft)
    async with office.books() as books:
        assert [each.description for each in await books.invoices.lines(row.id)] == ["Other"]
    with pytest.raises(NothingToInvoice):
        async with office.books() as books:
            await rewrite_draft(books, draft, None, Written((), ACME), office.clock.at)
    assert await sound(office)


async def rewritten(office: Office, draft: str, edition: int, text: str) -> str:
    """By somebody who had seen that edition."""
    async with office.books() as books:
        await rewrite_draft(books, draft, edition, Written((line(text),), ACME), office.clock.at)
    return text


async def test_of_two_who_have_seen_the_same_draft_the_second_looks_again(office: Office) -> None:
    await office.a.preference("invoices.grace_hours", 2)
    draft = await written(office)
    both = await asyncio.gather(
        *(rewritten(office, draft, 1, text) for text in ("Ours", "Theirs")), return_exceptions=True
    )
    [saved] = [each for each in both if isinstance(each, str)]
    [refused] = [each for each in both if isinstance(each, DraftMoved)]
    assert refused.facts == {"edition": "2"}
    for deed in (ready_draft, drop_draft, issue_draft):
        with pytest.raises(DraftMoved):
            async with office.books() as books:
                await deed(books, draft, office.clock.at, edition=1)
    row = await invoice_of(office, draft)
    async with office.books() as books:
        assert [each.description for each in await books.invoices.lines(row.id)] == [saved]
        await ready_draft(books, draft, office.clock.at, edition=2)
    with pytest.raises(DraftMoved):
        await rewritten(office, draft, 2, "Meant for a draft that is not ready")
    await rewritten(office, draft, 3, "Decided")
    async with office.books() as books:
        issued = await issue_draft(books, draft, office.clock.at, edition=4)
        assert [each.description for each in await books.invoices.lines(issued.id)] == ["Decided"]
    assert await sound(office)


async def test_without_a_grace_nothing_is_issued_by_itself(office: Office) -> None:
    draft = await written(office)
    with pytest.raises(NoGrace):
        async with office.books() as books:
            await ready_draft(books, draft, office.clock.at)
    with pytest.raises(NoSuchDraft):
        async with office.books() as books:
            await ready_draft(books, "DRAFT-999999", office.clock.at)


async def test_a_ready_draft_is_issued_when_its_grace_is_over(office: Office) -> None:
    await office.a.preference("invoices.grace_hours", 2)
    draft = await written(office)
    async with office.books() as books:
        row = await ready_draft(books, draft, office.clock.at)
    assert row.status is DraftStatus.READY
    process = InvoiceActivities(office.books, office.post)
    clock = await process.invoice_clock(draft)
    assert clock.at == office.clock.at + timedelta(hours=2)

    early = await process.take_invoice_step(StepDue(draft, clock.step or "", office.clock.at))
    assert not early.over
    due = StepDue(draft, clock.step or "", office.clock.at + timedelta(hours=2))
    for _ in range(2):
        assert (await process.take_invoice_step(due)).over

    assert (await invoice_of(office, draft)).number == "INV-000001"
    assert await sound(office)


async def test_a_held_draft_waits_for_its_author(office: Office) -> None:
    await office.a.preference("invoices.grace_hours", 2)
    draft = await written(office)
    async with office.books() as books:
        await ready_draft(books, draft, office.clock.at)
    async with office.books() as books:
        await hold_draft(books, draft, office.clock.at)
    process = InvoiceActivities(office.books, office.post)

    late = StepDue(draft, "issue", office.clock.at + timedelta(days=9))

    assert (await process.take_invoice_step(late)).over
    assert (await invoice_of(office, draft)).number is None
    assert await sound(office)


async def test_it_is_sent_as_often_as_somebody_asks(office: Office) -> None:
    draft = await written(office)
    async with office.books() as books:
        issued = await issue_draft(books, draft, office.clock.at)
    async with office.books() as books:
        await mail_again(books, str(issued.number), office.clock.at + timedelta(minutes=1))
    async with office.books() as books:
        assert len(await books.messages.of_customer(issued.customer)) == 2


async def test_nothing_of_an_invoice_is_booked_on_a_day_before_its_own(office: Office) -> None:
    """Days are those where the customer is; a credit note is given at the same moment."""
    customer = await office.a.customer(time_zone="Pacific/Auckland")
    office.clock.at = office.clock.at.replace(hour=23)
    async with office.books() as books:
        draft = await write_draft(books, customer, Written((line(),), ACME), "somebody", START)
    async with office.books() as books:
        issued = await issue_draft(books, draft.number, office.clock.at)
    wish = CreditWish(str(issued.number), CreditReason.CORRECTION, "Twice", {})
    async with office.books() as books:
        note = await books.credit_notes.get(await credit_invoice(books, wish, office.clock.at))
        booked = await books.session.scalars(select(JournalEntryRow.booked_on))

    tomorrow = START.date() + timedelta(days=1)
    assert {*booked, issued.issued_on, note.issued_on} == {tomorrow}
    assert await sound(office)
