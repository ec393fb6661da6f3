"""Documents: what an issued one shows, written down when it is issued and never changed again."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import add

from domain.acceptances import Accepted
from domain.addresses import PostalAddress
from domain.articles import ArticleKind
from domain.credit_notes import CreditReason
from domain.errors import Conflict, NotFound
from domain.fingerprints import fingerprint
from domain.money import Money, exponent
from domain.quote_conversions import OfferedPlan
from domain.tax_treatments import is_rounding
from domain.taxes import TaxBehaviour, Taxed, TaxRate, as_priced
from domain.words import N_

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nobody reads them wrong or spells a word with them."""


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    RETAINER = "retainer"
    SALES_ORDER = "sales_order"
    QUOTE = "quote"
    ACCEPTANCE = "acceptance"


TO_BE_PAID = frozenset({DocumentKind.INVOICE, DocumentKind.RETAINER})
"""These ask for money."""


class NoSuchDocument(NotFound):
    message = N_("There is no document {number}.")


class NotIssued(Conflict):
    message = N_("{number} has no document: it has not been issued.")


@dataclass(frozen=True, kw_only=True)
class Seller:
    """The organisation. `logo` is the SHA-256 of the picture, `accent` a colour like `#0b5f58`."""

    name: str
    legal_name: str = ""
    address: PostalAddress
    tax_id: str = ""
    registration: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""
    accent: str = ""
    logo: str = ""
    small_print: str = ""

    @property
    def signs_as(self) -> str:
        """The name that it does business under, where it has another one."""
        return self.legal_name or self.name


@dataclass(frozen=True, kw_only=True)
class Buyer:
    number: str
    name: str
    address: PostalAddress
    tax_id: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentItem:
    """A line. `discount` was taken off `quantity` times `unit_price`; `taxed` is what is charged.

    A credit note's item names the invoice that it gives back a part of. `lost_tax` says whether its
    price was written with a tax that is not in it any more; documents of before do not say it.
    """

    kind: ArticleKind
    code: str
    description: str
    quantity: int
    unit_price: Money
    discount: Money
    taxed: Taxed
    tax: TaxRate | None
    tax_name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    invoice: str = ""
    lost_tax: bool | None = None

    @property
    def has_tax_inside(self) -> bool:
        """Whether its price was written with the tax in it."""
        return self.tax is not None and self.tax.behaviour is TaxBehaviour.INCLUSIVE

    @property
    def charged(self) -> Money:
        """What is charged, counted as its price is."""
        return as_priced(self.taxed, self.tax)

    @property
    def is_rounded(self) -> bool:
        """Whether its price does not multiply to what is charged, because it lost a tax."""
        may_be = self.lost_tax is not False
        return may_be and is_rounding(self._short_of_price, self.quantity, self.tax)

    @property
    def is_part(self) -> bool:
        """Whether only a part of its price is charged, for a part of its time."""
        return not (self._short_of_price.is_zero or self.is_rounded)

    @property
    def _short_of_price(self) -> Money:
        return self.unit_price * self.quantity - self.discount - self.charged


@dataclass(frozen=True, kw_only=True)
class PaidShare:
    """What a payment has paid of an invoice, and what was left to pay after it."""

    invoice: str
    issued_on: date
    total: Money
    paid: Money
    left: Money
    is_retainer: bool = False


@dataclass(frozen=True)
class Corrected:
    """An invoice that a credit note corrects."""

    number: str
    issued_on: date


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a version of a quote says beyond its items, which are meant by their places from 0 on.

    Of the `optional` ones those that are `left_out` are in no total. `plan` is what it sells as a
    subscription.
    """

    quote: str
    version: int
    title: str = ""
    valid_until: date | None = None
    optional: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    plan: OfferedPlan | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentFacts:
    """Everything that a document shows. Fields are only ever added, with defaults."""

    kind: DocumentKind
    number: str
    language: str
    time_zone: str
    issued_on: date
    issued_at: datetime
    seller: Seller
    buyer: Buyer
    subtotal: Money
    tax: Money
    total: Money
    items: tuple[DocumentItem, ...] = ()
    due_on: date | None = None
    subscription: str = ""
    reason: CreditReason | None = None
    corrects: tuple[Corrected, ...] = ()
    shares: tuple[PaidShare, ...] = ()
    method: str = ""
    excess: Money | None = None
    purchase_order: str = ""
    notes: str = ""
    terms: str = ""
    project: str = ""
    offered: Offered | None = None
    accepted: Accepted | None = None

    @property
    def counted(self) -> tuple[DocumentItem, ...]:
        """The items that its total is made of."""
        out = self.offered.left_out if self.offered else ()
        return tuple(item for place, item in enumerate(self.items) if place not in out)

    @property
    def shows_prices_with_tax(self) -> bool:
        """Whether its amounts are written with the tax in them, because every price is."""
        taxed_items = [item for item in self.items if item.tax]
        return bool(taxed_items) and all(item.has_tax_inside for item in taxed_items)


@dataclass(frozen=True)
class Standing:
    """What was settled of an invoice in the moment of its issue."""

    paid: Money
    credited: Money

    @property
    def settled(self) -> Money:
        return self.paid + self.credited


@dataclass(frozen=True)
class TaxLine:
    """What of a document is taxed at one rate. An old document may not say the rate."""

    name: str
    rate: Fraction | None
    net: Money
    tax: Money


def tax_lines(items: Sequence[DocumentItem]) -> tuple[TaxLine, ...]:
    """The taxes of these items by rate, in the order in which they first appear."""
    groups: dict[tuple[str, Fraction | None], list[Taxed]] = {}
    for item in items:
        if item.tax or not item.taxed.tax.is_zero:
            name = item.tax_name or (item.tax.name if item.tax else "")
            key = (name, item.tax.rate if item.tax else None)
            groups.setdefault(key, []).append(item.taxed)
    return tuple(
        TaxLine(
            name,
            rate,
            net=reduce(add, (each.net for each in group)),
            tax=reduce(add, (each.tax for each in group)),
        )
        for (name, rate), group in groups.items()
    )


def mark_of(facts: DocumentFacts) -> str:
    """The mark that is printed on the document: 80 bits of everything that it says."""
    digest = bytes.fromhex(fingerprint(facts))[:10]
    bits = int.from_bytes(digest)
    letters = "".join(_LETTERS[bits >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def typed_mark(text: str) -> str:
    """A mark as somebody typed it, as we write it."""
    wanted = text.upper().translate(str.maketrans("ILO", "110", " -–\t"))
    letters = "".join(letter for letter in wanted if letter in _LETTERS)[:16]
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def is_amount(text: str, amount: Money) -> bool:
    """Whether somebody has typed this amount, however they separate thousands and decimals."""
    digits = re.sub(r"[^0-9]", "", text)
    tail = re.search(r"[.,]([0-9]*)\D*$", text)
    decimals = len(tail[1]) if tail and len(tail[1]) <= exponent(amount.currency) else 0
    typed = digits + "0" * (exponent(amount.currency) - decimals)
    return bool(digits) and len(digits) < 20 and int(typed) == abs(amount.minor_units)


def sha256_of(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()
