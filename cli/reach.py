"""Reaching the books from a command, with plain words where they cannot be reached."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError

from cli.exits import Unable
from runtime.settings import Settings
from storage.books import Books, books_of, open_engine


@asynccontextmanager
async def open_books(settings: Settings) -> AsyncIterator[Books]:
    """One unit of work. Raises `Unable` if the database does not answer."""
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        with reaching_books(settings):
            async with books_of(engine)() as books:
                yield books
    finally:
        await engine.dispose()


@contextmanager
def reaching_books(settings: Settings) -> Iterator[None]:
    """Say what to do if the database is not there."""
    try:
        yield
    except (OSError, OperationalError, InterfaceError) as error:
        remedy = (
            "start it with `backoffice up`"
            if settings.has_embedded_database
            else "is BACKOFFICE_DATABASE_URL right, and the server running?"
        )
        raise Unable(f"the database does not answer: {remedy} ({error})") from error
