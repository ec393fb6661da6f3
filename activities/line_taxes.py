"""The tax that a line bears which staff have written."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from domain.plans import NoSuchTaxRate
from domain.tax_treatments import borne

if TYPE_CHECKING:
    from domain.taxes import TaxRate
    from storage.books import Books


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
