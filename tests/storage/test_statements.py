"""The statement of accounts says what the books say, on every day and however long they are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, text

from domain.accounts import (
    Account,
    Posting,
    credit_applied,
    credit_issued,
    invoice_issued,
    invoice_written_off,
    payment_received,
    reversal,
)
from domain.date_ranges import DateRange
from domain.journal import BookedEvent
from domain.money import Money
from domain.statements import Age, MovementKind, Statement, TooManyMovements
from storage.books import Books, OpenBooks
from storage.statements import Statements
from tests.support.office import Office

JANUARY = DateRange(date(2026, 1, 1), date(2026, 1, 31))


def eur(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def issued(amount: Money) -> tuple[Posting, ...]:
    return invoice_issued(net=amount, tax=amount - amount, gross=amount)


def credited(amount: Money) -> tuple[Posting, ...]:
    return credit_issued(net=amount, tax=amount - amount, gross=amount)


def paid(amount: Money, excess: str = "0") -> tuple[Posting, ...]:
    rest = Money.parse(excess, amount.currency)
    via = Account.PROCESSOR_CLEARING
    return payment_received(amount, applied=amount - rest, excess=rest, via=via)


class Ledger:
    """Books things of one customer, as activities would."""

    def __init__(self, books: OpenBooks, customer: str) -> None:
        self._books = books
        self.customer = customer

    async def book(self, on: str, document: str, word: str, postings: tuple[Posting, ...]) -> None:
        at = datetime.fromisoformat(on).replace(tzinfo=UTC)
        event = BookedEvent(f"{document} {word}", self.customer, document, at.date(), at)
        async with self._books() as books:
            await books.journal.book(event, postings)

    async def statements(self, days: DateRange = JANUARY) -> list[Statement]:
        async with self._books() as books:
            return list(await Statements(books.session, self.customer).over(days))


@pytest.fixture
async def ledger(office: Office) -> Ledger:
    return Ledger(office.books, await office.a.customer())


async def test_tv_86_from_the_journal(ledger: Ledger) -> None:
    await ledger.book("2025-12-10", "INV-000001", "issued", issued(eur("100.00")))
    await ledger.book("2025-12-20", "PAY-000001", "received", paid(eur("40.00")))
    await ledger.book("2026-01-05", "INV-000002", "issued", issued(eur("250.00")))
    await ledger.book("2026-01-10", "CN-000001", "issued", credited(eur("30.00")))
    await ledger.book("2026-01-12", "PAY-000002", "received", paid(eur("60.00")))
    await ledger.book("2026-01-20", "PAY-000003", "received", paid(eur("300.00"), "50.00"))
    refund = (
        Posting(Account.CUSTOMER_CREDIT, eur("50.00")),
        Posting(Account.PROCESSOR_CLEARING, eur("-50.00")),
    )
    await ledger.book("2026-01-25", "PAY-000003", "refunded", refund)
    await ledger.book("2026-02-01", "INV-000003", "issued", issued(eur("9.00")))

    [told] = await ledger.statements()

    assert told.opening == eur("60.00")
    assert [(line.movement.kind, str(line.balance.decimal)) for line in told.lines] == [
        (MovementKind.INVOICE, "310.00"),
        (MovementKind.CREDIT_NOTE, "280.00"),
        (MovementKind.PAYMENT, "220.00"),
        (MovementKind.PAYMENT, "-80.00"),
        (MovementKind.REFUND, "-30.00"),
    ]
    assert told.closing == eur("-30.00")
    assert told.credit == eur("30.00")
    assert told.owed == eur("0.00")


async def test_credit_that_is_used_is_no_line_and_what_is_given_up_is(ledger: Ledger) -> None:
    await ledger.book("2026-01-05", "INV-000001", "issued", issued(eur("100.00")))
    await ledger.book("2026-01-06", "CN-000001", "issued", credited(eur("30.00")))
    await ledger.book("2026-01-07", "INV-000001", "credited up to 3000", credit_applied(eur("30")))
    await ledger.book("2026-01-08", "INV-000001", "written off", invoice_written_off(eur("70.00")))

    [told] = await ledger.statements()

    assert [line.movement.kind for line in told.lines] == [
        MovementKind.INVOICE,
        MovementKind.CREDIT_NOTE,
        MovementKind.WRITE_OFF,
    ]
    assert told.closing == told.owed == told.credit == eur("0")


async def test_what_is_void_never_was_also_where_it_was_declared_so_later(ledger: Ledger) -> None:
    postings = issued(eur("100.00"))
    await ledger.book("2026-01-05", "INV-000001", "issued", postings)
    await ledger.book("2026-01-05", "INV-000002", "issued", issued(eur("5.00")))
    await ledger.book("2026-03-01", "INV-000001", "void", reversal(postings))

    [told] = await ledger.statements()

    assert [line.movement.document for line in told.lines] == ["INV-000002"]
    assert told.closing == eur("5.00")


async def test_each_currency_has_a_statement_of_its_own(ledger: Ledger) -> None:
    await ledger.book("2026-01-05", "INV-000001", "issued", issued(eur("100.00")))
    await ledger.book("2026-01-05", "INV-000002", "issued", issued(Money(5000, "JPY")))

    told = await ledger.statements()

    assert [each.closing for each in told] == [eur("100.00"), Money(5000, "JPY")]


async def test_an_empty_range_says_where_the_account_stands(ledger: Ledger) -> None:
    assert await ledger.statements() == []
    await ledger.book("2025-12-05", "INV-000001", "issued", issued(eur("100.00")))

    [told] = await ledger.statements()

    assert (told.opening, told.lines, told.closing) == (eur("100"), (), eur("100"))


async def test_nobody_elses_movements_are_seen(ledger: Ledger, office: Office) -> None:
    other = Ledger(office.books, await office.a.customer())
    await other.book("2026-01-05", "INV-000001", "issued", issued(eur("100.00")))

    assert await ledger.statements() == []


async def test_ages_are_those_of_the_last_day_from_real_invoices(office: Office) -> None:
    invoice = await office.offline()
    assert invoice.due_on
    assert invoice.issued_on
    ledger = Ledger(office.books, invoice.customer)

    async def ages(days_after: int) -> dict[Age, Money]:
        assert invoice.due_on
        assert invoice.issued_on
        last = invoice.due_on + timedelta(days=days_after)
        [told] = await ledger.statements(DateRange(invoice.issued_on, last))
        return {name: amount for name, amount in told.ageing.items() if not amount.is_zero}

    assert await ages(0) == {Age.CURRENT: invoice.total}
    assert await ages(30) == {Age.UP_TO_30: invoice.total}
    assert await ages(31) == {Age.UP_TO_60: invoice.total}
    [told] = await ledger.statements(DateRange(invoice.issued_on, invoice.issued_on))
    assert [item.document for item in told.items] == [invoice.number]
    assert told.lines[0].movement.due_on == invoice.due_on


async def write_years(books: Books, customer: str, invoices: int) -> None:
    """So many invoices and payments, one a day, as years leave them."""
    await books.session.execute(
        text(
            "INSERT INTO journal_entries (cause, customer, document, booked_on, booked_at)"
            " SELECT d || lpad(n::text, 6, '0') || w, :customer, d || lpad(n::text, 6, '0'),"
            " date '2020-01-01' + n / 3, now() FROM generate_series(1, :size) n,"
            " (VALUES ('INV-', ' issued'), ('PAY-', ' received')) AS t (d, w)"
        ),
        {"customer": customer, "size": invoices},
    )
    for account, sign in (("receivable", 1), ("revenue", -1)):
        await books.session.execute(
            text(
                "INSERT INTO journal_lines (entry, customer, account, amount_minor_units, currency)"
                " SELECT id, customer, :account,"
                " :sign * CASE WHEN document LIKE 'INV-%' THEN 100 ELSE -100 END, 'EUR'"
                " FROM journal_entries"
            ),
            {"account": account, "sign": sign},
        )
    await books.session.execute(text("ANALYZE"))


async def test_ten_thousand_movements_are_read_in_a_handful_of_statements(ledger: Ledger) -> None:
    async with ledger._books() as books:
        await write_years(books, ledger.customer, 5_000)
    asked: list[str] = []
    async with ledger._books() as books:
        connection = (await books.session.connection()).sync_connection

        def note(*args: object) -> None:
            asked.append(str(args[2]))

        event.listen(connection, "before_cursor_execute", note)
        days = DateRange(date(2020, 1, 1), date(2026, 12, 31))
        [told] = await Statements(books.session, ledger.customer).over(days)

    assert len(told.lines) == 10_000
    assert told.closing == eur("0")
    assert len(asked) <= 6


async def test_more_than_can_be_read_at_once_is_refused(ledger: Ledger) -> None:
    async with ledger._books() as books:
        await write_years(books, ledger.customer, 10_001)

    with pytest.raises(TooManyMovements):
        await ledger.statements(DateRange(date(2020, 1, 1), date(2032, 12, 31)))
