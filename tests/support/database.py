"""PostgreSQL for tests: one server for the session, empty books for each test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
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
        WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


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


@dataclass(frozen=True)
class Databases:
    """Migrated books, as often as tests need them. What was used is swept and used again."""

    server: EmbeddedPostgres
    emptied: Emptied
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
                self.server.drop_database(name)

    def _another(self) -> str:
        name = f"books_{next(self.numbers)}"
        self.server.create_database(name, template=TEMPLATE)
        return name

    def _swept(self, name: str) -> bool:
        try:
            return _connected(self.server.url(name), self.emptied.sweep)
        except (asyncpg.PostgresError, OSError):
            return False


@asynccontextmanager
async def engine_at(url: str, *, pool_size: int = 10) -> AsyncIterator[AsyncEngine]:
    """An engine for these books, with no connection before and after.

    It is kept for the next test on the same books: what an engine has learned to say in SQL
    takes longer to learn than most tests take.
    """
    engine = _engines.setdefault((url, pool_size), open_engine(url, pool_size=pool_size))
    try:
        yield engine
    finally:
        await engine.dispose()


_engines: dict[tuple[str, int], AsyncEngine] = {}


async def _emptied(connection: asyncpg.Connection) -> Emptied:
    tables = [row[0] for row in await connection.fetch(_TABLES) if row[0] != "alembic_version"]
    sequences = [row[0] for row in await connection.fetch(_SEQUENCES)]
    deletes = [f"DELETE FROM {table}" for table in tables]  # noqa: S608 - names of our own
    restarts = [f"SELECT setval('{sequence}', 1, false)" for sequence in sequences]
    shape = await connection.fetchrow(_SHAPE)
    return Emptied(tuple(shape or ()), ";\n".join((*deletes, *restarts)))


def _connected(url: str, work: Callable[[asyncpg.Connection], Awaitable[Result]]) -> Result:
    """Do it on a connection and a thread of its own: whoever asks may have a loop already."""

    async def on_a_connection() -> Result:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return await work(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(on_a_connection())).result()


@contextmanager
def migrated_databases(folder: Path) -> Iterator[Databases]:
    """A quick, forgetful server with the migrated template in it."""
    with embedded_postgres(folder, durable=False) as server:
        template = server.create_database(TEMPLATE)
        asyncio.run(upgrade(template))
        yield Databases(server, _connected(template, _emptied))
