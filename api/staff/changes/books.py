"""The lock of the books: what was asked is done once, and recorded with what was before."""

from datetime import date, datetime

from activities.book_locks import lock_books, unlock_books
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.book_locks import LONGEST_REASON
from storage.books import Books


async def lock(staff: SignedInStaff, key: str, until: date) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        before = await lock_books(books, until, at)
        return _recorded(staff, "lock", f"locked until {until}", before)

    return await once(staff, Asked("console/books/lock", key, {"until": until}), work)


async def unlock(staff: SignedInStaff, key: str, first_open: date, reason: str) -> Outcome:
    why = reason.strip()[:LONGEST_REASON]

    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        before = await unlock_books(books, first_open, why)
        return _recorded(staff, "unlock", f"open from {first_open} on: {why}", before)

    asked = Asked("console/books/unlock", key, {"first_open": first_open, "reason": why})
    return await once(staff, asked, work)


def _recorded(staff: SignedInStaff, what: str, says: str, before: date | None) -> Recorded:
    return Recorded(
        staff.actor,
        None,
        "books",
        "books",
        what,
        says=says,
        address=staff.address,
        facts={"locked_until_before": str(before) if before else None},
    )
