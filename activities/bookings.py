"""Bookings: an event of the business in the journal, on the customer's date of its instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.book_locks import on_open_day
from domain.journal import BookedEvent
from domain.periods import local_date

if TYPE_CHECKING:
    from domain.accounts import Posting
    from storage.books import Books
    from storage.customers import CustomerRow


@dataclass(frozen=True)
class Cause:
    """What happened (`issued`) to which document of which customer. Booked once, ever.

    `of` is another document, of which it takes something back.
    """

    document: str
    happened: str
    customer: str
    of: str = ""


async def latest_day(books: "Books", customer: "CustomerRow", at: datetime) -> date:
    """The last day on which anything of the customer's may have happened: theirs, or ours."""
    organisation = await books.organisations.get()
    return max(local_date(at, organisation.time_zone), local_date(at, customer.time_zone))


async def book(
    books: "Books",
    cause: Cause,
    postings: "Sequence[Posting]",
    at: datetime,
    on: date | None = None,
) -> None:
    """Write the event down, `on` a day of its own if it did not happen as it was told.

    Days are the customer's, as those of its terms and invoices are; but nothing is undone on a day
    before it was done, as money that the organisation has received on a day of its own may be.
    What belongs to a day on which the books are locked is booked on the first open one.
    """
    organisation = await books.organisations.get()
    customer = await books.customers.get(cause.customer)
    done = None if on else await books.journal.last_day({cause.document, cause.of})
    today = local_date(at, customer.time_zone)
    event = BookedEvent(
        cause=f"{cause.document} {cause.happened}",
        customer=cause.customer,
        document=cause.document,
        on=on or max(today, done or today),
        at=at,
    )
    await books.journal.book(on_open_day(event, organisation.books_locked_until), postings)
