"""Whether it stays small: history events, and bytes of books and of Temporal's store."""

from collections import Counter
from pathlib import Path

from sqlalchemy import text
from temporalio.api.enums.v1 import EventType

from activities.post import Post
from activities.process import Told, tell
from bench.populate import write_portfolio
from bench.report import Finding, Report
from bench.stack import Stack
from runtime.clock import SystemClock


async def measure_events(stack: Stack, report: Report, subscription: str) -> None:
    """The history events of one quiet renewal: the run of the term, its payment, its receipt."""
    async with stack.books() as books:
        invoices = await books.invoices.page(subscription=subscription)
        payments = await books.payments.for_invoice(invoices[0].id)
        message = await books.messages.with_dedupe_key(f"receipt:{payments[0].number}")
    assert message is not None, "a renewal is followed by its receipt"
    parts = {
        "term": await _events(stack, f"subscription/{subscription}", first_run=True),
        "payment": await _events(stack, f"payment/{payments[0].number}"),
        "receipt": await _events(stack, f"delivery/{message.number}"),
    }
    total = sum(parts.values())
    spread = ", ".join(f"{name} {count}" for name, count in parts.items())
    report.add(
        Finding(
            "it does not grow old: events of a quiet renewal",
            f"{total} ({spread})",
            "–",
            f"{total * 12} a subscription-year",
            "≤ 25; ≤ 350 a year",
            total <= 25 and total * 12 <= 350,
        )
    )


async def _events(stack: Stack, workflow_id: str, *, first_run: bool = False) -> int:
    handle = stack.client.get_workflow_handle(workflow_id)
    if first_run:
        description = await handle.describe()
        run = description.raw_description.workflow_execution_info.first_run_id
        handle = stack.client.get_workflow_handle(workflow_id, run_id=run)
    history = await handle.fetch_history()
    kinds = Counter(EventType.Name(event.event_type) for event in history.events)
    return sum(kinds.values())


async def measure_bytes(stack: Stack, report: Report, size: int) -> None:
    """What an idle subscription costs: its rows and its open process."""
    before = await _sizes(stack)
    portfolio = await write_portfolio(stack.books, size, due=False)
    clock = SystemClock()
    async with stack.books() as books:
        for customer, number in zip(portfolio.customers, portfolio.subscriptions, strict=True):
            await tell(books, Told("subscription", number, customer), clock.now())
    await Post(stack.client, stack.books, clock.now).deliver(books.told)
    after = await _sizes(stack)
    rows, store = ((late - early) / size for early, late in zip(before, after, strict=True))
    report.add(
        Finding(
            "it is cheap to keep: bytes of an idle subscription",
            f"{(rows + store) / 1024:.1f} kB (books {rows / 1024:.1f}, Temporal"
            f" {store / 1024:.1f})",
            "22 kB for an idle workflow",
            "–",
            "≤ 60 kB a subscription-year",
            rows + store <= 60 * 1024,
        )
    )


async def _sizes(stack: Stack) -> tuple[int, int]:
    async with stack.books() as books:
        await books.session.execute(text("SELECT 1"))
        books_size = int(
            await books.session.scalar(text("SELECT pg_database_size(current_database())")) or 0
        )
    return books_size, _file_sizes(stack.settings.temporal_store)


def _file_sizes(store: Path) -> int:
    return sum(path.stat().st_size for path in store.parent.glob(f"{store.name}*"))
