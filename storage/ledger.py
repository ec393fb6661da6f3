"""The general ledger: the balance of every account at a day, and what was booked on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.accounts import Account
from domain.ledger import AccountBalance, TrialBalance, trial_balance
from domain.money import Money
from storage.journal import JournalEntryRow, JournalLineRow

_AMOUNT = JournalLineRow.amount_minor_units


@dataclass(frozen=True)
class PostingsAsked:
    """Which postings of an account: until a day, in a currency, from the one after `before`."""

    account: Account
    until: date
    currency: str = ""
    before: tuple[date, int] | None = None
    limit: int = 50


@dataclass(frozen=True)
class PostingSeen:
    """One line of the journal with its entry."""

    entry: JournalEntryRow
    line: JournalLineRow

    @property
    def amount(self) -> Money:
        return Money(self.line.amount_minor_units, self.line.currency)


class Ledger:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def trial_balance(self, on: date) -> TrialBalance:
        """Everything that was booked until the end of this day."""
        rows = await self._session.execute(
            select(
                JournalLineRow.account,
                JournalLineRow.currency,
                func.coalesce(func.sum(_AMOUNT).filter(_AMOUNT > 0), 0),
                func.coalesce(-func.sum(_AMOUNT).filter(_AMOUNT < 0), 0),
            )
            .join(JournalEntryRow, JournalEntryRow.id == JournalLineRow.entry)
            .where(JournalEntryRow.booked_on <= on)
            .group_by(JournalLineRow.account, JournalLineRow.currency)
        )
        return trial_balance(
            on,
            [
                AccountBalance(account, Money(int(debit), currency), Money(int(credit), currency))
                for account, currency, debit, credit in rows
            ],
        )

    async def postings(self, asked: PostingsAsked) -> Sequence[PostingSeen]:
        """What was booked on an account, the newest day first."""
        key = tuple_(JournalEntryRow.booked_on, JournalLineRow.id)
        query = (
            select(JournalEntryRow, JournalLineRow)
            .join(JournalLineRow, JournalLineRow.entry == JournalEntryRow.id)
            .where(
                JournalLineRow.account == asked.account, JournalEntryRow.booked_on <= asked.until
            )
            .order_by(JournalEntryRow.booked_on.desc(), JournalLineRow.id.desc())
            .limit(asked.limit)
        )
        if asked.currency:
            query = query.where(JournalLineRow.currency == asked.currency)
        if asked.before:
            query = query.where(key < asked.before)
        return [PostingSeen(*row) for row in await self._session.execute(query)]

    async def of_document(self, document: str, limit: int = 1000) -> Sequence[PostingSeen]:
        """Everything that was booked of a document, in the order in which it was."""
        query = (
            select(JournalEntryRow, JournalLineRow)
            .join(JournalLineRow, JournalLineRow.entry == JournalEntryRow.id)
            .where(JournalEntryRow.document == document)
            .order_by(JournalEntryRow.id, JournalLineRow.id)
            .limit(limit)
        )
        return [PostingSeen(*row) for row in await self._session.execute(query)]
