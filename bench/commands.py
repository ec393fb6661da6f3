"""I clicked, it is done: a command from its POST to the decided answer, against a raw signal."""

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx

from bench.populate import write_portfolio
from bench.raw import QUEUE, RawCommands, RawInbox
from bench.report import Finding, Report, Samples
from bench.signed_in import signed_in
from bench.stack import Stack

GAP_SECONDS = (0.02, 0.12)
AT_ONCE = 16


async def measure_commands(
    stack: Stack, raw: RawCommands, report: Report, sizes: argparse.Namespace
) -> None:
    """Portal-like gaps first, then many customers at once; always A B A B."""
    portfolio = await write_portfolio(stack.books, AT_ONCE, due=False)
    customers = [await signed_in(stack, customer) for customer in portfolio.customers]
    pairs = list(zip(customers, portfolio.subscriptions, strict=True))
    inboxes = [f"raw-inbox-{number}" for number in range(AT_ONCE)]
    for inbox in inboxes:
        await stack.client.start_workflow(RawInbox.run, id=inbox, task_queue=QUEUE)
    await _gaps(raw, report, sizes, pairs, inboxes)
    await _saturation(raw, report, sizes, pairs, inboxes)
    for inbox in inboxes:
        await stack.client.get_workflow_handle(inbox).terminate()
    for customer in customers:
        await customer.aclose()


async def _gaps(
    raw: RawCommands,
    report: Report,
    sizes: argparse.Namespace,
    pairs: list[tuple[httpx.AsyncClient, str]],
    inboxes: list[str],
) -> None:
    ours: list[float] = []
    theirs: list[float] = []
    await _warm_up(*pairs[0])
    await raw.ask(inboxes[0])
    for a_round in range(sizes.rounds):
        for number in range(sizes.commands // 2):
            await asyncio.sleep(random.uniform(*GAP_SECONDS))
            # One person may not ask so often: they take turns.
            ours.append(await _timed(_ask(*pairs[number % AT_ONCE], on=bool(a_round % 2))))
        for number in range(sizes.commands // 2):
            await asyncio.sleep(random.uniform(*GAP_SECONDS))
            theirs.append(await _timed(raw.ask(inboxes[number % AT_ONCE])))
    mine, bare = Samples(ours), Samples(theirs)
    middle, tail = mine.p50 / bare.p50, mine.p95 / bare.p95
    report.add(
        Finding(
            "I clicked, it is done",
            str(mine),
            str(bare),
            f"p50 {middle:.2f} ×, p95 {tail:.2f} ×",
            "p50 ≤ 1.5 × raw, p95 ≤ 2 × raw p95",
            middle <= 1.5 and tail <= 2,
        )
    )


async def _saturation(
    raw: RawCommands,
    report: Report,
    sizes: argparse.Namespace,
    pairs: list[tuple[httpx.AsyncClient, str]],
    inboxes: list[str],
) -> None:
    ours: list[float] = []
    theirs: list[float] = []
    each: int = max(2, sizes.commands // 8)

    async def many(ask: Callable[[int, int], Awaitable[None]]) -> float:
        begun = time.perf_counter()
        await asyncio.gather(*(_row(ask, lane, each) for lane in range(AT_ONCE)))
        taken: float = time.perf_counter() - begun
        return AT_ONCE * each / taken

    for _ in range(sizes.rounds):
        ours.append(await many(lambda lane, number: _ask(*pairs[lane], on=bool(number % 2))))
        theirs.append(await many(lambda lane, _: raw.ask(inboxes[lane])))
    mine, bare = Samples(ours).p50, Samples(theirs).p50
    report.add(
        Finding(
            f"many customers at once ({AT_ONCE})",
            f"{mine:.0f} commands/s",
            f"{bare:.0f}/s",
            f"{mine / bare:.2f} ×",
            "≥ 0.7 × raw",
            mine / bare >= 0.7,
        )
    )


async def _row(ask: Callable[[int, int], Awaitable[None]], lane: int, each: int) -> None:
    for number in range(each):
        await ask(lane, number)


async def _timed(asked: Awaitable[None]) -> float:
    begun = time.perf_counter()
    await asked
    taken: float = time.perf_counter() - begun
    return taken * 1000


async def _warm_up(customer: httpx.AsyncClient, subscription: str) -> None:
    """Until a worker answers: it starts beside the door, which is sooner there."""
    for _ in range(20):
        answer = await _put(customer, subscription, on=False)
        if answer.status_code == 200:
            return
        await asyncio.sleep(1)


async def _ask(customer: httpx.AsyncClient, subscription: str, *, on: bool) -> None:
    answer = await _put(customer, subscription, on=on)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code}: {answer.text}")


async def _put(customer: httpx.AsyncClient, subscription: str, *, on: bool) -> httpx.Response:
    return await customer.put(
        f"/v1/subscriptions/{subscription}/auto-charge",
        json={"on": on},
        headers={"Idempotency-Key": str(uuid4())},
    )
