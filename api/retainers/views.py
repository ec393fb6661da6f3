"""A retainer invoice with what it was used for, and the keys of its lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.paging import Cursors
from domain.money import Money
from storage.books import Books
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.retainers import RetainerUse


@dataclass(frozen=True)
class RetainerView:
    """`uses` are draws and refunds, the oldest first; what came back of one is below zero."""

    row: InvoiceRow
    lines: Sequence[InvoiceLineRow]
    uses: Sequence[RetainerUse]

    @property
    def given_back(self) -> Money:
        """What of it was refunded."""
        zero = self.row.money(0)
        return sum((use.amount for use in self.uses if use.refund), zero)


async def retainer_view(books: Books, row: InvoiceRow) -> RetainerView:
    lines = await books.invoices.lines(row.id)
    return RetainerView(row, lines, await books.retainers.uses_of(row))


def read_key(cursors: Cursors, after: str) -> tuple[date, str] | None:
    """The day and number after which the list goes on. Raises `BadRequest`."""
    key = cursors.read(after)
    return (date.fromisoformat(key[0]), key[1]) if key else None


def write_key(cursors: Cursors, row: InvoiceRow) -> str:
    return cursors.write(str(row.issued_on), row.number or "")
