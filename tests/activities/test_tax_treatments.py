"""What a customer is taxed with changes for the invoices to come, never for those that exist."""

from dataclasses import replace

import pytest

from activities.contracts import StepDue
from activities.customers import CustomerDetails, NewCustomer, change_customer, create_customer
from activities.invoice_drafts import (
    BilledTo,
    Written,
    issue_draft,
    ready_draft,
    write_draft,
)
from activities.invoicing import InvoiceActivities
from activities.subscribed import subscribed_of
from activities.subscriptions import RENEW
from domain.addresses import PostalAddress
from domain.contents import term_price
from domain.documents import DocumentKind
from domain.e_invoices import BuyerTaxIdMissing
from domain.invoice_drafts import DraftStatus, Due, WrittenLine
from domain.money import Money
from domain.notifications import NotificationKind
from domain.periods import term
from domain.processor import ChargeStatus
from domain.tax_treatments import TaxTreatment
from domain.taxes import TaxBehaviour, TaxCategory
from storage.invariants import offences
from storage.invoices import InvoiceLineRow, InvoiceRow
from tests.support.office import Office

HOME = PostalAddress("Straße 1", "", "10115", "Berlin", "", "DE")
DETAILS = CustomerDetails("Acme", "en", "UTC", "DE", "", HOME, HOME, TaxTreatment.BY_RULE)
GERMAN = replace(DETAILS, tax_id="DE123456789")
OWING = replace(GERMAN, tax_treatment=TaxTreatment.REVERSE_CHARGE)


@pytest.fixture
async def number(office: Office) -> str:
    """A subscription at 12.00 with a fifth of tax inside, of a German customer of Austrians."""
    await office.a.preference("taxes.reverse_charge", True)
    rate = await office.a.tax_rate(20, TaxBehaviour.INCLUSIVE)
    number = await office.a.subscription(await office.a.plan(Money(1200, "EUR"), tax_rate=rate))
    await become(office, number, DETAILS)
    await office.begin(number)
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    await office.payments.record_answer(await office.answer(payment, ChargeStatus.SUCCEEDED))
    return number


async def become(office: Office, number: str, details: CustomerDetails) -> None:
    async with office.books() as books:
        row = await books.subscriptions.get(number)
        await change_customer(books, row.customer, details)


async def renewed(office: Office, number: str) -> tuple[InvoiceRow, InvoiceLineRow]:
    async with office.books() as books:
        row = await books.subscriptions.get(number)
        assert row.renews_at
        office.clock.at = row.renews_at
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    return await newest(office, number)


async def newest(office: Office, number: str) -> tuple[InvoiceRow, InvoiceLineRow]:
    async with office.books() as books:
        [row, *_] = await books.invoices.page(subscription=number)
        [line] = await books.invoices.lines(row.id)
    return row, line


async def test_tv_97_another_tax_number_counts_from_the_next_invoice_on(
    office: Office, number: str
) -> None:
    first, line = await newest(office, number)
    assert (first.total_minor_units, line.tax_minor_units, line.tax_name) == (1200, 200, "VAT 20 %")

    await become(office, number, GERMAN)
    second, line = await renewed(office, number)

    assert (second.total_minor_units, line.unit_minor_units, line.tax_minor_units) == (
        1000,
        1000,
        0,
    )
    assert (line.tax_category, line.tax_name) == (TaxCategory.REVERSE_CHARGE, "Reverse charge")
    assert line.borne_tax is not None
    async with office.books() as books:
        kept = await books.invoices.get(first.id)
        [kept_line] = await books.invoices.lines(first.id)
    assert (kept.total_minor_units, kept_line.tax_minor_units) == (1200, 200)


async def test_what_is_announced_is_what_will_be_charged(office: Office, number: str) -> None:
    await become(office, number, GERMAN)
    async with office.books() as books:
        row = await books.subscriptions.get(number)
        sold = (await subscribed_of(books, row)).contents
        assert row.term_ends_on
        announced = term_price(sold, term(row.term_ends_on, sold.plan.interval, 0, row.anchor_day))
    invoice, _ = await renewed(office, number)
    assert announced == invoice.total == Money(1000, "EUR")


async def test_a_change_is_priced_without_the_tax_as_well(office: Office, number: str) -> None:
    await become(office, number, replace(DETAILS, tax_treatment=TaxTreatment.EXEMPT))
    await office.asked("subscription", number, "change", quantity=3, when="end_of_term")
    invoice, line = await renewed(office, number)
    assert (invoice.total_minor_units, line.tax_name) == (3000, "Exempt from tax")
    async with office.books() as books:
        document = await books.documents.find(DocumentKind.INVOICE, str(invoice.number))
    assert document
    assert [each.lost_tax for each in document.to_domain().items] == [True]


