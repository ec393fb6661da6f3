"""Printing: what a document is made of, and what was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.documents import Buyer, DocumentFacts, DocumentKind, Seller, Standing
from domain.errors import BillingError

LOGO = "logo/"
"""Before the hash of a picture stands what it is for."""


class DocumentUnavailable(Exception):
    """There is no file of this document now: it could not be made, or is not what was kept."""


@dataclass(frozen=True)
class DocumentKey:
    """Which document: no two of a kind have the same number."""

    kind: DocumentKind
    number: str


@dataclass(frozen=True)
class Enclosure:
    """A document as its file, with what it says: that names the file."""

    facts: DocumentFacts
    pdf: bytes


@dataclass(frozen=True)
class Letterhead:
    """Who writes to whom. `pictures` by the name under which a sheet asks for them."""

    seller: Seller
    buyer: Buyer
    pictures: Mapping[str, bytes]


@dataclass(frozen=True)
class Manuscript:
    """All that a document is made of. `pictures` by the name under which it asks for them."""

    facts: DocumentFacts
    standing: Standing | None
    mark: str
    pictures: Mapping[str, bytes]
    as_e_invoice: bool


@dataclass(frozen=True)
class Printed:
    """A PDF. `schema_says` is what the standard's schema has against its e-invoice."""

    pdf: bytes
    e_invoice: bool
    schema_says: str = ""


@dataclass(frozen=True)
class MadeFile:
    """A PDF that is ready to be kept. `why_not` is what kept an e-invoice out of it."""

    pdf: bytes
    e_invoice: bool
    why_not: tuple[BillingError, ...]
    standing: Standing | None
