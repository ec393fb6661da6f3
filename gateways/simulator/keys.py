"""Keys of idempotency: an attempt's number is one, for a day; afterwards it is a new one.

What was made under a key that is no longer kept stays what it is, under a name of its own.
"""

import sqlite3
from datetime import datetime, timedelta
from typing import Final

KEPT_FOR: Final = timedelta(hours=24)
_MENTIONS: Final = {
    "attempt": ("charges", "captures", "refunds", "events"),
    "refund": ("refunds", "events"),
}


def is_forgotten(made_at: datetime, at: datetime) -> bool:
    """Whether the key under which something was made is no longer kept."""
    return at - made_at > KEPT_FOR


def set_aside(books: sqlite3.Connection, column: str, key: str) -> None:
    """Give what was made under the key a name of its own, wherever it is mentioned."""
    [names] = books.execute(
        f"SELECT count(*) FROM {_MENTIONS[column][0]} WHERE {column} GLOB ?",  # noqa: S608 (names are ours)
        (f"{key}/*",),
    )
    books.execute("PRAGMA defer_foreign_keys = ON")
    for table in _MENTIONS[column]:
        books.execute(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608 (names are ours)
            (f"{key}/{names[0] + 1}", key),
        )
