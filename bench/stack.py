"""The stack that is measured: the real one, started like a user starts it, on ports of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from temporalio.client import Client

from runtime.ports import free_port
from runtime.settings import PREFIX, Settings, load_settings
from runtime.temporal import connect
from storage.books import OpenBooks, books_of, open_engine

ROOT = Path(__file__).resolve().parents[1]
PORTS = (
    "port",
    "temporal_port",
    "temporal_ui_port",
    "mailbox_port",
    "mailbox_smtp_port",
    "simulator_port",
)
PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class Stack:
    """A running stack, its books and its Temporal."""

    settings: Settings
    books: OpenBooks
    client: Client


@asynccontextmanager
async def running_stack(data: Path, failpoints: str = "") -> AsyncIterator[Stack]:
    """`backoffice up --no-demo` in a folder of its own, for as long as the block lasts."""
    ports = {name: free_port() for name in PORTS}
    settings = load_settings(data=data, demo=False, **ports)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "cli", "up", "--no-demo"),
        cwd=ROOT,
        env={**os.environ, **settings.variables(), f"{PREFIX}FAILPOINTS": failpoints},
        stdout=asyncio.subprocess.DEVNULL,
    )
    engine = open_engine(settings.database_url)
    try:
        await _until_ready(settings)
        yield Stack(settings, books_of(engine), await connect(settings))
    finally:
        await engine.dispose()
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def _until_ready(settings: Settings) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                answer = await client.get(f"{settings.base_url}/readyz")
                if answer.is_success:
                    await asyncio.sleep(3)  # the worker polls by then
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.5)
