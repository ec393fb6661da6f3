"""Raw baselines: the least that anybody could do with the same engine and the same database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "raw"
MAKE = text("CREATE TABLE IF NOT EXISTS raw_commands (id bigserial PRIMARY KEY, done boolean)")
WRITE = text("INSERT INTO raw_commands (done) VALUES (false) RETURNING id")
DONE = text("UPDATE raw_commands SET done = true WHERE id = :row")
TELL = text("SELECT pg_notify('raw', :row)")


class RawActivities:
    """One row decided and told, and one thing done outside: nothing else."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @activity.defn
    async def decide(self, row: int) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(DONE, {"row": row})
            await connection.execute(TELL, {"row": str(row)})

    @activity.defn
    async def outside(self, number: int) -> int:
        return number


@workflow.defn(name="raw_inbox")
class RawInbox:
    """Takes signals, and decides each in a local activity."""

    def __init__(self) -> None:
        self._rows: list[int] = []

    @workflow.run
    async def run(self) -> None:
        while True:
            await workflow.wait_condition(lambda: bool(self._rows))
            await workflow.execute_local_activity_method(
                RawActivities.decide,
                self._rows.pop(0),
                start_to_close_timeout=timedelta(seconds=10),
            )

    @workflow.signal
    def ask(self, row: int) -> None:
        self._rows.append(row)


@workflow.defn(name="raw_once")
class RawOnce:
    """One activity."""

    @workflow.run
    async def run(self, number: int) -> int:
        return await workflow.execute_activity_method(
            RawActivities.outside, number, start_to_close_timeout=timedelta(seconds=10)
        )


class RawCommands:
    """Row, signal, local activity, notice: what a command costs at the least."""

    def __init__(self, client: Client, engine: AsyncEngine) -> None:
        self._client = client
        self._engine = engine
        self._waiting: dict[str, asyncio.Event] = {}

    async def listen(self, connection: AsyncConnection) -> None:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        await driver.add_listener("raw", self._told)

    def _told(self, _c: object, _pid: int, _channel: str, payload: str) -> None:
        if payload in self._waiting:
            self._waiting[payload].set()

    async def ask(self, workflow_id: str) -> None:
        """One command from its row to the notice of its decision."""
        async with self._engine.begin() as connection:
            row = await connection.scalar(WRITE)
        told = self._waiting[str(row)] = asyncio.Event()
        await self._client.get_workflow_handle(workflow_id).signal(RawInbox.ask, row)
        await told.wait()
        del self._waiting[str(row)]


@asynccontextmanager
async def raw_commands(client: Client, database_url: str) -> AsyncIterator[RawCommands]:
    """A raw worker and its table, on the same Temporal and the same PostgreSQL."""
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(MAKE)
    raw = RawActivities(engine)
    async with (
        engine.connect() as listening,
        Worker(
            client,
            task_queue=QUEUE,
            workflows=[RawInbox, RawOnce],
            activities=[raw.decide, raw.outside],
            workflow_runner=UnsandboxedWorkflowRunner(),  # the baseline carries nothing
        ),
    ):
        commands = RawCommands(client, engine)
        await commands.listen(listening)
        yield commands
    await engine.dispose()
