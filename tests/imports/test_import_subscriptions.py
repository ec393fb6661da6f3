"""Each subscription is written as it stands, and the process that it is in is started."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.commands import CommandStatus
from domain.dunning import DunningStatus
from domain.invoices import InvoiceStatus
from domain.trials import TrialStatus
from storage.books import OpenBooks
from storage.commands import CommandRow
from storage.invoices import InvoiceRow
from storage.journal import JournalEntryRow, JournalLineRow
from storage.numbers import NumberRow
from storage.subscriptions import SubscriptionRow, TermRow
from tests.domain.import_files import AT, invoices, subscriptions
from tests.imports.importing import imported, sound


class TestSubscriptions:
    async def one(self, books: OpenBooks, **row: str) -> tuple[SubscriptionRow, list[str]]:
        """The subscription, and what its processes are told."""
        await sound(
            books,
            subscriptions=subscriptions(row),
            invoices=invoices({"subscription": "S-1", "first_failed_on": ""}),
        )
        async with books() as opened:
            subscription = await opened.subscriptions.with_reference("S-1")
            told = await opened.session.scalars(
                select(CommandRow)
                .where(CommandRow.status == CommandStatus.PENDING, CommandRow.process != "method")
                .order_by(CommandRow.process)
            )
            assert subscription
            return subscription, [
                f"{row.process}/{row.key}" + (f" {row.signal}" if row.signal else "")
                for row in told
            ]

    @pytest.mark.parametrize(
        ("row", "starts"),
        [
            (
                {"status": "future", "started_on": "2026-12-01", "next_billing_date": ""},
                ["dunning", "subscription"],
            ),
            (
                {
                    "status": "trial",
                    "started_on": "2026-11-15",
                    "trial_ends_on": "2026-11-29",
                    "next_billing_date": "",
                },
                ["dunning", "trial"],
            ),
            (
                {
                    "status": "trial_expired",
                    "started_on": "2026-11-01",
                    "trial_ends_on": "2026-11-15",
                    "next_billing_date": "",
                },
                ["dunning", "trial"],
            ),
            ({"status": "live"}, ["dunning", "subscription"]),
            ({"status": "non_renewing"}, ["cancellation", "dunning", "subscription"]),
            ({"status": "dunning", "auto_charge": "yes"}, ["dunning", "subscription"]),
            ({"status": "unpaid"}, ["dunning"]),
            ({"status": "paused"}, ["dunning", "pause"]),
            ({"status": "cancelled", "ended_on": "2026-11-01"}, []),
            ({"status": "cancelled_from_dunning", "ended_on": "2026-11-01"}, []),
            ({"status": "expired", "ended_on": "2026-11-01"}, []),
        ],
    )
    async def test_each_status_starts_the_process_it_is_in(
        self, books: OpenBooks, row: dict[str, str], starts: list[str]
    ) -> None:
        subscription, told = await self.one(books, **row)  # with an open invoice

        keys = {"dunning": "INV-000001"}
        assert subscription.status == row["status"]
        assert told == [f"{name}/{keys.get(name, subscription.number)}" for name in starts]

    async def test_a_live_one_is_in_the_term_that_was_billed(self, books: OpenBooks) -> None:
        row, _ = await self.one(books, auto_charge="yes", payment_method="pm_1", quantity="3")

        assert (row.anchor_on, row.anchor_day, row.term_number) == (date(2026, 1, 31), 31, 9)
        assert (row.term_starts_on, row.term_ends_on) == (date(2026, 10, 31), date(2026, 11, 30))
        assert row.renews_at == datetime(2026, 11, 30, 5, tzinfo=UTC)
        assert (row.cycles_billed, row.setup_fee_billed, row.quantity) == (10, True, 3)
        assert row.payment_method == "PM-000001"
        async with books() as opened:
            term = (await opened.session.scalars(select(TermRow))).one()
            assert (term.starts_on, term.ends_on) == (date(2026, 10, 31), date(2026, 11, 30))

    async def test_a_lapsed_trial_can_be_extended_until_its_window_closes(
        self, books: OpenBooks
    ) -> None:
        row, _ = await self.one(
            books,
            status="trial_expired",
            started_on="2026-11-01",
            trial_ends_on="2026-11-15",
            next_billing_date="",
        )

        assert not row.setup_fee_billed
        async with books() as opened:
            trial = await opened.trials.get(row.number)
            assert (trial.status, trial.days) == (TrialStatus.LAPSED, 14)
            assert trial.lapsed_at == trial.ends_at == datetime(2026, 11, 15, 5, tzinfo=UTC)

    async def test_dunning_goes_on_where_it_was(self, books: OpenBooks) -> None:
        await self.one(books, status="dunning", auto_charge="yes", payment_method="pm_1")

        async with books() as opened:
            run = await opened.dunning.get("INV-000001")
            assert (run.status, run.attempts) == (DunningStatus.RUNNING, 1)
            assert run.due_at == AT + timedelta(days=1)


class TestInvoices:
    async def test_one_gets_a_number_of_ours_and_an_opening_entry(self, books: OpenBooks) -> None:
        await sound(
            books,
            invoices=invoices(
                {"subscription": "S-1", "tax_amount": "6.20", "issued_on": "2026-10-01"}
            ),
        )

        async with books() as opened:
            invoice = (await opened.session.scalars(select(InvoiceRow))).one()
            assert (invoice.number, invoice.status) == ("INV-000001", InvoiceStatus.OPEN)
            assert (invoice.issued_on, invoice.due_on) == (date(2026, 10, 1), date(2026, 10, 31))
            assert invoice.outstanding_minor_units == 3720
            (line,) = await opened.invoices.lines(invoice.id)
            assert (line.description, line.net_minor_units, line.tax_minor_units) == (
                "I-1",
                3100,
                620,
            )
            entry = (await opened.session.scalars(select(JournalEntryRow))).one()
            assert (entry.cause, entry.document) == ("carried over I-1", "INV-000001")
            assert entry.booked_on == date(2026, 10, 1)
            amounts = await opened.session.scalars(select(JournalLineRow.amount_minor_units))
            assert sorted(amounts) == [-3100, -620, 3720]

    async def test_our_series_goes_on_without_a_hole(self, books: OpenBooks) -> None:
        await sound(books, invoices=invoices({}, {}, {}))
        async with books() as opened:
            numbers = await opened.session.scalars(
                select(InvoiceRow.number).order_by(InvoiceRow.number)
            )
            assert list(numbers) == ["INV-000001", "INV-000002", "INV-000003"]
            assert await opened.numbers.take_gap_free("INV") == "INV-000004"

    async def test_files_with_faults_take_no_number(self, books: OpenBooks) -> None:
        await imported(books, invoices=invoices({}, {"amount": "x"}))

        async with books() as opened:
            assert await opened.session.get(NumberRow, "INV") is None
