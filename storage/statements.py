"""Statements of accounts: the account of a customer, read from the journal in few queries."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Text, any_, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from domain.accounts import Account
from domain.chart import OF_CUSTOMER
from domain.date_ranges import DateRange
from domain.journal import VOID
from domain.money import Money
from domain.numbers import INVOICES
from domain.statements import (
    MOST_MOVEMENTS,
    Movement,
    OpenItem,
    Standing,
    Statement,
    TooManyMovements,
    kind_of,
    statement,
)
from storage.invoices import InvoiceRow
from storage.journal import JournalEntryRow, JournalLineRow
from storage.payments import AllocationRow

_ENTRY, _LINE = JournalEntryRow, JournalLineRow
_AMOUNT = _LINE.amount_minor_units


class Statements:
    """What is void is left out, whenever it was declared so: for the customer it never was."""

    def __init__(self, session: AsyncSession, customer: str) -> None:
        self._session = session
        self._customer = customer

    async def over(self, days: DateRange) -> Sequence[Statement]:
        """The statements of these days, one for each currency in which something ever moved.

        Raises `TooManyMovements`.
        """
        standings = await self._standings(days)
        movements = await self._movements(days)
        items = await self._items(days.last)
        return [
            statement(
                days,
                standing,
                [each for each in movements if each.amount.currency == currency],
                [each for each in items if each.amount.currency == currency],
            )
            for currency, standing in standings.items()
        ]

    async def _standings(self, days: DateRange) -> Mapping[str, Standing]:
        before = case((_ENTRY.booked_on < days.first, _AMOUNT), else_=0)
        is_owed = _LINE.account == Account.RECEIVABLE
        rows = await self._session.execute(
            select(
                _LINE.currency,
                func.sum(before),
                func.sum(case((is_owed, _AMOUNT), else_=0)),
            )
            .join(_ENTRY, _ENTRY.id == _LINE.entry)
            .where(*self._own(), _ENTRY.booked_on <= days.last)
            .group_by(_LINE.currency)
            .order_by(_LINE.currency)
        )
        return {
            currency: Standing(Money(int(opening), currency), Money(int(owed), currency))
            for currency, opening, owed in rows
        }

    async def _movements(self, days: DateRange) -> Sequence[Movement]:
        amount = func.sum(_AMOUNT)
        rows = (
            await self._session.execute(
                select(
                    _ENTRY.booked_on,
                    _ENTRY.belongs_to,
                    _ENTRY.document,
                    _ENTRY.cause,
                    _LINE.currency,
                    amount,
                )
                .join(_LINE, _LINE.entry == _ENTRY.id)
                .where(*self._own(), _ENTRY.booked_on.between(days.first, days.last))
                .group_by(_ENTRY.id, _LINE.currency)
                .having(amount != 0)
                .limit(MOST_MOVEMENTS + 1)
            )
        ).all()
        if len(rows) > MOST_MOVEMENTS:
            raise TooManyMovements(most=MOST_MOVEMENTS)
        documents = sorted({row.document for row in rows})
        paid, due = await self._paid(documents), await self._due(documents)
        return [
            Movement(
                on=on,
                kind=kind_of(document, cause.removeprefix(f"{document} "), money),
                document=document,
                amount=money,
                about=paid.get(document, ()),
                due_on=due.get(document),
                belongs_to=belongs_to,
            )
            for on, belongs_to, document, cause, currency, minor_units in rows
            for money in (Money(int(minor_units), currency),)
        ]

    async def _paid(self, documents: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The invoices that these payments were for."""
        rows = await self._session.execute(
            select(AllocationRow.payment, func.array_agg(InvoiceRow.number))
            .join(InvoiceRow, InvoiceRow.id == AllocationRow.invoice)
            .where(
                AllocationRow.payment == any_(literal(documents, ARRAY(Text))),
                InvoiceRow.customer == self._customer,
                InvoiceRow.number.is_not(None),
            )
            .group_by(AllocationRow.payment)
        )
        return {payment: tuple(sorted(map(str, numbers))) for payment, numbers in rows}

    async def _due(self, documents: Sequence[str]) -> Mapping[str, date]:
        rows = await self._session.execute(
            select(InvoiceRow.number, InvoiceRow.due_on).where(
                InvoiceRow.number == any_(literal(documents, ARRAY(Text))),
                InvoiceRow.customer == self._customer,
                InvoiceRow.due_on.is_not(None),
            )
        )
        return {number: due_on for number, due_on in rows if number and due_on}

    async def _items(self, on: date) -> Sequence[OpenItem]:
        """What was open on each invoice at the end of a day, as far as it is still known."""
        booked = (
            select(_ENTRY.document, func.sum(_AMOUNT).label("amount"))
            .join(_LINE, _LINE.entry == _ENTRY.id)
            .where(
                *self._own(),
                _LINE.account == Account.RECEIVABLE,
                _ENTRY.document.startswith(f"{INVOICES}-"),
                _ENTRY.booked_on <= on,
            )
            .group_by(_ENTRY.document)
            .cte("booked")
        )
        received = (
            select(AllocationRow.invoice, func.sum(AllocationRow.applied_minor_units).label("paid"))
            .join(InvoiceRow, InvoiceRow.id == AllocationRow.invoice)
            .join(_ENTRY, _ENTRY.cause == AllocationRow.payment + " received")
            .where(InvoiceRow.customer == self._customer, _ENTRY.booked_on <= on)
            .group_by(AllocationRow.invoice)
            .cte("received")
        )
        left = booked.c.amount - func.coalesce(received.c.paid, 0)
        rows = await self._session.execute(
            select(InvoiceRow.number, InvoiceRow.due_on, InvoiceRow.currency, left)
            .join(booked, booked.c.document == InvoiceRow.number)
            .outerjoin(received, received.c.invoice == InvoiceRow.id)
            .where(InvoiceRow.customer == self._customer, left > 0)
        )
        return [
            OpenItem(number or "", due_on, Money(int(minor_units), currency))
            for number, due_on, currency, minor_units in rows
        ]

    def _own(self) -> tuple[ColumnElement[bool], ...]:
        """The lines of the customer's account, without those of documents that are void."""
        undone = aliased(JournalEntryRow)
        is_void = select(undone.id).where(undone.cause == _ENTRY.document + f" {VOID}").exists()
        return (
            _LINE.customer == self._customer,
            _LINE.account.in_(OF_CUSTOMER),
            ~is_void,
        )
