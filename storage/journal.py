"""The journal: double entry, append-only, balanced at each commit by the database itself."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.accounts import Account, Posting
from domain.journal import BookedEvent
from domain.money import Money
from storage.base import Base, status_column


class JournalEntryRow(Base):
    """One business event. `cause` names it once and for all, so that it is never booked twice."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        CheckConstraint("belongs_to < booked_on", name="booked_later"),
        Index("ix_journal_entries_customer", "customer", "booked_on"),
        Index("ix_journal_entries_document", "document"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(unique=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    document: Mapped[str]
    booked_on: Mapped[date]
    belongs_to: Mapped[date | None]
    booked_at: Mapped[datetime]


class JournalLineRow(Base):
    """A posting: debits positive, credits negative, in minor units."""

    __tablename__ = "journal_lines"
    __table_args__ = (
        Index("ix_journal_lines_balance", "customer", "account", "currency"),
        Index("ix_journal_lines_entry", "entry"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"))
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    account: Mapped[Account] = status_column(Account)
    amount_minor_units: Mapped[int]
    currency: Mapped[str]


class Journal:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def book(self, event: BookedEvent, postings: Sequence[Posting]) -> None:
        """Write the event with its postings. A cause that was booked before is refused."""
        entry = JournalEntryRow(
            cause=event.cause,
            customer=event.customer,
            document=event.document,
            booked_on=event.on,
            belongs_to=event.belongs_to,
            booked_at=event.at,
        )
        self._session.add(entry)
        await self._session.flush()
        self._session.add_all(
            JournalLineRow(
                entry=entry.id,
                customer=entry.customer,
                account=posting.account,
                amount_minor_units=posting.amount.minor_units,
                currency=posting.amount.currency,
            )
            for posting in postings
            if posting.amount.minor_units
        )

    async def times(self, document: str, happened: str) -> int:
        """How often this has happened to the document so far."""
        found = await self._session.scalar(
            select(func.count()).where(
                JournalEntryRow.document == document,
                JournalEntryRow.cause.startswith(f"{document} {happened}", autoescape=True),
            )
        )
        return found or 0

    async def last_day(self, documents: Collection[str]) -> date | None:
        """The last day on which anything of these is booked."""
        day: date | None = await self._session.scalar(
            select(func.max(JournalEntryRow.booked_on)).where(
                JournalEntryRow.document.in_(documents)
            )
        )
        return day

    async def retainers(self, customer: str) -> Sequence[tuple[Money, Money]]:
        """What retainers ask for, and what of them was paid and not used, in each currency."""
        units = JournalLineRow.amount_minor_units
        asked = func.sum(case((JournalLineRow.account == Account.RETAINERS_ASKED, units), else_=0))
        rows = await self._session.execute(
            select(JournalLineRow.currency, asked, -func.sum(units))
            .where(
                JournalLineRow.customer == customer,
                JournalLineRow.account.in_((Account.RETAINERS_ASKED, Account.RETAINERS)),
            )
            .group_by(JournalLineRow.currency)
            .order_by(JournalLineRow.currency)
        )
        return [
            (Money(int(outstanding), currency), Money(int(available), currency))
            for currency, outstanding, available in rows
        ]

    async def credits(self, customer: str) -> Sequence[Money]:
        """What the organisation owes the customer, in each currency where it does."""
        rows = await self._session.execute(
            select(JournalLineRow.currency, -func.sum(JournalLineRow.amount_minor_units))
            .where(
                JournalLineRow.customer == customer,
                JournalLineRow.account == Account.CUSTOMER_CREDIT,
            )
            .group_by(JournalLineRow.currency)
            .having(func.sum(JournalLineRow.amount_minor_units) != 0)
            .order_by(JournalLineRow.currency)
        )
        return [Money(int(amount), currency) for currency, amount in rows]
