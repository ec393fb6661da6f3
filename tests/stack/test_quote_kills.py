"""A worker dies while an acceptance leads to something: one acceptance, one document of each."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from activities.quote_offers import Deed, send_quote
from activities.quote_writing import write_quote
from domain.commands import ActorKind
from domain.invoices import InvoiceKind
from domain.numbers import INVOICES, RETAINERS
from domain.quotes import QuoteStatus
from storage.invoices import InvoiceRow
from storage.quote_answers import QuoteAcceptanceRow, QuoteConversionRow
from tests.stack.engine import Engine, running_engine, until
from tests.stack.looks import comes_to_rest, give_as, nothing_lost_nothing_doubled
from tests.support.quote_office import text

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]
SUGGESTED = {"version": 1, "minor_units": 109_900, "currency": "EUR", "options": [4]}
POINTS = [
    f"number.{series}.{side}" for series in (INVOICES, RETAINERS) for side in ("taken", "kept")
]
"""The money in advance is asked for by the answer itself, the invoice by the step after it."""


async def test_an_acceptance_is_one_and_leads_to_one_document_of_each() -> None:
    async with running_engine() as engine:
        numbers = [await _offered(engine) for _ in POINTS]
        for point, number in zip(POINTS, numbers, strict=True):
            await _leads_to(engine, point)
            engine.start_worker(f"{point}=kill9")
            await _accepts(engine, number)
            assert await engine.death_of_worker() == -9, point
        engine.start_worker()
        await until(lambda: _are_converted(engine, numbers))
        await comes_to_rest(engine)

        await nothing_lost_nothing_doubled(engine)
        async with engine.books() as books:
            invoices = Counter(await books.session.scalars(select(InvoiceRow.kind)))
            counts = [
                await books.session.scalar(select(func.count()).select_from(row))
                for row in (QuoteAcceptanceRow, QuoteConversionRow)
            ]
        assert counts == [len(POINTS)] * 2
        assert invoices == {InvoiceKind.INVOICE: len(POINTS), InvoiceKind.RETAINER: 2}


async def _leads_to(engine: Engine, point: str) -> None:
    """An invoice that is sent at once; or money in advance, and the draft of an invoice."""
    in_advance = RETAINERS in point
    await engine.a.preference("quotes.retainer_on_accept", in_advance)
    await engine.a.preference("quotes.convert", "draft_invoice" if in_advance else "sent_invoice")


async def _offered(engine: Engine) -> str:
    customer, at = await engine.a.customer(), datetime.now(UTC)
    async with engine.books() as books:
        quote = await write_quote(books, customer, text(), "somebody", at)
        await send_quote(books, quote.number, Deed("somebody", at))
    return quote.number


async def _accepts(engine: Engine, number: str) -> None:
    what = ("quote", number, "accept")
    command = await give_as(engine, ActorKind.CONTACT, what, SUGGESTED)
    await engine.post.deliver([command])


async def _are_converted(engine: Engine, numbers: list[str]) -> bool:
    async with engine.books() as books:
        rows = [await books.quotes.get(number) for number in numbers]
    return all(row.status is QuoteStatus.CONVERTED for row in rows)
