"""Invoice drafts: what staff write, until it is issued by hand, by itself after its grace, or not.

A draft that is written waits for its author. One that is ready is issued by itself when its grace
is over; until then it can be changed, held back or discarded. What was issued or discarded is no
draft any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.articles import Article, ArticleKind, PricedItem
from domain.e_invoices import BuyerTaxIdMissing, vat_id
from domain.errors import Conflict, Invalid, NotFound
from domain.invoices import InvoiceLine, LineKind
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.plans import NegativePrice
from domain.taxes import TaxCategory, TaxRate
from domain.words import N_

MOST_LINES = 200
MOST_GRACE_HOURS = 30 * 24
MOST_NET_DAYS = 3650


class DraftStatus(StrEnum):
    WRITTEN = "written"
    READY = "ready"
    ISSUED = "issued"
    DISCARDED = "discarded"


class DraftEvent(StrEnum):
    MARK_READY = "mark_ready"
    HOLD = "hold"
    ISSUE = "issue"
    DISCARD = "discard"


DRAFT_LIFECYCLE = Lifecycle[DraftStatus, DraftEvent](
    {
        DraftStatus.WRITTEN: {
            DraftEvent.MARK_READY: DraftStatus.READY,
            DraftEvent.ISSUE: DraftStatus.ISSUED,
            DraftEvent.DISCARD: DraftStatus.DISCARDED,
        },
        DraftStatus.READY: {
            DraftEvent.HOLD: DraftStatus.WRITTEN,
            DraftEvent.ISSUE: DraftStatus.ISSUED,
            DraftEvent.DISCARD: DraftStatus.DISCARDED,
        },
        DraftStatus.ISSUED: {},
        DraftStatus.DISCARDED: {},
    }
)

OPEN_DRAFTS = frozenset({DraftStatus.WRITTEN, DraftStatus.READY})


class NoSuchDraft(NotFound):
    message = N_("There is no draft {draft}.")


class DraftDecided(Conflict):
    message = N_("Draft {draft} cannot be changed any more: it was issued or discarded.")


class NoGrace(Conflict):
    message = N_("There is no grace period: issue the draft, or set “{preference}” first.")


class DescriptionMissing(Invalid):
    message = N_("Say what this line is for.")


class DiscountTooLarge(Invalid):
    message = N_("The discount of {discount} is more than the line comes to: {amount}.")


class TooManyLines(Invalid):
    message = N_("An invoice has at most {most} lines.")


class NetDaysOutOfRange(Invalid):
    message = N_("An invoice is due after 0 to {most} days.")


@dataclass(frozen=True)
class WrittenLine:
    """A line as staff write it. `discount` is taken off the whole line; `tax` is a rate's code."""

    description: str
    quantity: int
    unit_price: Money
    discount: Money
    tax: str | None = None


@dataclass(frozen=True)
class Due:
    """When it is to be paid: so many days after its issue, on a day, or as preferences say."""

    days: int | None = None
    on: date | None = None

    def __post_init__(self) -> None:
        if self.days is not None and not 0 <= self.days <= MOST_NET_DAYS:
            raise NetDaysOutOfRange(most=MOST_NET_DAYS)

    def net_days(self, issued_on: date, usual: int) -> int:
        """How many days after its issue it is due: never before it."""
        if self.on is not None:
            return max((self.on - issued_on).days, 0)
        return usual if self.days is None else self.days


def written_item(line: WrittenLine, tax: TaxRate | None) -> PricedItem:
    """The item of a line.

    Raises `DescriptionMissing`, `QuantityTooSmall`, `NegativePrice` and `DiscountTooLarge`.
    """
    nothing = Money.zero(line.unit_price.currency)
    if not line.description.strip():
        raise DescriptionMissing
    if min(line.unit_price, line.discount) < nothing:
        raise NegativePrice(amount=str(min(line.unit_price, line.discount)))
    item = PricedItem(
        LineKind.ITEM,
        line.description.strip(),
        line.quantity,
        line.unit_price,
        None,
        article=Article(ArticleKind.ITEM, ""),
        tax=tax,
        discount=line.discount,
    )
    if item.amount < nothing:
        raise DiscountTooLarge(discount=str(line.discount), amount=str(item.full_amount))
    return item


def discount_of(share: Fraction, quantity: int, unit_price: Money) -> Money:
    """What a share of the whole line comes to."""
    return (unit_price * quantity).times(share)


def check_lines(count: int) -> None:
    """Raises `TooManyLines`."""
    if count > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)


def check_buyer(lines: Sequence[InvoiceLine], tax_id: str) -> None:
    """An invoice whose tax the buyer owes names their VAT number. Raises `BuyerTaxIdMissing`."""
    owed = any(each.tax and each.tax.category is TaxCategory.REVERSE_CHARGE for each in lines)
    if owed and not vat_id(tax_id):
        raise BuyerTaxIdMissing


def issue_moment(ready_at: datetime, grace_hours: int) -> datetime:
    """When a draft that is ready now is issued by itself. Raises `NoGrace`."""
    if grace_hours == 0:
        raise NoGrace(preference="invoices.grace_hours")
    return ready_at + timedelta(hours=grace_hours)
