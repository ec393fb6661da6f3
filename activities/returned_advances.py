"""Advances whose payment comes back when the quote has become what asks for all of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.invoice_ends import void_invoice
from domain.invoices import InvoiceKind
from domain.quote_conversions import asks_for_all

if TYPE_CHECKING:
    from domain.money import Money
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.quote_answers import QuoteConversionRow


async def still_asked(
    books: "Books", opened: "Sequence[tuple[InvoiceRow, Money]]", at: datetime
) -> "list[tuple[InvoiceRow, Money]]":
    """Those of them that are paid by themselves; an advance that has no reason any more is void."""
    return [(each, part) for each, part in opened if not await _end_advance(books, each, at)]


async def _end_advance(books: "Books", retainer: "InvoiceRow", at: datetime) -> bool:
    """Nobody is asked for more than they have accepted.

    One of which a part is still paid stays asked for: that cannot be void, and staff decide.
    """
    number = retainer.number
    if retainer.kind is not InvoiceKind.RETAINER or number is None:
        return False
    if not retainer.balance.paid.is_zero or await books.payments.open_attempt([retainer.id]):
        return False
    made = await books.quotes.conversion_after(number)
    if made is None or not await _asks_for_all(books, made):
        return False
    await void_invoice(books, number, at)
    return True


async def _asks_for_all(books: "Books", made: "QuoteConversionRow") -> bool:
    draft = await books.invoice_drafts.find(made.document)
    if draft:
        return asks_for_all(made.kind, (await books.invoices.get(draft.invoice)).status)
    invoice = await books.invoices.with_number(made.document)
    return asks_for_all(made.kind, invoice.status if invoice else None)
