"""Credit notes through the portal's doors."""

import pytest

from domain.money import Money
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person
from tests.support.credit_notes import credit_note


@pytest.fixture
async def note(house: House, people: People, ada: Person) -> str:
    """Ada's, where customers see theirs."""
    await people.organisation()
    await people.preference("view.credit_notes", True)
    invoice = await people.invoice(ada.customer, Money(12000, "EUR"))
    async with house.books() as books:
        return await credit_note(books, invoice, 3000, house.clock.now())


async def test_a_customer_sees_what_was_given_back_and_of_which_invoice(
    portal: Browser, note: str
) -> None:
    await portal.get("/credit-notes")
    assert note in portal.words
    assert "€30.00" in portal.words

    await portal.get(f"/credit-notes/{note}")
    assert "The subscription was changed" in portal.words
    assert "INV-000001" in portal.words
    assert "Total €30.00" in portal.words


async def test_programs_read_the_same(portal: Browser, note: str) -> None:
    [listed] = (await portal.http.get("/v1/credit-notes")).json()["items"]
    told = (await portal.http.get(f"/v1/credit-notes/{note}")).json()

    assert listed == told["credit_note"]
    assert listed["reason"] == "change"
    assert not listed["is_void"]
    assert told["lines"][0]["invoice"] == "INV-000001"
    assert told["lines"][0]["gross"] == {"amount": 3000, "currency": "EUR"}


async def test_anybody_elses_looks_as_if_it_were_not_there(
    house: House, portal: Browser, people: People, note: str
) -> None:
    other = await people.person()
    invoice = await people.invoice(other.customer, Money(12000, "EUR"))
    async with house.books() as books:
        foreign = await credit_note(books, invoice, 100, house.clock.now())

    for address in (f"/credit-notes/{foreign}", f"/v1/credit-notes/{foreign}"):
        assert (await portal.http.get(address)).status_code == 404
    await portal.get("/credit-notes")
    assert foreign not in portal.words
    assert note in portal.words


async def test_the_statement_leads_to_the_credit_note(portal: Browser, note: str) -> None:
    await portal.get("/statements")

    assert f'href="/credit-notes/{note}"' in portal.page
