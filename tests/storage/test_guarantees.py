"""What the database itself guarantees, whoever writes to it and however."""
# ruff: noqa: S608 - these statements are those of whoever has got hold of the database

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.periods import Period
from storage.invoices import InvoiceRow
from tests.support.office import Office


async def sql(office: Office, *statements: str) -> None:
    """Statements of whoever has got hold of the database, in one transaction."""
    async with office.books() as books:
        for statement in statements:
            await books.session.execute(text(statement))


async def refused(office: Office, words: str, *statements: str) -> None:
    """The statements are refused with these words, and change nothing."""
    before = await office.everything()
    with pytest.raises(DBAPIError, match=words):
        await sql(office, *statements)
    assert await office.everything() == before


def entry(cause: str, customer: str) -> str:
    return (
        "INSERT INTO journal_entries (cause, customer, document, booked_on, booked_at)"
        f" VALUES ('{cause}', '{customer}', 'INV-000001', now(), now())"
    )


def line(cause: str, account: str, amount: int, currency: str = "EUR") -> str:
    return (
        "INSERT INTO journal_lines (entry, customer, account, amount_minor_units, currency)"
        f" SELECT id, customer, '{account}', {amount}, '{currency}'"
        f" FROM journal_entries WHERE cause = '{cause}'"
    )


async def test_a_journal_entry_balances_in_each_currency_or_is_not_committed(
    office: Office,
) -> None:
    customer = await office.a.customer()
    debit = line("a", "receivable", 100)

    await refused(office, "does not balance in EUR", entry("a", customer), debit)
    await refused(
        office,
        "does not balance",
        entry("a", customer),
        debit,
        line("a", "revenue", -100, "USD"),
    )
    await sql(office, entry("a", customer), debit, line("a", "revenue", -100))


async def test_what_is_booked_is_never_changed_and_never_booked_twice(office: Office) -> None:
    invoice = await office.offline()

    for statement in (
        "UPDATE journal_lines SET amount_minor_units = amount_minor_units * 2",
        "UPDATE journal_entries SET document = 'INV-000099'",
        "DELETE FROM journal_lines",
        "DELETE FROM journal_entries",
        "TRUNCATE journal_lines, journal_entries",
    ):
        await refused(office, "append-only", statement)
    await refused(office, "uq_journal_entries_cause", entry("INV-000001 issued", invoice.customer))


async def test_a_finalised_invoice_stays_as_it_is(office: Office) -> None:
    await office.offline()

    for statement in (
        "UPDATE invoices SET number = 'INV-000099'",
        "UPDATE invoices SET total_minor_units = 1, subtotal_minor_units = 1",
        "UPDATE invoices SET issued_on = issued_on + 1",
        "UPDATE invoices SET currency = 'USD'",
        "DELETE FROM invoices",
        "UPDATE invoice_lines SET quantity = 2",
        "DELETE FROM invoice_lines",
        "INSERT INTO invoice_lines SELECT id + 100, invoice, 9, kind, description, quantity,"
        " unit_minor_units, starts_on, ends_on, tax_rate, tax_name, net_minor_units,"
        " tax_minor_units, gross_minor_units FROM invoice_lines",
    ):
        await refused(office, "is finalised", statement)


async def test_what_is_outstanding_is_never_below_zero(office: Office) -> None:
    await office.offline()

    await refused(office, "outstanding_not_negative", "UPDATE invoices SET paid_minor_units = 9999")


async def test_no_service_day_is_billed_twice_and_none_is_left_out(office: Office) -> None:
    invoice = await office.offline()
    number = str(invoice.subscription)

    async def add(start: date, end: date, *, continues: bool) -> None:
        async with office.books() as books:
            term = Period(start, end)
            books.subscriptions.add_term(number, term, continues=continues, invoice=None)

    for start, end, continues in (
        (date(2055, 2, 9), date(2055, 3, 10), True),
        (date(2055, 1, 20), date(2055, 1, 21), False),
        (date(2054, 12, 1), date(2056, 1, 1), False),
    ):
        with pytest.raises(IntegrityError, match="billed already"):
            await add(start, end, continues=continues)
    with pytest.raises(IntegrityError, match="never billed"):
        await add(date(2055, 2, 11), date(2055, 3, 10), continues=True)
    await add(date(2055, 2, 10), date(2055, 3, 10), continues=True)
    await add(date(2055, 6, 1), date(2055, 7, 1), continues=False)


async def test_an_invoice_has_one_open_attempt(office: Office) -> None:
    invoice = await office.offline()

    def attempt(number: str) -> tuple[str, str]:
        return (
            "INSERT INTO payments (number, customer, channel, status, currency,"
            " amount_minor_units, excess_minor_units, taken_back_minor_units, save_method, asked,"
            " created_at)"
            f" VALUES ('{number}', '{invoice.customer}', 'hosted', 'created', 'EUR', 100, 0, 0,"
            " false, 0, now())",
            "INSERT INTO payment_allocations (payment, invoice, planned_minor_units,"
            f" applied_minor_units, is_open) VALUES ('{number}', '{invoice.id}', 100, 0, true)",
        )

    await sql(office, *attempt("PAY-900001"))
    await refused(office, "one_open_attempt", *attempt("PAY-900002"))
    await sql(office, "UPDATE payment_allocations SET is_open = false")
    await sql(office, *attempt("PAY-900002"))


async def test_a_status_is_one_of_its_own(office: Office) -> None:
    await office.offline()

    await refused(office, "ck_subscriptions", "UPDATE subscriptions SET status = 'happy'")


async def test_an_error_of_the_database_says_nothing_of_what_was_written(office: Office) -> None:
    with pytest.raises(IntegrityError) as error:
        async with office.books() as books:
            books.customers.new_contact(
                number="CON-1", customer="CUST-404", name="Ada", email="ada@secret.example"
            )

    assert "ada@secret.example" not in str(error.value)


async def test_only_one_row_is_the_organisation(office: Office) -> None:
    await office.a.organisation()
    columns = "name, country, language, time_zone, currency, run_hour, email, phone, address"
    await refused(
        office,
        "only_one",
        f"INSERT INTO organisations (id, {columns}, tax_id, is_demo)"
        f" SELECT 2, {columns}, tax_id, is_demo FROM organisations",
    )


async def test_a_draft_can_be_thrown_away(office: Office) -> None:
    number = await office.a.subscription()
    await office.begin(number)
    async with office.books() as books:
        draft = await books.invoices.draft_of(number)
    assert isinstance(draft, InvoiceRow)

    await sql(
        office,
        "DELETE FROM payment_allocations",
        f"DELETE FROM invoice_lines WHERE invoice = '{draft.id}'",
        f"DELETE FROM invoices WHERE id = '{draft.id}'",
    )
