"""Sign-offs as staff see them: what is asked for, by whom, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.sign_offs import Deed, NoSuchSignOff, SignOffStatus
from domain.words import N_
from storage.books import Books
from storage.customers import CustomerRow
from storage.overviews import Overviews
from storage.sign_offs import SignOffRow

DEEDS: Mapping[Deed, str] = {
    Deed.REFUND: N_("Give money back"),
    Deed.PAY_OUT: N_("Pay credit out"),
    Deed.CREDIT: N_("Give credit"),
    Deed.VOID_CREDIT_NOTE: N_("Declare the credit note void"),
    Deed.VOID_INVOICE: N_("Declare the invoice void"),
    Deed.WRITE_OFF: N_("Write the invoice off"),
}
_PAGES: Mapping[Deed, str] = {
    Deed.REFUND: "payments",
    Deed.PAY_OUT: "customers",
    Deed.CREDIT: "invoices",
    Deed.VOID_CREDIT_NOTE: "credit-notes",
    Deed.VOID_INVOICE: "invoices",
    Deed.WRITE_OFF: "invoices",
}
_OUTCOMES: Mapping[Deed, str] = {
    **_PAGES,
    Deed.REFUND: "refunds",
    Deed.PAY_OUT: "refunds",
    Deed.CREDIT: "credit-notes",
}


@dataclass(frozen=True)
class SignOffView:
    """One of them; `people` are the names of those who asked and decided."""

    row: SignOffRow
    customer: CustomerRow
    people: Mapping[str, str]

    @property
    def page(self) -> str:
        """The page of what it is about."""
        return f"/console/{_PAGES[self.row.deed]}/{self.row.document}"

    @property
    def outcome(self) -> str:
        """The page of what came of it."""
        return f"/console/{_OUTCOMES[self.row.deed]}/{self.row.outcome}"


@dataclass(frozen=True)
class SignOffList:
    rows: Sequence[SignOffRow]
    names: Mapping[str, str]
    people: Mapping[str, str]


async def sign_off_view(books: Books, number: str) -> SignOffView:
    """Raises `NoSuchSignOff`."""
    row = await books.sign_offs.find(number)
    if row is None:
        raise NoSuchSignOff(sign_off=number)
    return SignOffView(row, await books.customers.get(row.customer), await _people(books))


async def sign_off_list(
    books: Books,
    status: SignOffStatus | None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> SignOffList:
    """The newest first."""
    rows = await books.sign_offs.page(status=status, before=before, limit=limit)
    names = await Overviews(books.session).names([row.customer for row in rows])
    return SignOffList(rows, names, await _people(books))


async def _people(books: Books) -> dict[str, str]:
    return {each.number: each.name for each in await books.staff.all()}
