"""The sheets of acceptances: one for each that was given, and it says what was given."""

from collections.abc import Sequence
from typing import Any

import pytest

from activities.acceptance_sheets import Sheet, acceptance_facts, sheets_of
from activities.documents import issued_document
from domain.acceptances import Accepted
from domain.documents import DocumentFacts, DocumentKind, NoSuchDocument, NotIssued, sha256_of
from domain.numbers import accepted as numbered
from domain.numbers import quoted
from domain.printing import DocumentKey, MadeFile
from tests.support.office import Office
from tests.support.quote_office import BUILD, DESIGN, accepted, in_order, linked, revised, sent

DRAWING = "M10 10L20 40L60 20L90 80"


async def sheets(office: Office, number: str) -> Sequence[Sheet]:
    async with office.books() as books:
        return await sheets_of(books, number)


async def kept(office: Office, number: str) -> DocumentFacts:
    """What was written down of it, without asking for it first."""
    async with office.books() as books:
        row = await books.documents.find(DocumentKind.ACCEPTANCE, number)
    assert row
    return row.to_domain()


async def pdf_is_there(office: Office, document: str) -> str:
    """Somebody has asked for the quote's PDF; its fingerprint."""
    async with office.books() as books:
        row = await issued_document(books, DocumentKey(DocumentKind.QUOTE, document))
        made = MadeFile(b"%PDF", False, (), None)
        await books.documents.keep_file(row.to_domain(), made, office.clock.at)
    return sha256_of(b"%PDF")


async def test_it_says_what_was_given_and_is_written_down_with_it(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    seen = await pdf_is_there(office, f"{number}-1")
    signed: dict[str, Any] = {
        "name": "Ada Example",
        "drawing": DRAWING,
        "purchase_order": "4711",
        "terms": True,
    }
    assert (await accepted(office, number, **signed)).code is None

    facts = await kept(office, f"{number}-A1")

    assert facts.accepted == Accepted(
        quote=number,
        version=1,
        title="A new website",
        person="Ada Example",
        name="Ada Example",
        drawing=DRAWING,
        has_terms=True,
        options=("Support",),
        quote_pdf=seen,
    )
    assert (facts.total.minor_units, facts.purchase_order) == (109_900, "4711")
    assert facts.issued_at == office.clock.at
    assert (numbered(facts.number), quoted(facts.number)) == ((number, 1), (facts.number, 0))
    assert numbered(f"{number}-1") == (f"{number}-1", 0)
    await in_order(office)


async def test_each_acceptance_has_its_own_and_what_is_taken_back_makes_none(
    office: Office,
) -> None:
    number = await sent(office, await office.a.customer())
    await office.a.preference("quotes.accept_by_link", True)
    await office.a.preference("quotes.edit_accepted", True)
    await accepted(office, number, link=await linked(office, number))
    await office.asked("quote", number, "undo")
    assert [(each.number, each.stands) for each in await sheets(office, number)] == [
        (f"{number}-A1", False)
    ]
    await accepted(office, number, 100_000, ())
    await revised(office, number, DESIGN, BUILD)

    found = await sheets(office, number)

    assert [(each.place, each.stands) for each in found] == [(1, False), (2, True)]
    first, second = [await kept(office, each.number) for each in found]
    said = [each.accepted for each in (first, second) if each.accepted]
    assert [(each.by_link, each.version, each.quote_pdf) for each in said] == [
        (True, 1, ""),
        (False, 1, ""),
    ]
    async with office.books() as books:
        assert await acceptance_facts(books, f"{number}-A2") == second
        with pytest.raises(NotIssued):
            await acceptance_facts(books, f"{number}-A1")
        for nothing in (f"{number}-A3", f"{number}-A0", f"{number}-1", "QUO-000099-A1"):
            with pytest.raises(NoSuchDocument):
                await acceptance_facts(books, nothing)
