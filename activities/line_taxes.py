"""The lines that staff write: in the currency of their document, with the tax that they bear."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from domain.invoice_drafts import WrittenLine, written_item
from domain.money import CurrencyMismatch
from domain.plans import NoSuchTaxRate
from domain.tax_treatments import borne
from domain.taxes import TaxBehaviour

if TYPE_CHECKING:
    from domain.articles import PricedItem
    from domain.taxes import TaxRate
    from storage.books import Books
    from storage.invoices import InvoiceLineRow, InvoiceRow
    from storage.quotes import QuoteRow
    from storage.sales_orders import SalesOrderRow


async def written_items(
    books: "Books",
    paper: "InvoiceRow | QuoteRow | SalesOrderRow",
    lines: Sequence[WrittenLine],
    day: date,
) -> "list[PricedItem]":
    """The items of an invoice, a quote or an order, with the taxes of that day.

    Its lines are stored without a currency, so each has to be in that of the paper: raises
    `CurrencyMismatch`, `NoSuchTaxRate`, and what `written_item` does.
    """
    items: list[PricedItem] = []
    for line in lines:
        if line.unit_price.currency != paper.currency:
            raise CurrencyMismatch(left=str(line.unit_price), right=paper.currency)
        items.append(written_item(line, await borne_rate(books, paper.customer, line.tax, day)))
    return items


async def borne_rate(
    books: "Books", customer: str, code: str | None, day: date
) -> "TaxRate | None":
    """As it is on that day; where the customer's is waived, the written price is charged as it is.

    Raises `NoSuchTaxRate`.
    """
    if not code:
        return None
    row = await books.plans.find_tax_rate(code)
    if row is None:
        raise NoSuchTaxRate(tax_rate=code)
    waived = await books.tax_treatments.waived(customer)
    return borne(replace(row.to_domain().on(day), waived=waived))


async def has_lost_tax(books: "Books", line: "InvoiceLineRow") -> bool:
    """Whether its price was written with a tax that this buyer is not charged."""
    rate = await books.plans.find_tax_rate(line.tax_rate) if line.tax_rate else None
    was_inside = rate is not None and rate.behaviour is TaxBehaviour.INCLUSIVE
    return was_inside and line.tax_behaviour is not TaxBehaviour.INCLUSIVE
