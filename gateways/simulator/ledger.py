"""The ledger: the one file that is the truth about charges, and survives any kill."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

Value: TypeAlias = str | int | None

_SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    place INTEGER PRIMARY KEY,
    attempt TEXT NOT NULL UNIQUE,
    processor_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    minor_units INTEGER NOT NULL CHECK (minor_units > 0),
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    customer TEXT NOT NULL,
    method TEXT,
    decline_code TEXT,
    page TEXT UNIQUE,
    return_url TEXT,
    may_save INTEGER NOT NULL,
    locale TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    settles_at TEXT,
    settles_with TEXT,
    merchant TEXT NOT NULL DEFAULT '',
    bank_account INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS charges_that_settle ON charges (settles_at)
    WHERE settles_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS charges_that_expire ON charges (expires_at)
    WHERE status = 'requires_action';
CREATE TABLE IF NOT EXISTS captures (
    attempt TEXT PRIMARY KEY REFERENCES charges (attempt),
    minor_units INTEGER NOT NULL CHECK (minor_units > 0),
    currency TEXT NOT NULL,
    captured_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS methods (
    place INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    expires_month INTEGER,
    expires_year INTEGER,
    country TEXT NOT NULL,
    behaviour TEXT NOT NULL,
    reusable INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS events (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    attempt TEXT NOT NULL REFERENCES charges (attempt),
    occurred_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    delivered_at TEXT
);
CREATE INDEX IF NOT EXISTS events_to_send ON events (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS events_of_charge ON events (attempt);
CREATE TABLE IF NOT EXISTS delivery_wishes (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    copies INTEGER NOT NULL,
    reorder INTEGER NOT NULL,
    hold INTEGER NOT NULL
);
INSERT OR IGNORE INTO delivery_wishes VALUES (1, 1, 0, 0);
"""


_LATER_COLUMNS = {
    "merchant": "TEXT NOT NULL DEFAULT ''",
    "bank_account": "INTEGER NOT NULL DEFAULT 1",
}


class Ledger:
    """One connection to the file. A transaction is on the disk before its answer leaves."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(_SCHEMA)
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        """A ledger of an earlier version has charges that lack columns."""
        columns = {row["name"] for row in self.read("PRAGMA table_info(charges)")}
        for name, declared in _LATER_COLUMNS.items():
            if name not in columns:
                self._connection.execute(f"ALTER TABLE charges ADD COLUMN {name} {declared}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; inside, nobody may await."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @property
    def books(self) -> sqlite3.Connection:
        """For reading; whoever writes opens a transaction."""
        return self._connection

    def read(self, query: str, *values: Value) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        self._connection.close()


def written(at: datetime) -> str:
    """A moment as the ledger keeps it: in UTC and of one width, so that text sorts like time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def moment_if_any(text: str | None) -> datetime | None:
    return moment(text) if text else None
