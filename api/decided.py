"""Hears from the database that commands were decided: one connection for the whole process."""

import asyncio
from collections import defaultdict
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from domain.commands import CommandStatus
from storage.commands import DECIDED_CHANNEL

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class DecidedNotice:
    """Set whenever it is worth a look: the command was decided, or news may have been missed.

    `is_applied` says that there is no need to look.
    """

    def __init__(self, listener: "DecidedListener", command: UUID) -> None:
        self._listener = listener
        self._command = command
        self.news = asyncio.Event()
        self.is_applied = False

    async def wait(self, seconds: float) -> bool:
        """Whether it is time to look; False when the time is over."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self.news.wait()
        except TimeoutError:
            return False
        self.news.clear()
        return True

    def close(self) -> None:
        """Nobody waits any more."""
        self._listener.forget(self._command, self)


class DecidedListener:
    """Listens while it is open, connects again by itself, and tells whoever expects a command."""

    def __init__(self, database_url: str) -> None:
        self._engine = create_async_engine(database_url, poolclass=NullPool)
        self._expected: dict[UUID, set[DecidedNotice]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._listen_for_ever())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._engine.dispose()

    def expect(self, command: UUID) -> DecidedNotice:
        """Notice what happens from now on."""
        notice = DecidedNotice(self, command)
        self._expected[command].add(notice)
        return notice

    def forget(self, command: UUID, notice: DecidedNotice) -> None:
        waiting = self._expected.get(command, set())
        waiting.discard(notice)
        if not waiting:
            self._expected.pop(command, None)

    async def _listen_for_ever(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
                pause = FIRST_PAUSE
            except (OSError, TimeoutError, DBAPIError) as away:
                log.warning("decisions_not_heard", why=str(away), pause=pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            self.listening.clear()
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        """Listen until the connection is lost."""
        async with self._engine.connect() as connection:
            lost = asyncio.Event()
            driver = await _driver_of(connection)
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(DECIDED_CHANNEL, self._heard)
            self._look_all()
            self.listening.set()
            await lost.wait()
            await connection.invalidate()

    def _heard(self, connection: object, process: int, channel: str, payload: object) -> None:
        del connection, process, channel
        id, _, status = str(payload).partition(" ")
        for notice in self._expected.get(UUID(id), ()):
            notice.is_applied = status == CommandStatus.APPLIED
            notice.news.set()

    def _look_all(self) -> None:
        """What was decided while nobody listened was not heard."""
        for waiting in self._expected.values():
            for notice in waiting:
                notice.news.set()


async def _driver_of(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection
