"""The books as staff read them: the trial balance, the postings behind it, and its files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.callers import SignedInStaff
from api.staff.views.words import ACCOUNTS
from domain.accounts import Account
from domain.book_locks import first_open_day
from domain.errors import NotFound
from domain.ledger import TrialBalance
from domain.words import N_
from runtime.spreadsheets import Cell
from storage.books import Books
from storage.ledger import Ledger, PostingSeen

_PLACES = {
    "INV": "/console/invoices/",
    "RET": "/console/retainers/",
    "PAY": "/console/payments/",
    "CN": "/console/credit-notes/",
}


class NothingBooked(NotFound):
    message = N_("Nothing was booked of {document}.")


@dataclass(frozen=True)
class BooksView:
    """The trial balance of a day, and until when the books are locked."""

    balance: TrialBalance
    locked_until: date | None

    @property
    def first_open(self) -> date | None:
        return first_open_day(self.locked_until)


async def books_view(books: Books, on: date) -> BooksView:
    organisation = await books.organisations.get()
    balance = await Ledger(books.session).trial_balance(on)
    return BooksView(balance, organisation.books_locked_until)


async def document_postings(books: Books, document: str) -> Sequence[PostingSeen]:
    """Everything that was booked of it. Raises `NothingBooked`."""
    found = await Ledger(books.session).of_document(document)
    if not found:
        raise NothingBooked(document=document)
    return found


def place_of(document: str) -> str:
    """Where a document, or what was booked of it, is seen."""
    return _PLACES.get(document.partition("-")[0], "/console/books/documents/") + document


def balance_rows(staff: SignedInStaff, balance: TrialBalance) -> Iterator[Sequence[Cell]]:
    """The trial balance for a spreadsheet."""
    yield [
        staff.say(words)
        for words in (N_("Account"), N_("Currency"), N_("Debit"), N_("Credit"), N_("Balance"))
    ]
    for each in balance.accounts:
        name, currency = staff.say(ACCOUNTS[each.account]), each.debit.currency
        yield [name, currency, each.debit, each.credit, each.balance]
    for currency, (debit, credit) in balance.totals.items():
        yield [staff.say(N_("Together")), currency, debit, credit, debit - credit]


def posting_rows(
    staff: SignedInStaff, account: Account, postings: Sequence[PostingSeen]
) -> Iterator[Sequence[Cell]]:
    """The postings of an account for a spreadsheet."""
    yield [
        staff.say(words)
        for words in (
            N_("Booked on"),
            N_("Belongs to"),
            N_("Account"),
            N_("Document"),
            N_("What happened"),
            N_("Customer"),
            N_("Currency"),
            N_("Amount"),
        )
    ]
    for each in postings:
        entry = each.entry
        yield [
            entry.booked_on,
            entry.belongs_to,
            staff.say(ACCOUNTS[account]),
            entry.document,
            entry.cause,
            entry.customer,
            each.line.currency,
            each.amount,
        ]
