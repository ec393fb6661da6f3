"""Unbilled charges: what staff add to the next invoice of a subscription before it is written.

An invoice of a term is never held back to be corrected: what it will be can be seen and added to at
any time before, and its customer sees the same in the announced price. A charge waits until a whole
term is invoiced, and stands on that invoice.
"""

from dataclasses import replace

from domain.articles import Article, ArticleKind, PricedItem, priced_item
from domain.errors import Conflict, NotFound
from domain.invoice_drafts import WrittenLine, written_item
from domain.invoices import InvoiceAmounts
from domain.taxes import TaxRate
from domain.words import N_

MOST_WAITING = 50


class NoSuchCharge(NotFound):
    message = N_("There is no charge {charge}.")


class TooManyCharges(Conflict):
    message = N_("At most {most} charges can wait for one invoice.")


class NoTermFollows(Conflict):
    message = N_("No term of {subscription} follows: write an invoice instead.")


class ChargeBilled(Conflict):
    message = N_("Charge {charge} is on an invoice already: write a credit note instead.")


class ChargeRemoved(Conflict):
    message = N_("Charge {charge} was removed already.")


class ChargeBeingPaid(Conflict):
    message = N_("Charge {charge} is being paid right now: wait for the result.")


def charge_item(number: str, line: WrittenLine, tax: TaxRate | None) -> PricedItem:
    """The item of a charge, by its number. Raises as `written_item` does."""
    return replace(written_item(line, tax), article=Article(ArticleKind.ITEM, number))


def has_charges(amounts: InvoiceAmounts) -> bool:
    """Whether a charge stands on what is invoiced; most terms have none."""
    kinds = {priced_item(line.item).article.kind for line in amounts.lines}
    return ArticleKind.ITEM in kinds


def check_room(waiting: int) -> None:
    """Raises `TooManyCharges` if so many wait that no other can."""
    if waiting >= MOST_WAITING:
        raise TooManyCharges(most=MOST_WAITING)
