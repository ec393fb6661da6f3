"""Many documents at once: whose they are, how many, and files that are safe to open."""

import csv
import io
import zipfile

import pytest

from api.documents import archive_of
from api.security.limits import DOWNLOADS_OF_PERSON, Limits
from domain import downloads
from domain.documents import DocumentKind
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from gateways.renderer import DocumentNotRendered, Fault, Print, PrintJob
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "count", lambda *_: None)


def names_in(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def table_in(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_list_is_downloaded_as_it_is_filtered_or_chosen(
    house: House, portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    first, paid = [await people.invoice(ada.customer) for _ in range(2)]
    async with house.books() as books:
        row = await books.invoices.with_number(paid)
        assert row is not None
        row.status = InvoiceStatus.PAID
    await portal.get("/invoices")
    assert 'action="/invoices.zip"' in portal.page

    answer = await portal.get("/invoices.zip?show=paid")
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="invoices-' in answer.headers["content-disposition"]
    assert names_in(answer.content) == [f"{paid}.pdf"]
    chosen = await portal.send("GET", f"/v1/invoices.zip?number={first}&number={first}")
    assert names_in(chosen.content) == [f"{first}.pdf"]
    file = await archive_of(house.parts).file(DocumentKind.INVOICE, first)
    assert zipfile.ZipFile(io.BytesIO(chosen.content)).read(f"{first}.pdf") == file.pdf
    async with house.books() as books:
        rows = [await books.invoices.with_number(number) for number in (first, paid)]
    assert all(row and row.viewed_at for row in rows), "to have it is to have seen it"


async def test_receipts_and_credit_notes_come_the_same_way(
    portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    await people.preference("view.credit_notes", True)
    invoice = await people.invoice(ada.customer)
    paid = await people.payment(ada.customer, invoice)
    await people.payment(ada.customer, invoice, PaymentStatus.FAILED)
    note = await people.credit_note(ada.customer, invoice)

    assert names_in((await portal.get("/payments.zip")).content) == [f"{paid}.pdf"]
    assert names_in((await portal.get("/credit-notes.zip")).content) == [f"{note}.pdf"]
    refused = await portal.get("/payments.zip?show=failed")
    assert refused.headers["location"] == "/payments"
    await portal.follow(refused)
    assert "There is nothing to download here." in portal.words


async def test_quotes_are_listed_downloaded_and_seen(
    house: House, portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    quote = await people.quote(ada.customer)
    theirs = await people.quote((await people.person()).customer)
    _, line = table_in((await portal.get("/quotes.csv?status=sent")).content)
    assert (line[0], line[3:5]) == (quote, ["Waits for an answer", "A new website"])
    assert line[5:] == ["EUR", "1099.00", "0.00", "1099.00", ""]
    assert len(table_in((await portal.get("/v1/quotes.csv?status=declined")).content)) == 1
    async with house.books() as books:
        assert not await books.quotes.views(quote), "a list shows none of them"
    await portal.get("/quotes?status=sent")
    assert 'name="status" value="sent"' in portal.page
    assert f'id="pick-{quote}"' in portal.page
    for address in ("/quotes.zip?status=sent", f"/v1/quotes.zip?number={quote}"):
        assert names_in((await portal.get(address)).content) == [f"{quote}-1.pdf"]
    async with house.books() as books:
        [look] = await books.quotes.views(quote)
        assert (look.contact, await books.quotes.views(theirs)) == (ada.contact, [])
    assert (await portal.send("GET", f"/v1/quotes.zip?number={theirs}")).status_code == 404


async def test_sales_orders_come_the_same_way(
    portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    await people.preference("view.sales_orders", True)
    order = await people.sales_order(ada.customer)
    assert names_in((await portal.get("/sales-orders.zip?show=all")).content) == [f"{order}.pdf"]
    assert table_in((await portal.get("/v1/sales-orders.csv")).content)[1][0] == order
    await portal.get("/sales-orders")
    assert 'action="/sales-orders.zip"' in portal.page


async def test_anothers_documents_are_in_no_download(
    portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    mine = await people.invoice(ada.customer)
    stranger = await people.person()
    theirs = await people.invoice(stranger.customer)
    for number in (theirs, "INV-999999"):
        answer = await portal.send("GET", f"/v1/invoices.zip?number={mine}&number={number}")
        assert (answer.status_code, answer.json()["code"]) == (404, "NothingHere")
    assert names_in((await portal.get("/invoices.zip")).content) == [f"{mine}.pdf"]
    listed = (await portal.get(f"/invoices.csv?number={theirs}")).content
    assert theirs not in listed.decode()
    assert (await portal.get("/invoices.zip?number=../x")).status_code == 422


async def test_what_cannot_be_made_is_said_in_its_place(
    house: House, portal: Browser, people: People, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await people.invoice(ada.customer)

    async def fails(job: PrintJob) -> Print:
        raise DocumentNotRendered(Fault.TOO_SLOW)

    monkeypatch.setattr(house.parts.renderer, "render", fails)
    content = (await portal.get("/invoices.zip")).content
    assert names_in(content) == [f"{number}.error.txt"]
    said = zipfile.ZipFile(io.BytesIO(content)).read(f"{number}.error.txt").decode()
    assert said == f"{number} could not be made just now. Download it again later.\n"


async def test_too_many_are_refused_in_words_and_downloads_are_counted(
    portal: Browser, people: People, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await people.invoice(ada.customer)
    monkeypatch.setattr(downloads, "MOST_AT_ONCE", 2)
    answer = await portal.send("GET", "/v1/invoices.zip")
    assert (answer.status_code, answer.json()["code"]) == (422, "TooManyDocuments")
    for _ in range(DOWNLOADS_OF_PERSON.items[0].amount - 1):
        assert (await portal.get("/invoices.csv")).status_code == 200
    assert (await portal.get("/invoices.csv")).status_code == 429


async def test_a_list_comes_for_spreadsheets(
    portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    number = await people.invoice(ada.customer)
    paid = await people.payment(ada.customer, number)

    head, line = table_in((await portal.get("/invoices.csv")).content)
    assert head[:5] == ["Number", "Date", "Due", "Status", "Details"]
    assert line[0] == number
    assert line[3:] == ["Open", "", "EUR", "120.00", "0.00", "120.00", "120.00"]
    _, receipt = table_in((await portal.get("/payments.csv")).content)
    assert (receipt[0], receipt[4]) == (paid, number)


async def test_the_e_invoice_is_a_file_of_its_own_where_there_is_one(
    house: House, portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    number = await people.invoice(ada.customer)
    assert (await portal.get(f"/invoices/{number}/xml")).status_code == 409
    async with house.books() as books:
        file = await books.documents.file(DocumentKind.INVOICE, number)
    assert file is not None
    assert not file.e_invoice
