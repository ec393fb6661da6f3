"""Invoices that are looked for: by how they stand, whether they are late, and what is on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_

from storage.invoices import PAYABLE, InvoiceRow


@dataclass(frozen=True)
class InvoiceSearch:
    """Which a list lets through: all of them, unless something is said.

    `overdue_on` leaves what is owed on that day and was due before it; `text` is part of a number,
    of a purchase order, of a project or of the name that it is addressed to.
    """

    statuses: Sequence[str] = ()
    overdue_on: date | None = None
    text: str = ""

    @property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.statuses:
            found.append(InvoiceRow.status.in_(self.statuses))
        if self.overdue_on:
            found += [InvoiceRow.status.in_(PAYABLE), InvoiceRow.due_on < self.overdue_on]
        if self.text.strip():
            found.append(or_(*(each.icontains(self.text.strip(), autoescape=True) for each in _IN)))
        return found


_IN = (
    InvoiceRow.number,
    InvoiceRow.purchase_order,
    InvoiceRow.project,
    InvoiceRow.customer_name,
)
EVERY_INVOICE = InvoiceSearch()
