"""Documents at the doors: whose they are, that they stay, and what strangers learn of them."""

import asyncio
import re

import pytest

from api.security.limits import VERIFY_FROM_ADDRESS, Limits
from domain.documents import DocumentKind
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from gateways.renderer import DocumentNotRendered, Fault, Print, PrintJob
from runtime.file_names import safe_name
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person
from tests.api.words import words_of


async def test_a_customer_downloads_the_invoice_and_has_seen_it(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)

    answer = await portal.get(f"/invoices/{number}/pdf")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="{number}.pdf"' in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]
    assert answer.content.startswith(b"%PDF-1.7")
    assert number in words_of(answer.content)
    async with house.books() as books:
        row = await books.invoices.with_number(number)
    assert row is not None
    assert row.viewed_at is not None


async def test_programs_and_staff_get_the_same_bytes(
    portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)
    first = (await portal.get(f"/invoices/{number}/pdf")).content
    again = (await portal.send("GET", f"/v1/invoices/{number}/pdf")).content
    assert first == again


async def test_what_was_issued_stays_whatever_changes_later(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)
    first = (await portal.get(f"/invoices/{number}/pdf")).content
    async with house.books() as books:
        (await books.organisations.get()).name = "Renamed"
        (await books.customers.get(ada.customer)).name = "Somebody else"

    assert (await portal.get(f"/invoices/{number}/pdf")).content == first
    await portal.get(f"/invoices/{number}/print")
    assert "Somebody else" not in portal.page
    assert "Renamed" not in portal.page


async def test_two_who_ask_at_once_get_the_same(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)
    path = f"/v1/invoices/{number}/pdf"
    answers = await asyncio.gather(*(portal.http.get(path) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


async def test_a_receipt_exists_for_money_that_came_and_for_no_other(
    portal: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer, status=InvoiceStatus.PAID)
    paid = await people.payment(ada.customer, invoice)
    failed = await people.payment(ada.customer, invoice, PaymentStatus.FAILED)

    answer = await portal.get(f"/payments/{paid}/pdf")
    assert answer.status_code == 200
    assert invoice in words_of(answer.content)
    assert (await portal.get(f"/payments/{failed}/pdf")).status_code == 409


async def test_the_print_view_needs_no_script_and_no_foreign_address(
    portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)
    answer = await portal.get(f"/invoices/{number}/print")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert re.findall(r'(?:src|href)="(?!/)([^"]+)"', answer.text) == [
        found for found in re.findall(r'href="(http[^"]+)"', answer.text) if number in found
    ]


async def test_what_is_wider_than_a_phone_can_be_moved_by_keyboard(
    portal: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer, status=InvoiceStatus.PAID)
    for path in (
        f"/invoices/{invoice}",
        f"/payments/{await people.payment(ada.customer, invoice)}",
    ):
        tables = re.findall(r'<table class="items[^>]*>', (await portal.get(f"{path}/print")).text)
        assert tables
        assert all('tabindex="0"' in each for each in tables)


async def test_a_document_that_cannot_be_made_is_pending_and_comes_later(
    house: House, portal: Browser, people: People, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await people.invoice(ada.customer)

    async def fails(job: PrintJob) -> Print:
        raise DocumentNotRendered(Fault.TOO_SLOW)

    with monkeypatch.context() as broken:
        broken.setattr(house.parts.renderer, "render", fails)
        answer = await portal.get(f"/invoices/{number}/pdf")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert (await portal.get(f"/invoices/{number}/pdf")).status_code == 200


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "count", lambda *_: None)


async def test_who_holds_the_document_is_told_that_it_is_genuine(
    house: House, portal: Browser, people: People, ada: Person, unlimited: None
) -> None:
    number = await people.invoice(ada.customer)
    await portal.get(f"/invoices/{number}/pdf")
    async with house.books() as books:
        row = await books.documents.find(DocumentKind.INVOICE, number)
    assert row is not None
    good = {
        "number": number.lower(),
        "amount": "120,00",
        "issued_on": str(row.issued_on),
        "mark": row.mark.replace("-", " ").lower(),
    }
    wrong = {
        "number": number[:-1] + ("8" if number[-1] != "8" else "9"),
        "amount": "120,01",
        "issued_on": "2001-01-01",
        "mark": "0000-0000-0000-0000",
    }
    async with house.browser() as stranger:
        await stranger.get("/verify")
        await stranger.post("/verify", good)
        assert "was issued by us" in stranger.words
        for field, value in wrong.items():
            await stranger.post("/verify", {**good, field: value})
            assert "no such document" in stranger.words, field
            assert ada.email not in stranger.page


async def test_guessing_is_stopped(house: House, people: People) -> None:
    await people.organisation()
    allowed = VERIFY_FROM_ADDRESS.items[0].amount
    async with house.browser() as stranger:
        await stranger.get("/verify")
        answers = [await stranger.post("/verify", {}, token=stranger.token) for _ in range(allowed)]
        assert {answer.status_code for answer in answers} == {200}
        assert (await stranger.post("/verify", {}, token=stranger.token)).status_code == 429


@pytest.mark.parametrize("path", ["/documents/logo/../x", "/documents/accents/red.css"])
async def test_pictures_and_colours_are_found_by_their_own_names_alone(
    browser: Browser, path: str
) -> None:
    assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("Rechnung INV-1 – Käse & Co", "Rechnung INV-1 – Käse & Co.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ('a"b<c>d|e?f*g:h', "a b c d e f g h.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe.pdf"),
        ("\r\nSet-Cookie: x", "Set-Cookie x.pdf"),
        ("فاتورة", "فاتورة.pdf"),
        ("…", "….pdf"),
        ("..", "document.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
    ],
)
def test_a_file_has_a_name_that_every_system_can_store(stem: str, name: str) -> None:
    assert safe_name(stem, "pdf") == name
