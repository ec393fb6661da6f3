"""What was booked for a document, as its page shows it."""

from dataclasses import dataclass
from datetime import date

from domain.accounts import Account
from domain.money import Money
from storage.books import Books
from storage.overviews import Overviews


@dataclass(frozen=True)
class Booked:
    """One line of the journal. Debits are positive, credits negative."""

    on: date
    cause: str
    account: Account
    amount: Money


async def journal_of(books: Books, document: str) -> list[Booked]:
    """What was booked for a document."""
    return [
        Booked(
            entry.booked_on,
            entry.cause,
            line.account,
            Money(line.amount_minor_units, line.currency),
        )
        for entry, line in await Overviews(books.session).booked(document)
    ]
