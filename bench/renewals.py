"""Month end: how many renewals a second, against workflows with one activity each."""

import asyncio
import time
from datetime import UTC, datetime

from temporalio.client import Client

from activities.post import Post
from activities.process import Told, tell
from bench.populate import write_portfolio
from bench.raw import QUEUE, RawOnce
from bench.report import Finding, Report
from bench.stack import Stack
from domain.messages import MessageStatus
from storage.books import OpenBooks

PATIENCE_SECONDS = 600
AT_ONCE = 16


async def measure_renewals(stack: Stack, report: Report, size: int) -> tuple[str, ...]:
    """Everything of a renewal: invoice, charge, booking, receipt in the mailbox."""
    raw = await _raw(stack.client, size)
    portfolio = await write_portfolio(stack.books, size, due=True)
    post = Post(stack.client, stack.books, lambda: datetime.now(UTC))
    begun = time.perf_counter()
    async with stack.books() as books:
        for customer, number in zip(portfolio.customers, portfolio.subscriptions, strict=True):
            await tell(books, Told("subscription", number, customer), datetime.now(UTC))
    await _at_once(post, list(books.told))
    await _until_receipts(stack.books, size)
    ours = size / (time.perf_counter() - begun)
    relation = ours / raw
    report.add(
        Finding(
            f"month end: {size} renewals due at once",
            f"{ours:.1f}/s with charge, booking and receipt",
            f"{raw:.1f}/s workflows with one activity",
            f"{relation:.2f} ×",
            "≥ 0.35 × raw",
            relation >= 0.35,
        )
    )
    return portfolio.subscriptions


async def _at_once(post: Post, commands: list[object]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def carry(command: object) -> None:
        async with gate:
            await post.deliver([command])  # type: ignore[list-item]  # ids as they came

    await asyncio.gather(*(carry(command) for command in commands))


async def _raw(client: Client, size: int) -> float:
    gate = asyncio.Semaphore(AT_ONCE)

    async def once(number: int) -> None:
        async with gate:
            await client.execute_workflow(
                RawOnce.run, number, id=f"raw-{time.time_ns()}-{number}", task_queue=QUEUE
            )

    begun = time.perf_counter()
    await asyncio.gather(*(once(number) for number in range(size)))
    return size / (time.perf_counter() - begun)


async def _until_receipts(books: OpenBooks, size: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with books() as opened:
                done = await opened.messages.count(MessageStatus.DELIVERED)
            if done >= size:
                return
            await asyncio.sleep(0.2)
