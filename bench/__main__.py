"""`make bench`: every benchmark beside its raw baseline, in one run, written to bench/results."""

import argparse
import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.commands import measure_commands
from bench.documents import measure_documents
from bench.pages import measure_pages
from bench.populate import write_organisation
from bench.raw import raw_commands
from bench.renewals import measure_renewals
from bench.report import Report
from bench.stack import running_stack
from bench.store import measure_bytes, measure_events


def _sizes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each pair (A B A B)")
    parser.add_argument("--commands", type=int, default=60, help="commands in a round")
    parser.add_argument("--renewals", type=int, default=300, help="renewals due at once")
    parser.add_argument("--idle", type=int, default=300, help="idle subscriptions to weigh")
    parser.add_argument("--documents", type=int, default=40, help="documents in a round")
    parser.add_argument("--history", type=int, default=10_000, help="invoices of one customer")
    return parser.parse_args()


async def _measure(sizes: argparse.Namespace) -> Path:
    report = Report("make bench")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_stack(Path(folder)) as stack:
            await write_organisation(stack.books)
            async with raw_commands(stack.client, stack.settings.database_url) as raw:
                await measure_commands(stack, raw, report, sizes)
                await measure_pages(stack, report, sizes)
                renewed = await measure_renewals(stack, report, sizes.renewals)
                await measure_events(stack, report, renewed[0])
                await measure_bytes(stack, report, sizes.idle)
    await measure_documents(report, sizes)
    return report.write(datetime.now(UTC))


if __name__ == "__main__":
    print(f"written to {asyncio.run(_measure(_sizes()))}", flush=True)
    os._exit(0)  # the client's threads may otherwise abort the interpreter at its exit
