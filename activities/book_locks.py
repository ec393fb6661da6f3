"""The lock of the books: set by finance, taken back by an administrator."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from domain.book_locks import check_lock, check_unlock
from domain.periods import local_date

if TYPE_CHECKING:
    from storage.books import Books


async def lock_books(books: "Books", until: date, at: datetime) -> date | None:
    """Nothing is booked until this day any more; until when they were locked before.

    Raises `DayNotOver` and `LockedAlready`.
    """
    organisation = await books.organisations.lock_for_books()
    before = organisation.books_locked_until
    check_lock(until, before, local_date(at, organisation.time_zone))
    organisation.books_locked_until = until
    return before


async def unlock_books(books: "Books", first_open: date, reason: str) -> date | None:
    """The books are open from this day on; until when they were locked before.

    Raises `NotLockedThatFar` and `UnlockReasonMissing`.
    """
    organisation = await books.organisations.lock_for_books()
    before = organisation.books_locked_until
    check_unlock(first_open, before, reason)
    organisation.books_locked_until = first_open - timedelta(days=1)
    return before
