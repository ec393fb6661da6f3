"""Numbers of invoices: without holes and without twins, however many are issued at once."""

from collections.abc import AsyncIterator

import pytest

from activities.customers import Address
from activities.invoice_drafts import BilledTo, Written, issue_draft, write_draft
from domain.invoice_drafts import DraftDecided, WrittenLine
from domain.money import Money
from storage.books import books_of, open_engine
from storage.invariants import offences
from tests.support.office import Office
from tests.support.race import race

DRAFTS = 100
NOWHERE = Address()


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    engine = open_engine(database_url, pool_size=40)
    yield Office(books_of(engine))
    await engine.dispose()


async def written(office: Office) -> list[str]:
    """A hundred drafts for ten customers."""
    customers = [await office.a.customer() for _ in range(10)]
    line = WrittenLine("Advice", 1, Money(100, "EUR"), Money.zero("EUR"))
    content = Written((line,), BilledTo("Acme", "", NOWHERE, NOWHERE))
    async with office.books() as books:
        return [
            (await write_draft(books, customers[place % 10], content, "", office.clock.at)).number
            for place in range(DRAFTS)
        ]


async def test_a_hundred_issued_at_once_some_twice_and_some_given_up(office: Office) -> None:
    drafts = await written(office)

    async def issue(place: int) -> str | None:
        """Every tenth is asked for twice, every seventh breaks between its number and its end."""
        draft = drafts[place - 1 if place % 10 == 1 else place]
        try:
            async with office.books() as books:
                number = (await issue_draft(books, draft, office.clock.at)).number
                if place % 7 == 3:
                    await books.session.rollback()
                    return None
                return number
        except DraftDecided:
            return None

    given = sorted(each for each in await race(DRAFTS, issue) if each)

    assert given == [f"INV-{place + 1:06d}" for place in range(len(given))]
    assert len(given) > DRAFTS // 2
    async with office.books() as books:
        found = {each.invariant for each in await offences(books.session, office.clock.at)}
    assert "numbers_have_no_holes" not in found
    assert "drafts_become_invoices" not in found
