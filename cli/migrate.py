"""`backoffice migrate`: bring the books' tables to the newest form."""

import asyncio

from cli.options import Data
from cli.reach import reaching_books
from runtime.settings import load_settings
from storage.migrate import newest_revision, upgrade


def migrate(*, data: Data = None) -> None:
    """Bring the tables of the books to the newest form; does nothing where they have it."""
    settings = load_settings(data=data)
    with reaching_books(settings):
        asyncio.run(upgrade(settings.database_url))
    print(f"The books are at {newest_revision()}.")
