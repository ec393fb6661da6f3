"""What watches over the books: alarms of invariants that were offended, and charges that wait."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.customers import CustomerRow
from storage.invariants import Offence, offences
from storage.invoices import InvoiceRow

_NUMBER = re.compile(r"\b(CUST|SUB|INV|RET|PAY|CN|QUO|TIME|APP)-\d+\b")
_OWNERS = {
    "CUST": "SELECT number FROM customers WHERE number = :number",
    "SUB": "SELECT customer FROM subscriptions WHERE number = :number",
    "INV": "SELECT customer FROM invoices WHERE number = :number",
    "RET": "SELECT customer FROM invoices WHERE number = :number",
    "PAY": "SELECT customer FROM payments WHERE number = :number",
    "QUO": "SELECT customer FROM quotes WHERE number = :number",
    "CN": "SELECT customer FROM credit_notes WHERE number = :number",
    "TIME": (
        "SELECT p.customer FROM time_entries t JOIN projects p ON p.number = t.project"
        " WHERE t.number = :number"
    ),
    "APP": "SELECT customer FROM approvals WHERE number = :number",
}


class AlarmRow(Base):
    """Something that offended an invariant, from when it was first seen until it was no more."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(
            "uq_alarms_open",
            "invariant",
            "what",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_alarms_customer", "customer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invariant: Mapped[str]
    what: Mapped[str]
    customer: Mapped[str | None] = mapped_column(ForeignKey("customers.number"))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class HeldChargeRow(Base):
    """An invoice that would have been charged by itself while its customer was parked."""

    __tablename__ = "held_charges"
    __table_args__ = (Index("ix_held_charges_customer", "customer"),)

    invoice: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    held_at: Mapped[datetime]


class Watch:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def offences(self, now: datetime) -> Sequence[Offence]:
        """Whatever offends an invariant at this moment."""
        return await offences(self._session, now)

    async def open_alarms(
        self, *, customer: str | None = None, limit: int = 1000
    ) -> list[AlarmRow]:
        """The newest first."""
        query = select(AlarmRow).where(AlarmRow.ended_at.is_(None))
        if customer:
            query = query.where(AlarmRow.customer == customer)
        newest = query.order_by(AlarmRow.first_seen_at.desc(), AlarmRow.id.desc())
        return list(await self._session.scalars(newest.limit(limit)))

    def new_alarm(self, offence: Offence, customer: str | None, at: datetime) -> AlarmRow:
        row = AlarmRow(
            invariant=offence.invariant,
            what=offence.what,
            customer=customer,
            first_seen_at=at,
            last_seen_at=at,
        )
        self._session.add(row)
        return row

    async def customer_of(self, what: str) -> str | None:
        """Whose it is: the owner of the first number in the words that belongs to somebody."""
        for found in _NUMBER.finditer(what):
            owner = text(_OWNERS[found[1]])
            customer = await self._session.scalar(owner, {"number": found[0]})
            if customer:
                return str(customer)
        return None

    async def parked(self, *, limit: int) -> Sequence[CustomerRow]:
        """The customers that are parked, the newest first."""
        return (
            await self._session.scalars(
                select(CustomerRow)
                .where(CustomerRow.parked_at.is_not(None))
                .order_by(CustomerRow.parked_at.desc(), CustomerRow.number)
                .limit(limit)
            )
        ).all()

    async def hold(self, invoice: InvoiceRow, at: datetime) -> None:
        """Remember that it waits to be charged; once, however often that is said."""
        if await self._session.get(HeldChargeRow, invoice.id) is None:
            self._session.add(
                HeldChargeRow(invoice=invoice.id, customer=invoice.customer, held_at=at)
            )
            await self._session.flush()

    async def held(self, customer: str) -> Sequence[InvoiceRow]:
        """The invoices that wait, in the order in which they would have been charged."""
        return (
            await self._session.scalars(
                select(InvoiceRow)
                .join(HeldChargeRow, HeldChargeRow.invoice == InvoiceRow.id)
                .where(HeldChargeRow.customer == customer)
                .order_by(HeldChargeRow.held_at, InvoiceRow.number)
            )
        ).all()

    async def held_numbers(self, customer: str) -> list[str]:
        """The numbers of the invoices that wait."""
        return [invoice.number or "" for invoice in await self.held(customer)]

    async def let_go(self, customer: str) -> None:
        """Nothing of this customer waits any more."""
        await self._session.execute(delete(HeldChargeRow).where(HeldChargeRow.customer == customer))
