"""PostgreSQL for tests: one server for the session, one fresh copy of the books for each test."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from runtime.postgres import EmbeddedPostgres, embedded_postgres
from storage.migrate import upgrade

TEMPLATE = "books_template"


@dataclass(frozen=True)
class Databases:
    """Migrated books, copied as often as tests need them."""

    server: EmbeddedPostgres
    numbers: Iterator[int]

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of books of one's own; they are gone afterwards."""
        name = f"books_{next(self.numbers)}"
        url = self.server.create_database(name, template=TEMPLATE)
        try:
            yield url
        finally:
            self.server.drop_database(name)


@contextmanager
def migrated_databases(folder: Path) -> Iterator[Databases]:
    """A quick, forgetful server with the migrated template in it."""
    with embedded_postgres(folder, durable=False) as server:
        asyncio.run(upgrade(server.create_database(TEMPLATE)))
        yield Databases(server, count(1))
