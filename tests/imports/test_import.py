"""Files are written into the books all or not at all, and twice without doubling anything."""

import asyncio
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from domain.commands import CommandStatus
from domain.imports.customers import FORM as CUSTOMERS_FORM
from storage.books import OpenBooks
from storage.customers import ContactRow, CustomerRow
from tests.domain.import_files import (
    ADDONS,
    AT,
    CONTACTS,
    COUPONS,
    CUSTOMERS,
    ORGANISATION,
    PLANS,
    files,
    invoices,
    subscriptions,
)
from tests.imports.importing import counts, imported, imported_at, rows_of_all_tables, sound
from worker.imports import import_files


@pytest.mark.parametrize(
    "changed",
    [
        {"invoices": invoices({"amount": "0"})},
        {"customers": CUSTOMERS + "C-1,Again,,,,\n"},
        {"organisation": ORGANISATION.replace("EUR", "Euro")},
        {"subscriptions": b"\xff\xfe"},
    ],
)
async def test_one_fault_leaves_the_books_untouched(
    books: OpenBooks, changed: dict[str, str | bytes]
) -> None:
    before = await rows_of_all_tables(books)

    report = await imported(books, **changed)

    assert len(report.faults) == 1
    assert (report.counts, report.processes) == ((), 0)
    assert await rows_of_all_tables(books) == before


