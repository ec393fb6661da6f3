"""Quotes that staff write, recorded; and what they ask of the process of one that was sent."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime

from activities.quote_writing import (
    QuoteText,
    drop_revision,
    revise_quote,
    rewrite_quote,
    write_quote,
)
from activities.records import Recorded
from api.callers import SignedInStaff
from api.commands import Decided
from api.once import Asked, Outcome, once
from api.quotes.views import find_quote
from api.staff.changes.orders import Wish, give
from storage.books import Books
from storage.quotes import QuoteRow


async def write(staff: SignedInStaff, key: str, customer: str, text: QuoteText) -> Outcome:
    async def work(books: Books, at: datetime) -> QuoteRow:
        return await write_quote(books, customer, text, staff.actor.name, at)

    said = {"customer": customer, **asdict(text)}
    return await _once(staff, Asked("console/quotes", key, said), "write", work)


async def rewrite(
    staff: SignedInStaff, key: str, number: str, edition: int | None, text: QuoteText
) -> Outcome:
    """Of the draft that was seen as `edition`; None is for any."""

    async def work(books: Books, at: datetime) -> QuoteRow:
        return await rewrite_quote(books, number, edition, text, at)

    said = {"quote": number, "edition": edition, **asdict(text)}
    return await _once(staff, Asked("console/quotes/change", key, said), "rewrite", work)


async def revise(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """Begin the next version, or go on with it."""

    async def work(books: Books, at: datetime) -> QuoteRow:
        return await revise_quote(books, number, staff.actor.name, at)

    asked = Asked("console/quotes/revise", key, {"quote": number})
    return await _once(staff, asked, "revise", work)


async def drop(staff: SignedInStaff, key: str, number: str, edition: int | None) -> Outcome:
    """The next version is not written after all."""

    async def work(books: Books, at: datetime) -> QuoteRow:
        return await drop_revision(books, number, edition, at)

    asked = Asked("console/quotes/drop", key, {"quote": number, "edition": edition})
    return await _once(staff, asked, "drop", work)


async def tell(
    staff: SignedInStaff, key: str, number: str, signal: str, **payload: object
) -> Decided:
    """Ask its process. Raises `NoSuchQuote`."""
    async with staff.parts.open_books() as books:
        row = await find_quote(books, number)
    wish = Wish(
        process="quote",
        key=number,
        signal=signal,
        says=f"{signal} {number}",
        customer=row.customer,
        document=number,
        payload=payload,
    )
    return await give(staff, wish, key)


async def _once(
    staff: SignedInStaff,
    asked: Asked,
    verb: str,
    change: Callable[[Books, datetime], Awaitable[QuoteRow]],
) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        row = await change(books, at)
        return Recorded(
            staff.actor,
            row.customer,
            "quote",
            row.number,
            verb,
            says=f"{verb} {row.number}",
            document=row.number,
            address=staff.address,
        )

    return await once(staff, asked, work)
