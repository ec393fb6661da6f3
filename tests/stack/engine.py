"""The parts that processes stand on, as real servers, each of which a test may kill."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import cast

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError

from activities.post import Post
from gateways.mailbox import start_smtp
from gateways.mailbox.letters import Letters
from gateways.simulator import serve_simulator
from runtime.failpoints import VARIABLE
from runtime.ports import free_port
from runtime.postgres import embedded_postgres
from runtime.settings import Settings, load_settings
from runtime.temporal import connect, prepare_namespace
from runtime.temporal_server import claim_store, server_command
from storage.books import OpenBooks, books_of, open_engine
from storage.migrate import upgrade
from tests.support.builders import Builders
from tests.support.time import VirtualClock

ROOT = Path(__file__).resolve().parents[2]
PORTS = ("port", "temporal_port", "temporal_ui_port", "mailbox_smtp_port", "simulator_port")
PATIENCE_SECONDS = 120.0


class RealClock:
    """The machine's own time."""

    async def read(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Engine:
    """Servers and a worker, and what a test may do to them."""

    settings: Settings
    database: AsyncEngine
    client: Client
    processor: httpx.AsyncClient
    temporal: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    postgres: ExitStack = field(default_factory=ExitStack)
    opened: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def books(self) -> OpenBooks:
        return books_of(self.database)

    @property
    def post(self) -> Post:
        return Post(self.client, self.books, lambda: datetime.now(UTC))

    @cached_property
    def a(self) -> Builders:
        return Builders(self.books, self.post, cast(VirtualClock, RealClock()))

    def start_worker(self, failpoints: str = "") -> None:
        """A worker as a process of its own."""
        self.worker = self._run(
            [sys.executable, "-m", "cli", "worker"],
            {**self.settings.variables(), VARIABLE: failpoints},
        )

    def kill_worker(self) -> None:
        """At once, without a word."""
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()

    async def death_of_worker(self) -> int:
        """How it ended, once it has."""
        assert self.worker is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.to_thread(self.worker.wait)

    async def start_temporal(self) -> None:
        """Start it on what is on the disk, and wait until it answers."""
        claim_store(self.settings.temporal_store)
        self.temporal = self._run(list(server_command(self.settings)), {})

        async def answers() -> bool:
            with suppress(RPCError, RuntimeError):  # the latter while it never connected
                await prepare_namespace(self.client)
                return True
            return False

        await until(answers)

    def kill_temporal(self) -> None:
        assert self.temporal is not None
        self.temporal.kill()
        self.temporal.wait()

    async def restart_postgres(self) -> None:
        """Every connection breaks; what was committed is there."""
        self.postgres.close()
        await asyncio.sleep(2)
        self.postgres.enter_context(embedded_postgres(self.settings.postgres_folder))

    def lose_temporal_store(self) -> None:
        for file in self.settings.temporal_store.parent.iterdir():
            file.unlink()

    async def captured(self) -> dict[str, int]:
        """What the processor has really taken, by attempt."""
        charges = (await self.processor.get("/sandbox/charges")).json()
        return {
            each["attempt"]: each["captured_minor_units"]
            for each in charges
            if each["captured_minor_units"]
        }

    async def given_back(self) -> dict[str, int]:
        """What the processor has really given back, by attempt."""
        charges = (await self.processor.get("/sandbox/charges")).json()
        return {
            each["attempt"]: each["refunded_minor_units"]
            for each in charges
            if each["refunded_minor_units"]
        }

    def letters(self) -> list[str]:
        """The Message-ID of every mail that arrived."""
        return [each.message_id for each in Letters(self.settings.data / "mailbox").latest(1000)]

    def _run(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        log = (self.settings.data / "log").open("ab")
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        log.close()
        self.opened.append(process)
        return process

    def stop(self) -> None:
        """End whatever still runs, the worker before its servers."""
        for process in reversed(self.opened):
            process.kill()
            process.wait()


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await look():
            await asyncio.sleep(0.1)


@asynccontextmanager
async def running_engine() -> AsyncIterator[Engine]:
    """Everything but a worker, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        ports = {name: free_port() for name in PORTS}
        settings = load_settings(data=Path(folder), demo=False, **ports)
        with ExitStack() as postgres:
            postgres.enter_context(embedded_postgres(settings.postgres_folder))
            await upgrade(settings.database_url)
            async with _servers(settings) as engine:
                engine.postgres = postgres
                yield engine


@asynccontextmanager
async def _servers(settings: Settings) -> AsyncIterator[Engine]:
    database = open_engine(settings.database_url)
    simulator = asyncio.create_task(
        serve_simulator(
            settings.data / "simulator" / "ledger.db",
            settings.simulator_port,
            settings.processor_key,
            settings.processor_secret,
            "",
        )
    )
    mailbox = await start_smtp(settings.data / "mailbox", "127.0.0.1", settings.mailbox_smtp_port)
    client = await connect(settings, lazy=True)
    async with httpx.AsyncClient(base_url=settings.processor_url) as processor:
        engine = Engine(settings, database, client, processor)
        try:
            await engine.start_temporal()
            yield engine
        finally:
            engine.stop()
            mailbox.close()
            simulator.cancel()
            await asyncio.gather(simulator, return_exceptions=True)
            await database.dispose()
