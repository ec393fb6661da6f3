"""Staff download documents of every customer: as files, and as lists that are safe to open."""

import csv
import io
import zipfile

from activities.quote_answers import Answerer, accept_quote
from domain.policy import Role
from domain.quote_answers import Answer
from tests.api.staff.house import House
from tests.api.staff.test_money_by_hand import owing, received
from tests.api.staff.test_quotes import sent, written


async def test_lists_say_whose_each_document_is_and_nothing_is_a_formula(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.AUDITOR)
    async with house.books() as books:
        (await books.customers.get(invoice.customer)).name = '=cmd|"/c calc"!A1'

    text = (await staff.page("/console/invoices.csv")).content.decode("utf-8-sig")
    head, line = list(csv.reader(io.StringIO(text, newline="")))
    assert head[4:6] == ["Customer number", "Customer"]
    assert line[0] == invoice.number
    assert line[4:6] == [invoice.customer, '\'=cmd|"/c calc"!A1']


async def test_files_are_chosen_by_customer_status_and_number(house: House) -> None:
    invoice, other = await owing(house), await owing(house)
    staff = await house.staff()
    payment = await received(house, staff, invoice, "31.00")

    for address, names in (
        (f"invoices.zip?customer={invoice.customer}", [f"{invoice.number}.pdf"]),
        ("invoices.zip?status=open", [f"{other.number}.pdf"]),
        (f"invoices.zip?number={other.number}", [f"{other.number}.pdf"]),
        ("payments.zip", [f"{payment}.pdf"]),
    ):
        for root in ("/console/", "/v1/staff/"):
            answer = await staff.page(f"{root}{address}")
            assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == names, address
    assert "There is nothing to download here." in await staff.said(
        await staff.page("/console/payments.zip?status=failed")
    )


async def test_quotes_are_listed_as_they_were_accepted_and_drafts_are_no_files(
    house: House,
) -> None:
    customer = await house.a.customer()
    staff = await sent(house, customer)
    await written(staff, customer)
    async with house.books() as books:
        quote = await books.quotes.get("QUO-000001")
        answer = Answer(1, quote.money(115_000))
        by = Answerer(await house.a.contact_of(customer), house.clock.now())
        await accept_quote(books, quote.number, answer, [3], by)
    for root in ("/console/", "/v1/staff/"):
        answered = await staff.page(f"{root}quotes.zip?customer={customer}")
        files = zipfile.ZipFile(io.BytesIO(answered.content)).namelist()
        assert files == ["QUO-000001-1.pdf"]
        text = (await staff.page(f"{root}quotes.csv")).content.decode("utf-8-sig")
        head, draft, accepted = list(csv.reader(io.StringIO(text, newline="")))
        assert head[2] == "Valid until"
        assert (draft[0], draft[3], draft[8]) == ("QUO-000002", "Draft", "1099.00")
        assert accepted[8:11] == ["1150.00", "0.00", "1150.00"]
        only = (await staff.page(f"{root}quotes.csv?status=draft")).content.decode()
        assert "QUO-000001" not in only
    assert "There is nothing to download here." in await staff.said(
        await staff.page("/console/sales-orders.zip?status=draft")
    )
