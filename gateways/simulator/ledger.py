"""The ledger: the one file that is the truth about charges, and survives any kill."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from gateways.simulator.schema import EVENTS, LATER_COLUMNS, LATER_INDEXES, SCHEMA

Value: TypeAlias = str | int | None


class Ledger:
    """One connection to the file. A transaction is on the disk before its answer leaves."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(SCHEMA + EVENTS)
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        """A ledger of an earlier version has charges and events that lack columns."""
        known = self._columns("charges")
        for name, declared in LATER_COLUMNS.items():
            if name not in known:
                self._connection.execute(f"ALTER TABLE charges ADD COLUMN {name} {declared}")
        self._connection.executescript(LATER_INDEXES)
        if "lose" not in self._columns("delivery_wishes"):
            declared = "lose INTEGER NOT NULL DEFAULT 0"
            self._connection.execute(f"ALTER TABLE delivery_wishes ADD COLUMN {declared}")
        if "refund" not in self._columns("events"):
            self._make_events_anew()

    def _columns(self, table: str) -> set[str]:
        return {row["name"] for row in self.read(f"PRAGMA table_info({table})")}

    def _make_events_anew(self) -> None:
        """Events were of charges alone once, which their table insisted on."""
        names = ", ".join(sorted(self._columns("events")))
        copy = f"INSERT INTO events ({names}) SELECT {names} FROM events_of_charges;"  # noqa: S608 (names are ours)
        self._connection.executescript(
            "BEGIN IMMEDIATE; ALTER TABLE events RENAME TO events_of_charges;"
            f" DROP INDEX events_to_send; DROP INDEX events_of_charge; {EVENTS}"
            f" {copy} DROP TABLE events_of_charges; COMMIT;"
        )

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
