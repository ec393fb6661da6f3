"""The customer's statement of accounts through the doors: page, file and JSON say the same."""

import csv
import io
from datetime import timedelta

import pytest

from api.statements import papers
from domain.accounts import Account, invoice_issued, payment_received
from domain.journal import BookedEvent
from domain.money import Money
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person
from tests.api.words import words_of


async def book(house: House, customer: str, document: str, minor_units: int, days: int = 0) -> None:
    """An invoice, or a payment if it is below zero, so many days ago."""
    at = house.clock.now() - timedelta(days=days)
    amount = Money(abs(minor_units), "EUR")
    zero = Money.zero("EUR")
    if minor_units > 0:
        word, postings = "issued", invoice_issued(net=amount, tax=zero, gross=amount)
    else:
        via = Account.PROCESSOR_CLEARING
        postings = payment_received(amount, applied=amount, excess=zero, via=via)
        word = "received"
    event = BookedEvent(f"{document} {word}", customer, document, at.date(), at)
    async with house.books() as books:
        await books.journal.book(event, postings)


def year(house: House) -> str:
    today = house.clock.now().date()
    return f"range=custom&first={today - timedelta(days=300)}&last={today}"


async def test_a_statement_says_where_it_began_what_moved_and_where_it_ends(
    house: House, portal: Browser, ada: Person
) -> None:
    await book(house, ada.customer, "INV-000001", 10000, days=400)
    await book(house, ada.customer, "INV-000002", 5000, days=20)
    await book(house, ada.customer, "PAY-000001", -12000, days=10)

    await portal.get(f"/statements?{year(house)}")

    assert "Opening balance €100.00" in portal.words
    assert "INV-000002" in portal.words
    assert "€150.00" in portal.words
    assert "Closing balance €30.00" in portal.words
    assert "INV-000001" not in portal.words


async def test_the_statement_of_an_empty_account_speaks(portal: Browser) -> None:
    await portal.get("/statements")

    assert "Nothing has moved yet" in portal.words
    assert 'href="/statements?range=last_month"' in portal.page


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("", "2026-01-01", "Say from which day to which day."),
        ("2026-02-01", "2026-01-01", "is before the first day"),
        ("2999-01-01", "2999-01-02", "has not come yet"),
        ("2001-01-01", "2020-01-02", "10 years at most"),
        ("yesterday", "2020-01-02", "Say from which day"),
    ],
)
async def test_days_that_are_none_are_said_beside_the_form(
    portal: Browser, first: str, last: str, words: str
) -> None:
    answer = await portal.get(f"/statements?range=custom&first={first}&last={last}")

    assert answer.status_code == 422
    assert words in portal.words
    assert (await portal.get(f"/v1/statements?range=custom&first={first}&last={last}")).json()[
        "code"
    ] in ("DaysMissing", "DaysTheWrongWayRound", "DaysAhead", "TooManyDays")


async def test_the_file_opens_in_a_spreadsheet_and_adds_up(
    house: House, portal: Browser, ada: Person
) -> None:
    await book(house, ada.customer, "INV-000001", 10000, days=400)
    await book(house, ada.customer, "INV-000002", 5000, days=20)
    await book(house, ada.customer, "PAY-000001", -12000, days=10)

    answer = await portal.http.get(f"/statements.csv?{year(house)}")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="statement-{ada.customer}-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == [
        "Currency",
        "Date",
        "Type",
        "Number",
        "Details",
        "Amount",
        "Payments and credits",
        "Balance",
    ]
    assert [row[7] for row in rows[1:]] == ["100.00", "150.00", "30.00", "30.00"]
    assert rows[2][2:4] == ["Invoice", "INV-000002"]
    assert rows[3][6] == "120.00"


async def test_the_paper_says_what_the_page_says(
    house: House, portal: Browser, ada: Person
) -> None:
    await book(house, ada.customer, "INV-000001", 10000, days=400)
    await book(house, ada.customer, "INV-000002", 5000, days=20)
    await book(house, ada.customer, "PAY-000001", -12000, days=10)

    answer = await portal.http.get(f"/statements.pdf?{year(house)}")
    said = words_of(answer.content)
    still_open = words_of(
        (await portal.http.get(f"/statements.pdf?{year(house)}&show=open")).content
    )

    assert answer.headers["content-type"] == "application/pdf"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="statement-{ada.customer}-')
    for words in ("Opening balance", "€100.00", "INV-000002", "€150.00", "PAY-000001", "€30.00"):
        assert words in said
    assert "INV-000001" not in said
    assert "PAY-000001" not in still_open
    assert "Compare at" not in said


async def test_more_than_fits_on_paper_is_refused(
    portal: Browser, house: House, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_LINES", 1)
    await book(house, ada.customer, "INV-000002", 5000, days=20)
    await book(house, ada.customer, "PAY-000001", -3000, days=10)

    answer = await portal.get(f"/statements.pdf?{year(house)}")

    assert answer.status_code == 422
    assert "A PDF holds 1 movements at most" in portal.words


async def test_the_file_is_not_asked_for_all_day_long(portal: Browser) -> None:
    for _ in range(10):
        assert (await portal.http.get("/statements.csv")).status_code == 200
    assert (await portal.http.get("/statements.csv")).status_code == 429


async def test_programs_read_the_same(house: House, portal: Browser, ada: Person) -> None:
    await book(house, ada.customer, "INV-000002", 5000, days=20)

    told = (await portal.http.get(f"/v1/statements?{year(house)}")).json()

    assert told["customer"] == ada.customer
    [statement] = told["statements"]
    assert statement["opening"] == {"amount": 0, "currency": "EUR"}
    assert [line["balance"]["amount"] for line in statement["lines"]] == [5000]
    assert statement["closing"]["amount"] == 5000
    assert set(statement["ageing"]) == {"current", "1-30", "31-60", "61-90", "over_90"}


async def test_a_long_statement_goes_on_on_further_pages(
    house: House, portal: Browser, ada: Person
) -> None:
    for number in range(1, 206):
        await book(house, ada.customer, f"INV-{number:06d}", 100, days=5)

    await portal.get(f"/statements?{year(house)}")
    assert "Page 1 of 2" in portal.words
    assert "INV-000200" in portal.words
    assert "INV-000201" not in portal.words
    await portal.get(f"/statements?{year(house)}&page=2")
    assert "INV-000201" in portal.words
    assert "Closing balance €205.00" in portal.words


async def test_only_what_is_open_is_shown_when_that_is_asked(
    portal: Browser, house: House, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer, Money(12000, "EUR"))
    await book(house, ada.customer, number, 12000)

    await portal.get("/statements?show=open")

    assert number in portal.words
    assert "€120.00" in portal.words


async def test_where_statements_are_switched_off_there_is_none(
    portal: Browser, people: People
) -> None:
    await people.preference("view.statements", False)

    await portal.get("/")

    assert 'href="/statements"' not in portal.page
    for address in ("/statements", "/statements.csv", "/statements.pdf", "/v1/statements"):
        assert (await portal.http.get(address)).status_code == 403
