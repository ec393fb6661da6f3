"""Credit notes as people look at them: a customer's or everybody's, each with its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.journal import VOID
from domain.money import Money
from storage.credit_notes import CreditNoteLineRow, CreditNoteRow
from storage.credits import Credits
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.journal import JournalEntryRow


@dataclass(frozen=True)
class CreditNoteSeen:
    """A credit note; `is_void` once it was declared so."""

    row: CreditNoteRow
    is_void: bool

    def money(self, minor_units: int) -> Money:
        return Money(minor_units, self.row.currency)


@dataclass(frozen=True)
class CreditNoteLineSeen:
    """What of which invoice is given back."""

    row: CreditNoteLineRow
    invoice: str


class CreditNotesSeen:
    """Those of one customer, or all of them."""

    def __init__(self, session: AsyncSession, customer: str | None = None) -> None:
        self._session = session
        self._customer = customer

    async def page(
        self, *, before: tuple[date, str] | None = None, limit: int = 50
    ) -> list[CreditNoteSeen]:
        """The newest first, from the one that follows `before`."""
        query = self._all()
        if before:
            query = query.where(tuple_(CreditNoteRow.issued_on, CreditNoteRow.number) < before)
        newest_first = (CreditNoteRow.issued_on.desc(), CreditNoteRow.number.desc())
        rows = await self._session.execute(query.order_by(*newest_first).limit(limit))
        return [CreditNoteSeen(*row) for row in rows]

    async def find(self, number: str) -> CreditNoteSeen | None:
        query = self._all().where(CreditNoteRow.number == number)
        row = (await self._session.execute(query)).one_or_none()
        return CreditNoteSeen(*row) if row else None

    async def lines(self, number: str) -> Sequence[CreditNoteLineSeen]:
        """In their order, each with the invoice that it is about."""
        rows = await self._session.execute(
            select(CreditNoteLineRow, InvoiceRow.number)
            .join(InvoiceLineRow, InvoiceLineRow.id == CreditNoteLineRow.invoice_line)
            .join(InvoiceRow, InvoiceRow.id == InvoiceLineRow.invoice)
            .where(CreditNoteLineRow.credit_note == number)
            .order_by(CreditNoteLineRow.position)
        )
        return [CreditNoteLineSeen(line, invoice or "") for line, invoice in rows]

    async def left(self, seen: CreditNoteSeen) -> Money:
        """What of it was not used yet; nothing of a void one."""
        return seen.money(await Credits(self._session).left_of_note(seen.row.number))

    def _all(self) -> Select[CreditNoteRow, bool]:
        is_void = (
            select(JournalEntryRow.id)
            .where(JournalEntryRow.cause == CreditNoteRow.number + f" {VOID}")
            .exists()
        )
        query = select(CreditNoteRow, is_void)
        if self._customer:
            query = query.where(CreditNoteRow.customer == self._customer)
        return query
