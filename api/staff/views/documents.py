"""The document of an invoice as staff see it: whether it was made, and what kept it from more."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents import DocumentKind
from domain.e_invoices import faults_of
from domain.errors import BillingError
from storage.books import Books


@dataclass(frozen=True)
class Paper:
    """`why_not` keeps, or will keep, an e-invoice out of the PDF."""

    mark: str
    is_made: bool
    sha256: str
    e_invoice: bool
    why_not: Sequence[BillingError]


async def paper_of(books: Books, kind: DocumentKind, number: str) -> Paper | None:
    """None for a document that nobody has written down or asked for yet."""
    row = await books.documents.find(kind, number)
    if row is None:
        return None
    file = await books.documents.file(kind, number)
    if file is None:
        return Paper(row.mark, False, "", False, faults_of(row.to_domain()))
    return Paper(row.mark, True, file.sha256, file.e_invoice, file.why_not)
