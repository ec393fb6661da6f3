"""The books in the console: trial balance, what is behind it, and the lock."""

import csv
import io
from datetime import timedelta

from domain.policy import Role
from storage.invoices import InvoiceRow
from tests.api.staff.house import House, text_of


async def open_invoice(house: House) -> InvoiceRow:
    number = await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        return (await books.invoices.page(subscription=number))[0]


async def test_the_trial_balance_adds_up_and_leads_to_each_posting(house: House) -> None:
    staff = await house.staff(Role.AUDITOR)
    invoice = await open_invoice(house)

    page = text_of((await staff.page("/console/books")).text)

    assert "Receivable" in page
    assert "Revenue" in page
    assert "€0.00" in page
    account = text_of((await staff.page("/console/books/accounts/receivable")).text)
    assert str(invoice.number) in account
    assert f"{invoice.number} issued" in account
    document = await staff.page(f"/console/books/documents/{invoice.number}")
    assert "Revenue" in text_of(document.text)
    assert (await staff.page("/console/books/documents/INV-999999")).status_code == 404
    assert (await staff.page("/console/books/accounts/nothing")).status_code == 404
    assert (await staff.page("/console/books?on=soon")).status_code == 422


async def test_the_files_open_in_a_spreadsheet(house: House) -> None:
    staff = await house.staff(Role.AUDITOR)
    invoice = await open_invoice(house)

    balance = (await staff.page("/console/books.csv")).content.decode("utf-8-sig")
    postings = await staff.page("/console/books/accounts/revenue/postings.csv")

    rows = list(csv.reader(io.StringIO(balance, newline="")))
    assert rows[0] == ["Account", "Currency", "Debit", "Credit", "Balance"]
    assert rows[-1][:2] == ["Together", "EUR"]
    assert rows[-1][4] == "0.00"
    assert f"-{invoice.total.decimal}" in postings.content.decode()


async def test_programs_read_balance_and_postings(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    invoice = await open_invoice(house)

    balance = (await staff.page("/v1/staff/trial-balance")).json()
    postings = (await staff.page("/v1/staff/accounts/receivable/postings")).json()
    document = (await staff.page(f"/v1/staff/documents/{invoice.number}/postings")).json()

    assert balance["is_balanced"]
    assert balance["locked_until"] is None
    assert sum(each["balance"]["amount"] for each in balance["accounts"]) == 0
    assert [each["document"] for each in postings["items"]] == [invoice.number]
    assert sum(each["amount"]["amount"] for each in document) == 0


async def test_finance_locks_and_only_an_administrator_unlocks(house: House) -> None:
    finance, admin = await house.staff(Role.FINANCE_MANAGER), await house.staff(Role.ADMIN)
    today = house.clock.now().date()
    until = today - timedelta(days=3)

    answer = await finance.send("/console/books/lock", seen_on="/console/books", until=str(until))
    assert "locked until that day" in await finance.said(answer)
    assert (
        await finance.send("/console/books/unlock", seen_on="/console/books", first_open=str(until))
    ).status_code == 403
    answer = await admin.send(
        "/console/books/unlock", seen_on="/console/books", first_open=str(until), reason=""
    )
    assert "Say why." in await admin.said(answer)
    answer = await admin.send(
        "/console/books/unlock",
        seen_on="/console/books",
        first_open=str(until),
        reason="wrong rate",
    )
    assert "open again" in await admin.said(answer)

    async with house.books() as books:
        row = await books.organisations.get()
        kept = [each for each in await books.commands.page(limit=10) if each.process == "books"]
    assert row.books_locked_until == until - timedelta(days=1)
    assert sorted(str(each.signal) for each in kept) == ["lock", "unlock"]
    assert any("wrong rate" in each.says for each in kept)


async def test_today_is_not_locked(house: House) -> None:
    finance = await house.staff(Role.FINANCE_MANAGER)

    answer = await finance.send(
        "/console/books/lock", seen_on="/console/books", until=str(house.clock.now().date())
    )

    assert "is not over" in await finance.said(answer)
