"""Bring the books' tables to the newest form, and say which form they have."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_045_311  # any number that nobody else locks: two migrations never run side by side


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def upgrade(database_url: str) -> None:
    """Migrate to the newest form. Safe to call at each start and from several places at once."""
    engine = create_async_engine(database_url)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SET lock_timeout = '10s'"))
            await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            await connection.commit()
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))
            await connection.commit()
    finally:
        await engine.dispose()


def newest_revision() -> str:
    """The form that this code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def current_revision(database_url: str) -> str:
    """The form that the database has; empty when it was never migrated."""
    engine = create_async_engine(database_url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(
                lambda sync: MigrationContext.configure(sync).get_current_revision() or ""
            )
    finally:
        await engine.dispose()
