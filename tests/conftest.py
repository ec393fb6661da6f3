"""Fixtures that every room's tests can ask for."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from storage.books import OpenBooks, books_of
from tests.support.database import (
    Databases,
    connections_kept,
    engine_at,
    migrated_databases,
)
from tests.support.world import World, open_world


def pytest_collection_finish() -> None:
    """What was collected stays for ever: nobody has to look through it for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    # Not in pytest's own folder: another run closes that to the account which PostgreSQL has.
    with (
        TemporaryDirectory(prefix="backoffice-tests-") as folder,
        migrated_databases(Path(folder) / "data") as opened,
    ):
        yield opened


@pytest.fixture(scope="session")
async def kept(databases: Databases) -> AsyncIterator[Databases]:
    """The same, with connections that are kept from test to test, and ended before the server."""
    async with connections_kept():
        yield databases


@pytest.fixture
def database_url(kept: Databases) -> Iterator[str]:
    with kept.fresh() as url:
        yield url


@pytest.fixture
async def books(database_url: str) -> AsyncIterator[OpenBooks]:
    """Empty books of the test's own."""
    async with engine_at(database_url) as engine:
        yield books_of(engine)


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The whole product but for its doors, in a time of its own that jumps."""
    async with open_world(database_url, tmp_path) as opened:
        yield opened
