"""Migrations: they lead up, down and up again, and end where the models are."""

import asyncio
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

import storage.books  # noqa: F401 - loads every table
from storage.base import Base
from storage.books import books_of, open_engine
from storage.migrate import _config, current_revision, newest_revision, upgrade
from storage.numbers import SEQUENCES
from tests.support.database import Databases
from tests.support.office import Office

_SCHEMA = text(
    """
SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal
UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
ORDER BY 1
"""
)


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """A database that was never migrated."""
    name = "never_migrated"
    yield databases.server.create_database(name)
    databases.server.drop_database(name)


async def downgrade(url: str, revision: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))
        await connection.commit()
    await engine.dispose()


async def schema(url: str) -> list[str]:
    """Tables, constraints, indexes, triggers and sequences, in words."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        rows = [str(row[0]) for row in await connection.execute(_SCHEMA)]
    await engine.dispose()
    return rows


async def fill(url: str) -> None:
    """Something in every room of the books."""
    engine = open_engine(url)
    await Office(books_of(engine)).offline()
    await engine.dispose()


async def test_up_down_and_up_again_with_something_in_the_books(empty_url: str) -> None:
    assert await current_revision(empty_url) == ""
    await upgrade(empty_url)
    assert await current_revision(empty_url) == newest_revision()
    before = await schema(empty_url)
    await fill(empty_url)

    await downgrade(empty_url, "base")
    left = [row for row in await schema(empty_url) if "alembic_version" not in row]
    assert left == []
    await upgrade(empty_url)

    assert await schema(empty_url) == before
    await fill(empty_url)


async def test_amounts_that_were_typed_with_spare_zeros_are_read_as_they_were(
    empty_url: str,
) -> None:
    await upgrade(empty_url)
    await downgrade(empty_url, "0038")
    typed = '["5.000 EUR", "5.500 USD", "10.00 JPY", "20 GBP"]'
    engine = open_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO preferences VALUES ('late_fee.amounts', :typed ::jsonb, 'it', now())"
            ),
            {"typed": typed},
        )
    await upgrade(empty_url)
    async with books_of(engine)() as books:
        preferences = await books.organisations.preferences()
    assert [str(each) for each in preferences.late_fee_amounts] == [
        "5.00 EUR", "5.50 USD", "10 JPY", "20.00 GBP"
    ]  # fmt: skip
    await engine.dispose()


async def test_two_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    await asyncio.gather(upgrade(empty_url), upgrade(empty_url))

    assert await current_revision(empty_url) == newest_revision()


async def test_the_migrations_end_where_the_models_are(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_every_series_has_its_sequence(database_url: str) -> None:
    known = [row for row in await schema(database_url) if row.startswith("sequence ")]

    for sequence in SEQUENCES.values():
        assert f"sequence {sequence.name}" in known
