"""Refunds as the ledger keeps them: their lifecycle, their rows, and what is left of a charge."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.processor import RefundStatus
from gateways.simulator import events
from gateways.simulator.events import News
from gateways.simulator.ledger import moment, moment_if_any, written
from gateways.simulator.refusals import unknown_refund


class RefundEvent(StrEnum):
    SUCCEED = "succeed"
    FAIL = "fail"


REFUND_LIFECYCLE = Lifecycle[RefundStatus, RefundEvent](
    {
        RefundStatus.PENDING: {
            RefundEvent.SUCCEED: RefundStatus.SUCCEEDED,
            RefundEvent.FAIL: RefundStatus.FAILED,
        },
        # The customer's bank can send it back, days after it was paid out.
        RefundStatus.SUCCEEDED: {RefundEvent.FAIL: RefundStatus.FAILED},
        RefundStatus.FAILED: {},
    }
)


@dataclass(frozen=True)
class RefundRecord:
    """Money that is given back. `settles_with` is the code with which it will fail."""

    refund: str
    processor_id: str
    attempt: str
    status: RefundStatus
    amount: Money
    created_at: datetime
    failure_code: str | None = None
    settles_at: datetime | None = None
    settles_with: str | None = None


def find(books: sqlite3.Connection, refund: str) -> RefundRecord | None:
    row = books.execute("SELECT * FROM refunds WHERE refund = ?", (refund,)).fetchone()
    return _from_row(row) if row else None


def get(books: sqlite3.Connection, refund: str) -> RefundRecord:
    """Raises `Refused` for a refund that was never made."""
    record = find(books, refund)
    if record is None:
        raise unknown_refund(refund)
    return record


def of_charges(books: sqlite3.Connection, attempts: Sequence[str]) -> dict[str, list[RefundRecord]]:
    """The refunds of these charges, in the order in which they were made."""
    found: dict[str, list[RefundRecord]] = {attempt: [] for attempt in attempts}
    places = ", ".join("?" for _ in attempts)
    query = f"SELECT * FROM refunds WHERE attempt IN ({places}) ORDER BY place"  # noqa: S608 (marks)
    for row in books.execute(query, attempts):
        found[row["attempt"]].append(_from_row(row))
    return found


def due(books: sqlite3.Connection, at: datetime) -> list[RefundRecord]:
    """What the customer's bank has had long enough."""
    query = "SELECT * FROM refunds WHERE settles_at <= ? ORDER BY place"
    return [_from_row(row) for row in books.execute(query, (written(at),))]


def given_back(books: sqlite3.Connection, attempt: str) -> int:
    """The minor units that are gone, or on their way; what failed came back to us."""
    query = (
        "SELECT coalesce(sum(minor_units), 0) FROM refunds WHERE attempt = ? AND status != 'failed'"
    )
    return int(books.execute(query, (attempt,)).fetchone()[0])


def insert(books: sqlite3.Connection, record: RefundRecord) -> None:
    """Note the refund, and that the merchant has to hear of it."""
    books.execute(
        "INSERT INTO refunds (refund, processor_id, attempt, status, minor_units, currency,"
        " created_at, settles_at, settles_with) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.refund,
            record.processor_id,
            record.attempt,
            record.status,
            record.amount.minor_units,
            record.amount.currency,
            written(record.created_at),
            written(record.settles_at) if record.settles_at else None,
            record.settles_with,
        ),
    )
    events.note(books, _news(record), record.created_at)


def settle(
    books: sqlite3.Connection, record: RefundRecord, failure_code: str | None, at: datetime
) -> RefundRecord:
    """The customer's bank took the money, or did not: then `failure_code` says why."""
    event = RefundEvent.FAIL if failure_code else RefundEvent.SUCCEED
    if not REFUND_LIFECYCLE.allows(record.status, event):
        return record
    settled = replace(
        record,
        status=REFUND_LIFECYCLE.advance(record.status, event),
        failure_code=failure_code,
        settles_at=None,
    )
    books.execute(
        "UPDATE refunds SET status = ?, failure_code = ?, settles_at = NULL WHERE refund = ?",
        (settled.status, settled.failure_code, settled.refund),
    )
    events.note(books, _news(settled), at)
    return settled


def _news(record: RefundRecord) -> News:
    return News("refund.updated", record.attempt, record.refund)


def _from_row(row: sqlite3.Row) -> RefundRecord:
    return RefundRecord(
        refund=row["refund"],
        processor_id=row["processor_id"],
        attempt=row["attempt"],
        status=RefundStatus(row["status"]),
        amount=Money(row["minor_units"], row["currency"]),
        created_at=moment(row["created_at"]),
        failure_code=row["failure_code"],
        settles_at=moment_if_any(row["settles_at"]),
        settles_with=row["settles_with"],
    )