async def test_what_breaks_while_writing_leaves_the_books_untouched(
    books: OpenBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await rows_of_all_tables(books)

    async def broken(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("activities.imports.bundles.write_invoices", broken)
    with pytest.raises(ConnectionError):
        await imported(books)

    assert await rows_of_all_tables(books) == before


async def test_everything_that_the_files_say_is_in_the_books(books: OpenBooks) -> None:
    report = await sound(books)

    assert counts(report) == {
        "organisation": (1, 0, 0),
        "tax_rates": (1, 0, 0),
        "plans": (3, 0, 0),
        "addons": (3, 0, 0),
        "coupons": (2, 0, 0),
        "customers": (2, 0, 0),
        "contacts": (3, 0, 0),
        "payment_methods": (2, 0, 0),
        "subscriptions": (1, 0, 0),
        "invoices": (1, 0, 0),
    }
    async with books() as opened:
        organisation = await opened.organisations.get()
        customer = await opened.customers.with_reference("C-2")
        plan = await opened.plans.in_currency("basic", "JPY")
        assert (organisation.name, organisation.run_hour) == ("Northwind Studio", 6)
        assert customer
        assert (customer.name, customer.currency, customer.language) == ("みなと", "JPY", "de")
        assert customer.billing_address["city"] == "横浜市"
        assert plan.price.minor_units == 4000
        (method,) = await opened.payment_methods.of_customer(customer.number)
        assert (method.token, method.last4, method.expires_year) == ("pm_2", "3000", None)
        (contact,) = await opened.customers.contacts_of(customer.number)
        assert contact.is_primary
        storage = (await opened.addons.in_currency("JPY"))["storage"]
        assert (storage.recurs, storage.price.minor_units) == (True, 700)
        spring = await opened.coupons.to_domain(await opened.coupons.get("SPRING20"))
        assert (spring.share, spring.months, spring.limit) == (Fraction(1, 5), 3, 50)


async def test_twice_is_once(books: OpenBooks) -> None:
    await sound(books)
    before = await rows_of_all_tables(books)

    report = await sound(books)

    assert all(created == updated == 0 for created, updated, _ in counts(report).values())
    assert report.processes == 0
    assert await rows_of_all_tables(books) == before


async def test_addons_and_coupons_of_the_books_are_left_alone(books: OpenBooks) -> None:
    await sound(books)

    report = await sound(
        books,
        addons=ADDONS.replace("5.00", "6.00") + "books,Books,once,flat,EUR,9.00\n",
        coupons=COUPONS.replace(",20,", ",90,"),
    )

    assert counts(report)["addons"] == (1, 0, 3)
    assert counts(report)["coupons"] == (0, 0, 2)
    async with books() as opened:
        assert [str(price) for price in await opened.addons.prices("storage")] == [
            "5.00 EUR",
            "700 JPY",
        ]
        assert (await opened.coupons.get("SPRING20")).share_denominator == 5


async def test_months_later_the_same_files_are_still_no_fault(books: OpenBooks) -> None:
    await sound(books)

    report = await imported_at(AT + timedelta(days=100), books)

    assert report.faults == ()
    assert counts(report)["subscriptions"] == (0, 0, 1)


async def test_changed_customers_and_contacts_are_changed_and_that_is_recorded(
    books: OpenBooks,
) -> None:
    await sound(books)

    report = await sound(
        books,
        customers=CUSTOMERS.replace("Acme", "Acme & Daughters").replace("Wien", "Graz"),
        contacts=CONTACTS.replace("Bob", "Robert"),
    )

    assert counts(report)["customers"] == (0, 1, 1)
    assert counts(report)["contacts"] == (0, 1, 2)
    async with books() as opened:
        customer = await opened.customers.with_reference("C-1")
        assert customer
        assert customer.name == "Acme & Daughters"
        assert customer.billing_address["city"] == "Graz"
        trail = await opened.commands.page(customer=customer.number)
        says = {row.key[:3]: row.says for row in trail if row.status is CommandStatus.APPLIED}
        assert says["CUS"] == "changed by an import: name, billing_address"
        assert says["CON"] == "changed by an import: name"


async def test_what_a_later_file_does_not_have_is_left_alone(books: OpenBooks) -> None:
    await sound(books)
    nothing = dict.fromkeys(
        ("organisation", "tax_rates", "plans", "payment_methods", "subscriptions", "invoices")
    )

    await sound(
        books,
        **nothing,
        customers="reference,name,billing_line1\nC-1,Acme,Ring 1\n",
        contacts="customer,name,email\nC-1,Robert,bob@acme.example\n",
    )

    async with books() as opened:
        customer = await opened.customers.with_reference("C-1")
        assert customer
        assert customer.billing_address["city"] == "Wien"
        assert customer.billing_address["line1"] == "Ring 1"
        main = await opened.customers.primary_contact(customer.number)
        assert main
        assert main.name == "Ada Example"


async def test_another_main_contact_takes_the_place_of_the_first(books: OpenBooks) -> None:
    await sound(books)

    await sound(
        books,
        contacts="customer,name,email,is_primary\nC-1,Ada Example,ada@acme.example,\n"
        "C-1,New,new@acme.example,yes\nC-1,Bob Example,bob@acme.example,\n",
    )

    async with books() as opened:
        names = await opened.session.scalars(
            select(ContactRow.name).where(ContactRow.is_primary).order_by(ContactRow.number)
        )
        assert list(names) == ["Emi Example", "New"]


async def test_a_new_subscription_refers_to_what_an_earlier_import_wrote(books: OpenBooks) -> None:
    await sound(books)
    nothing = dict.fromkeys(
        ("organisation", "tax_rates", "plans", "customers", "contacts", "payment_methods")
    )

    report = await sound(
        books,
        **nothing,
        subscriptions=subscriptions({"reference": "S-9", "payment_method": "pm_1"}),
        invoices=invoices({"reference": "I-9", "subscription": "S-1"}),
    )

    assert counts(report)["subscriptions"] == (1, 0, 0)
    async with books() as opened:
        subscription = await opened.subscriptions.with_reference("S-1")
        assert subscription
        owed = await opened.invoices.outstanding_of(subscription.number)
        assert [row.number for row in owed] == ["INV-000001", "INV-000002"]


async def test_two_imports_at_once_are_one_after_the_other(books: OpenBooks) -> None:
    first, second = await asyncio.gather(imported(books), imported(books))

    # A subscription, its open invoice, and a card that will expire.
    assert {first.processes, second.processes} == {0, 3}
    assert first.faults == second.faults == ()


async def test_formulas_are_kept_as_they_are(books: OpenBooks) -> None:
    formula = '=cmd|"/c calc"!A1'
    quoted = formula.replace('"', '""')

    await sound(books, customers=CUSTOMERS.replace("Acme", f'"{quoted}"'))

    async with books() as opened:
        customer = await opened.customers.with_reference("C-1")
        assert customer
        assert customer.name == formula


async def test_progress_is_told_for_each_file(books: OpenBooks) -> None:
    told: list[tuple[str, int, int]] = []
    async with books() as opened:
        await import_files(opened, files(), AT, lambda *step: told.append(step))

    assert told[0] == ("checking", 0, 1)
    assert (CUSTOMERS_FORM.file, 2, 2) in told
    assert told[-1] == ("invoices.csv", 1, 1)


async def test_thousands_are_imported_in_batches(books: OpenBooks) -> None:
    many = range(1200)
    columns = "reference,customer,plan,status,started_on,next_billing_date"

    report = await sound(
        books,
        plans=PLANS,
        customers="reference,name\n" + "".join(f"K-{n},Kunde {n}\n" for n in many),
        contacts="customer,name,email\n" + "".join(f"K-{n},P,p{n}@x.example\n" for n in many),
        payment_methods=None,
        subscriptions=f"{columns}\n"
        + "".join(f"S-{n},K-{n},basic,live,2026-01-31,2026-11-30\n" for n in many),
        invoices=None,
    )

    assert report.processes == 1200
    async with books() as opened:
        customer = await opened.session.scalar(
            select(CustomerRow).where(CustomerRow.reference == "K-1199")
        )
        assert customer
        (subscription,) = await opened.subscriptions.of_customer(customer.number)
        assert subscription.reference == "S-1199"
