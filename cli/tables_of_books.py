"""Waiting until the tables of the books have the form that this program expects."""

import asyncio
import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from runtime.settings import Settings
from storage.migrate import current_revision, newest_revision

PATIENCE_SECONDS = 60.0
SECONDS_BETWEEN_LOOKS = 0.1

log = structlog.get_logger(__name__)


async def until_migrated(settings: Settings) -> None:
    """Return when the tables are ready, or when waiting makes no sense.

    Without a database, and with one that stays as it is, the program starts all the same: it
    then says what is wrong at /readyz and to whoever asks for a page.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await _is_ready(settings):
        if time.monotonic() > deadline:
            log.warning("the books are not at the form that is expected", wanted=newest_revision())
            return
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _is_ready(settings: Settings) -> bool:
    try:
        return await current_revision(settings.database_url) == newest_revision()
    except (OSError, SQLAlchemyError):
        return True
