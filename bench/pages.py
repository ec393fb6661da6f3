"""Pages open at once: complete HTML of a signed-in customer, against the raw page of fifty rows."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bench.populate import history_number, write_history, write_portfolio
from bench.report import Finding, Report, Samples
from bench.signed_in import signed_in
from bench.stack import ROOT, Stack
from runtime.ports import free_port

TIMES = 40
SMALL = 12


async def measure_pages(stack: Stack, report: Report, sizes: argparse.Namespace) -> None:
    """Home, list and detail of a customer with few invoices and of one with many."""
    portfolio = await write_portfolio(stack.books, 2, due=False)
    small, large = portfolio.customers
    await write_history(stack.books, small, portfolio.subscriptions[0], SMALL)
    await write_history(stack.books, large, portfolio.subscriptions[1], sizes.history)
    async with _raw_page(stack) as raw, httpx.AsyncClient(base_url=raw, timeout=30) as bare:
        browsers = [await signed_in(stack, small), await signed_in(stack, large)]
        for name, path in (
            ("home", "/"),
            ("list of 50", "/invoices"),
            ("detail", "/invoices/{seventh}"),
            ("subscription", "/subscriptions/{subscription}"),
        ):
            few, many, theirs = await _rounds(
                sizes,
                (
                    browsers[0],
                    path.format(
                        seventh=history_number(small, 7), subscription=portfolio.subscriptions[0]
                    ),
                ),
                (
                    browsers[1],
                    path.format(
                        seventh=history_number(large, 7), subscription=portfolio.subscriptions[1]
                    ),
                ),
                (bare, f"/{large}"),
            )
            relation, growth = many.p50 / theirs.p50, many.p50 / few.p50
            report.add(
                Finding(
                    f"pages open at once: {name}",
                    f"{many} with {sizes.history:,} invoices",
                    f"{theirs}",
                    f"{relation:.2f} ×; {growth:.2f} × of {SMALL} invoices",
                    "≤ 3 × raw; ≤ 1.3 × with a long history",
                    relation <= 3 and growth <= 1.3,
                )
            )
        for browser in browsers:
            await browser.aclose()


async def _rounds(
    sizes: argparse.Namespace, *visits: tuple[httpx.AsyncClient, str]
) -> tuple[Samples, ...]:
    times: list[list[float]] = [[] for _ in visits]
    for browser, path in visits:
        (await browser.get(path)).raise_for_status()
    for _ in range(sizes.rounds):
        for (browser, path), taken in zip(visits, times, strict=True):
            for _ in range(TIMES):
                begun = time.perf_counter()
                answer = await browser.get(path)
                taken.append((time.perf_counter() - begun) * 1000)
                answer.raise_for_status()
    return tuple(Samples(taken) for taken in times)


@asynccontextmanager
async def _raw_page(stack: Stack) -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.raw_page",
        cwd=ROOT,
        env={**os.environ, "RAW_DATABASE": stack.settings.database_url, "RAW_PORT": str(port)},
    )
    try:
        await asyncio.sleep(3)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()
