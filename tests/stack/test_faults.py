"""Faults on the real stack: a worker killed in the worst moment, and Temporal out of reach."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import psutil  # type: ignore[import-untyped]  # the package brings no types
import pytest
from sqlalchemy import func, select

from activities.process import Told, tell
from bench.populate import write_organisation, write_portfolio
from bench.signed_in import signed_in
from bench.stack import Stack, running_stack
from domain.payments import PaymentStatus
from storage.journal import JournalEntryRow

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
PATIENCE_SECONDS = 150


@asynccontextmanager
async def stack_of_one(failpoints: str = "") -> AsyncIterator[Stack]:
    """A stack with an organisation, outside of the folder that only the tests' owner may enter."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        async with running_stack(Path(folder), failpoints) as stack:
            await write_organisation(stack.books)
            yield stack


async def test_a_worker_killed_between_the_charge_and_its_booking_charges_and_books_once() -> None:
    async with stack_of_one("processor.confirm.after=kill9") as stack:
        portfolio = await write_portfolio(stack.books, 1, due=True)
        (customer,), (subscription,) = portfolio.customers, portfolio.subscriptions
        async with stack.books() as books:
            await tell(books, Told("subscription", subscription, customer), datetime.now(UTC))

        payment = await _paid(stack, customer)

        assert await _captured(stack) == {payment: 3100}
        async with stack.books() as books:
            booked = await books.session.scalar(
                select(func.count())
                .select_from(JournalEntryRow)
                .where(JournalEntryRow.document == payment)
            )
            invoices = await books.invoices.page(subscription=subscription)
        assert booked == 1
        assert [invoice.balance.outstanding.minor_units for invoice in invoices] == [0]


async def test_a_command_given_while_temporal_is_away_is_accepted_and_done_once_it_is_back() -> (
    None
):
    async with stack_of_one() as stack:
        portfolio = await write_portfolio(stack.books, 1, due=False)
        (customer,), (subscription,) = portfolio.customers, portfolio.subscriptions
        browser = await signed_in(stack, customer)
        temporal = _temporal(stack)

        os.kill(temporal, signal.SIGSTOP)
        try:
            answer = await browser.put(
                f"/v1/subscriptions/{subscription}/auto-charge",
                json={"on": False},
                headers={"Idempotency-Key": str(uuid4())},
            )
        finally:
            os.kill(temporal, signal.SIGCONT)

        assert answer.status_code == 202
        place = answer.headers["Location"]
        assert await _status(browser, place) == "applied"
        async with stack.books() as books:
            assert (await books.subscriptions.get(subscription)).auto_charge is False
        await browser.aclose()


async def _paid(stack: Stack, customer: str) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with stack.books() as books:
                payments = await books.payments.page(customer, statuses=[PaymentStatus.SUCCEEDED])
            if payments:
                assert len(payments) == 1
                return payments[0].number
            await asyncio.sleep(0.5)


async def _captured(stack: Stack) -> dict[str, int]:
    async with httpx.AsyncClient(base_url=stack.settings.processor_url) as simulator:
        charges = (await simulator.get("/sandbox/charges")).json()
    return {each["attempt"]: each["captured_minor_units"] for each in charges}


async def _status(browser: httpx.AsyncClient, place: str) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            said = str((await browser.get(place)).json()["status"])
            if said != "pending":
                return said
            await asyncio.sleep(0.5)


def _temporal(stack: Stack) -> int:
    """The process of this stack's Temporal."""
    port = str(stack.settings.temporal_port)
    return next(
        int(process.pid)
        for process in psutil.process_iter(["cmdline"])
        if "start-dev" in (process.info["cmdline"] or []) and port in process.info["cmdline"]
    )