async def drafted(
    office: Office, rate: str, tax_id: str, details: CustomerDetails = DETAILS
) -> str:
    """A draft over 120.00 for a German customer, made out with this tax number."""
    customer = await office.a.customer()
    lines = (WrittenLine("Advice", 1, Money(12000, "EUR"), Money(0, "EUR"), rate),)
    content = Written(lines, BilledTo("Acme", tax_id, HOME, HOME), Due())
    async with office.books() as books:
        await change_customer(books, customer, details)
        return (await write_draft(books, customer, content, "STAFF-000001", office.clock.at)).number


async def changed(office: Office, draft: str, details: CustomerDetails) -> None:
    async with office.books() as books:
        row = await books.invoice_drafts.get(draft)
        await change_customer(books, row.customer, details)


@pytest.mark.parametrize("tax_id", ["", "123 456"])
async def test_who_owes_the_tax_of_whatever_they_buy_has_a_vat_number(
    office: Office, tax_id: str
) -> None:
    known = NewCustomer("Acme", "EUR", "en", "UTC", "DE", tax_id)
    owing = replace(known, tax_treatment=TaxTreatment.REVERSE_CHARGE)
    async with office.books() as books:
        customer = await create_customer(books, known, office.clock.at)
        with pytest.raises(BuyerTaxIdMissing):
            await create_customer(books, owing, office.clock.at)
        await change_customer(books, customer.number, OWING)
        with pytest.raises(BuyerTaxIdMissing):
            await change_customer(books, customer.number, replace(OWING, tax_id=tax_id))


async def issued(office: Office, draft: str) -> tuple[InvoiceRow, InvoiceLineRow]:
    async with office.books() as books:
        row = await issue_draft(books, draft, office.clock.at)
        [line] = await books.invoices.lines(row.id)
    return row, line


async def test_the_price_that_staff_write_is_charged_as_it_is(office: Office) -> None:
    draft = await drafted(office, await office.a.tax_rate(20, TaxBehaviour.INCLUSIVE), "CHE-1")
    await changed(office, draft, OWING)
    row, line = await issued(office, draft)
    assert (row.total_minor_units, line.net_minor_units, line.tax_minor_units) == (12000, 12000, 0)
    assert line.tax_category is TaxCategory.REVERSE_CHARGE


async def test_a_draft_is_issued_with_the_number_and_the_tax_of_that_day(office: Office) -> None:
    await office.a.preference("taxes.reverse_charge", True)
    rate = await office.a.tax_rate(20, TaxBehaviour.INCLUSIVE)
    known, own, gone = [await drafted(office, rate, tax_id) for tax_id in ("", "CHE-1", "")]
    for draft in (known, own, gone):
        await changed(office, draft, GERMAN)
    await changed(office, gone, DETAILS)

    borne = [await issued(office, draft) for draft in (known, own, gone)]

    assert [(row.customer_tax_id, line.tax_minor_units) for row, line in borne] == [
        ("DE123456789", 0),
        ("CHE-1", 0),
        ("", 2000),
    ]


async def test_an_invoice_whose_tax_the_buyer_owes_is_not_issued_without_a_number(
    office: Office,
) -> None:
    await office.a.preference("invoices.grace_hours", 2)
    rate = await office.a.tax_rate(20, TaxBehaviour.INCLUSIVE)
    draft, plain = [await drafted(office, rate, number, OWING) for number in ("", "123 456")]
    for refused in (draft, plain):
        with pytest.raises(BuyerTaxIdMissing):
            await issued(office, refused)
    async with office.books() as books:
        row = await ready_draft(books, draft, office.clock.at)
    assert row.issues_at

    process = InvoiceActivities(office.books, office.post)
    for _ in range(2):
        assert (await process.take_invoice_step(StepDue(draft, "issue", row.issues_at))).over

    async with office.books() as books:
        held = await books.invoice_drafts.get(draft)
        told = [each.kind for each in await books.notifications.unread("STAFF-1", limit=9)]
        assert not await offences(books.session, office.clock.at)
    assert (held.status, told) == (DraftStatus.WRITTEN, [NotificationKind.DRAFT_NOT_ISSUED])
    for details in (DETAILS, OWING):
        await changed(office, draft, details)
    assert (await issued(office, draft))[0].customer_tax_id == "DE123456789"
