"""PostgreSQL for tests: one server for the session, empty books for each test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Thread
from typing import TypeVar

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from runtime.postgres import EmbeddedPostgres, embedded_postgres
from storage.books import open_engine
from storage.migrate import upgrade

Result = TypeVar("Result")

TEMPLATE = "books_template"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
_SHAPE = """
    SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_attribute),
        (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_proc),
        (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O')
"""
_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
"""Whoever still holds something. What is idle are connections that are kept for the next test."""


@dataclass(frozen=True)
class Emptied:
    """How books are made empty again, and the form that they must still have."""

    shape: tuple[int, ...]
    script: str

    async def sweep(self, connection: asyncpg.Connection) -> bool:
        """Empty them; false if a test has changed more than rows."""
        await connection.execute("SET lock_timeout = '3s'; SET session_replication_role = replica")
        await connection.execute(_OTHERS)
        if tuple(await connection.fetchrow(_SHAPE) or ()) != self.shape:
            return False
        await connection.execute(self.script)
        return True


class Sweeper:
    """Keeps a connection to each of the books, in a loop of its own: whoever asks may have one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._connections: dict[str, asyncpg.Connection] = {}
        self._thread.start()

    def do(self, url: str, work: Callable[[asyncpg.Connection], Awaitable[Result]]) -> Result:
        """Do it on the connection to these books."""
        return asyncio.run_coroutine_threadsafe(self._do(url, work), self._loop).result()

    async def _do(
        self, url: str, work: Callable[[asyncpg.Connection], Awaitable[Result]]
    ) -> Result:
        if url not in self._connections or self._connections[url].is_closed():
            self._connections[url] = await asyncpg.connect(url.replace("+asyncpg", ""))
        return await work(self._connections[url])

    def forget(self, url: str) -> None:
        """These books will be gone."""
        asyncio.run_coroutine_threadsafe(self._close(url), self._loop).result()

    async def _close(self, url: str) -> None:
        connection = self._connections.pop(url, None)
        if connection and not connection.is_closed():
            connection.terminate()

    def close(self) -> None:
        for url in list(self._connections):
            self.forget(url)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass(frozen=True)
class Databases:
    """Migrated books, as often as tests need them. What was used is swept and used again."""

    server: EmbeddedPostgres
    emptied: Emptied
    sweeper: Sweeper
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    free: list[str] = field(default_factory=list)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of empty books of one's own."""
        name = self.free.pop() if self.free else self._another()
        try:
            yield self.server.url(name)
        finally:
            if self._swept(name):
                self.free.append(name)
            else:
                self.sweeper.forget(self.server.url(name))
                self.server.drop_database(name)

    def _another(self) -> str:
        name = f"books_{next(self.numbers)}"
        self.server.create_database(name, template=TEMPLATE)
        return name

    def _swept(self, name: str) -> bool:
        try:
            return self.sweeper.do(self.server.url(name), self.emptied.sweep)
        except (asyncpg.PostgresError, OSError):
            return False


@asynccontextmanager
async def engine_at(url: str, *, pool_size: int = 10) -> AsyncIterator[AsyncEngine]:
    """An engine for these books.

    It is kept for the next test on the same books: what an engine has learned to say in SQL
    takes longer to learn than most tests take. In the loop of the session its connections are
    kept as well.
    """
    is_kept = asyncio.get_running_loop() is _session.loop
    known = _session.engines if is_kept else _engines
    engine = known.setdefault((url, pool_size), open_engine(url, pool_size=pool_size))
    try:
        yield engine
    finally:
        if not is_kept:
            await engine.dispose()


_Engines = dict[tuple[str, int], AsyncEngine]
_engines: _Engines = {}


@dataclass
class _Session:
    """The loop that most tests run in, and the engines that are connected in it."""

    loop: asyncio.AbstractEventLoop | None = None
    engines: _Engines = field(default_factory=dict)


_session = _Session()


@asynccontextmanager
async def connections_kept() -> AsyncIterator[None]:
    """From test to test of this loop, until all of them are done."""
    _session.loop = asyncio.get_running_loop()
    try:
        yield
    finally:
        _session.loop = None
        for engine in _session.engines.values():
            await engine.dispose()
        _session.engines.clear()


async def _emptied(connection: asyncpg.Connection) -> Emptied:
    tables = [row[0] for row in await connection.fetch(_TABLES) if row[0] != "alembic_version"]
    sequences = [row[0] for row in await connection.fetch(_SEQUENCES)]
    deletes = [f"DELETE FROM {table}" for table in tables]  # noqa: S608 - names of our own
    restarts = [f"SELECT setval('{sequence}', 1, false)" for sequence in sequences]
    shape = await connection.fetchrow(_SHAPE)
    return Emptied(tuple(shape or ()), ";\n".join((*deletes, *restarts)))


@contextmanager
def migrated_databases(folder: Path) -> Iterator[Databases]:
    """A quick, forgetful server with the migrated template in it."""
    with embedded_postgres(folder, durable=False) as server:
        template = server.create_database(TEMPLATE)
        asyncio.run(upgrade(template))
        sweeper = Sweeper()
        try:
            emptied = sweeper.do(template, _emptied)
            sweeper.forget(template)
            yield Databases(server, emptied, sweeper)
        finally:
            sweeper.close()
