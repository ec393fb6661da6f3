"""The portal waits for its tables, but never for ever and never for a database that is away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli.tables_of_books
from cli.tables_of_books import until_migrated
from runtime.settings import Settings, load_settings
from storage.migrate import upgrade
from tests.support.database import Databases


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    yield load_settings(data=tmp_path, database_url=databases.server.create_database("no_tables"))
    databases.server.drop_database("no_tables")


async def test_it_waits_until_the_tables_are_made(settings: Settings) -> None:
    waiting = asyncio.create_task(until_migrated(settings))
    await asyncio.sleep(0.3)
    assert not waiting.done()

    await upgrade(settings.database_url)
    await asyncio.wait_for(waiting, 10)


async def test_tables_that_stay_as_they_are_do_not_keep_it_for_ever(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.tables_of_books, "PATIENCE_SECONDS", 0.2)

    await asyncio.wait_for(until_migrated(settings), 10)


async def test_a_database_that_is_away_is_not_waited_for(settings: Settings) -> None:
    elsewhere = "postgresql+asyncpg://postgres@/backoffice?host=/nowhere"

    await asyncio.wait_for(
        until_migrated(settings.model_copy(update={"database_url": elsewhere})), 10
    )
