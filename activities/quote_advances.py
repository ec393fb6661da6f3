"""What was asked for in advance as a quote was accepted: paid or void, and the quote hears."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.quote_books import changed, held_quote
from activities.told import Told, tell
from domain.invoices import InvoiceKind
from domain.quote_conversions import AdvanceUnpaid
from domain.quotes import QuoteStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow


async def end_advance(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """Tell the process of the quote that waits for it, if this is a retainer invoice of one."""
    if invoice.kind is not InvoiceKind.RETAINER or invoice.number is None:
        return
    quote = await books.quotes.of_advance(invoice.number)
    if quote:
        says = f"{invoice.number} is {invoice.status}"
        await tell(books, Told("quote", quote, invoice.customer, "advance", says), at)


async def go_on_after_advance(books: "Books", number: str, at: datetime) -> None:
    """What waited for it is due now; what the advance has become by then decides about it."""
    quote = await held_quote(books, number)
    refused = quote.conversion_refused
    waits = refused is not None and refused["code"] == AdvanceUnpaid.__name__
    if waits and quote.status is QuoteStatus.ACCEPTED:
        quote.converts_at, quote.conversion_refused = at, None
        changed(quote, at)
