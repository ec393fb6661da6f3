"""Locked days: nothing is booked there, by nobody, and what comes late says where it belongs."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.book_locks import lock_books, unlock_books
from activities.bookings import Cause, book
from domain.accounts import invoice_issued
from domain.date_ranges import DateRange
from domain.money import Money
from storage.ledger import Ledger
from storage.statements import Statements
from tests.support.office import Office

ISSUED = invoice_issued(net=Money(100, "EUR"), tax=Money(0, "EUR"), gross=Money(100, "EUR"))


async def lock(office: Office, until: date) -> None:
    async with office.books() as books:
        await lock_books(books, until, office.clock.at)


def days_ago(office: Office, days: int) -> date:
    at: datetime = office.clock.at
    return at.date() - timedelta(days=days)


async def test_the_database_refuses_what_is_booked_on_a_locked_day(office: Office) -> None:
    customer = await office.a.customer()
    await lock(office, days_ago(office, 1))

    with pytest.raises(DBAPIError, match="the books are locked until"):
        async with office.books() as books:
            await books.session.execute(
                text(
                    "INSERT INTO journal_entries (cause, customer, document, booked_on, booked_at)"
                    " VALUES ('a', :customer, 'INV-000001', :on, now())"
                ),
                {"customer": customer, "on": days_ago(office, 1)},
            )


async def test_what_belongs_to_a_locked_day_is_booked_on_the_first_open_one(
    office: Office,
) -> None:
    customer = await office.a.customer()
    await lock(office, days_ago(office, 5))

    async with office.books() as books:
        cause = Cause("INV-000001", "issued", customer)
        await book(books, cause, ISSUED, office.clock.at, days_ago(office, 20))

    async with office.books() as books:
        days = DateRange(days_ago(office, 30), days_ago(office, 0))
        [told] = await Statements(books.session, customer).over(days)
        locked = await Ledger(books.session).trial_balance(days_ago(office, 5))
        now = await Ledger(books.session).trial_balance(days_ago(office, 0))
    movement = told.lines[0].movement
    assert (movement.on, movement.belongs_to) == (days_ago(office, 4), days_ago(office, 20))
    assert locked.accounts == []
    assert [str(each.balance) for each in now.accounts] == ["1.00 EUR", "-1.00 EUR"]
    assert now.is_balanced


async def test_what_was_unlocked_is_open_again(office: Office) -> None:
    customer = await office.a.customer()
    await lock(office, days_ago(office, 5))
    async with office.books() as books:
        assert await unlock_books(books, days_ago(office, 20), "wrong rate") == days_ago(office, 5)

    async with office.books() as books:
        cause = Cause("INV-000001", "issued", customer)
        await book(books, cause, ISSUED, office.clock.at, days_ago(office, 20))
        [seen] = [
            each
            for each in await Ledger(books.session).of_document("INV-000001")
            if each.amount.minor_units > 0
        ]
    assert (seen.entry.booked_on, seen.entry.belongs_to) == (days_ago(office, 20), None)


async def test_the_lock_waits_for_whoever_is_booking(office: Office) -> None:
    customer = await office.a.customer()
    async with office.books() as books:
        cause = Cause("INV-000001", "issued", customer)
        await book(books, cause, ISSUED, office.clock.at, days_ago(office, 3))
        locking = asyncio.create_task(lock(office, days_ago(office, 1)))
        await asyncio.sleep(0.2)
        assert not locking.done()
    await locking

    async with office.books() as books:
        assert (await books.organisations.get()).books_locked_until == days_ago(office, 1)
