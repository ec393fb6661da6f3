"""Staff download documents of every customer: as files, and as lists that are safe to open."""

import csv
import io
import zipfile

from domain.policy import Role
from tests.api.staff.house import House
from tests.api.staff.test_money_by_hand import owing, received


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
