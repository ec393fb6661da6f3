"""Charges as the ledger keeps them: their lifecycle, their rows, and the money that was taken."""

import sqlite3
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.processor import ChargeStatus, DisputeStatus
from gateways.simulator.ledger import Value, moment, moment_if_any, written
from gateways.simulator.refusals import unknown_attempt


class ChargeEvent(StrEnum):
    REQUIRE_ACTION = "require_action"
    PROCESS = "process"
    SUCCEED = "succeed"
    FAIL = "fail"
    CANCEL = "cancel"


CHARGE_LIFECYCLE = Lifecycle[ChargeStatus, ChargeEvent](
    {
        ChargeStatus.CREATED: {
            ChargeEvent.REQUIRE_ACTION: ChargeStatus.REQUIRES_ACTION,
            ChargeEvent.PROCESS: ChargeStatus.PROCESSING,
            ChargeEvent.SUCCEED: ChargeStatus.SUCCEEDED,
            ChargeEvent.FAIL: ChargeStatus.FAILED,
            ChargeEvent.CANCEL: ChargeStatus.CANCELLED,
        },
        ChargeStatus.REQUIRES_ACTION: {
            ChargeEvent.PROCESS: ChargeStatus.PROCESSING,
            ChargeEvent.SUCCEED: ChargeStatus.SUCCEEDED,
            ChargeEvent.FAIL: ChargeStatus.FAILED,
            ChargeEvent.CANCEL: ChargeStatus.CANCELLED,
        },
        ChargeStatus.PROCESSING: {
            ChargeEvent.SUCCEED: ChargeStatus.SUCCEEDED,
            ChargeEvent.FAIL: ChargeStatus.FAILED,
        },
        # A debit can come back, days after its bank had paid.
        ChargeStatus.SUCCEEDED: {ChargeEvent.FAIL: ChargeStatus.FAILED},
        ChargeStatus.FAILED: {},
        ChargeStatus.CANCELLED: {},
    }
)


@dataclass(frozen=True)
class ChargeRecord:
    """One attempt to take money.

    `page` is the secret in the address of its page, while it has one; `return_url` is known for
    pages that the merchant opened; `settles_with` is the decline code with which it will fail;
    `merchant` is who is paid, where the account's own name is not meant; `bank_account` whether
    one may be chosen on the page; `dispute_ends_with` what the customer's bank will decide about
    the `disputed_minor_units`.
    """

    attempt: str
    processor_id: str
    status: ChargeStatus
    amount: Money
    description: str
    customer: str
    locale: str
    created_at: datetime
    method: str | None = None
    decline_code: str | None = None
    page: str | None = None
    return_url: str | None = None
    may_save: bool = False
    expires_at: datetime | None = None
    settles_at: datetime | None = None
    settles_with: str | None = None
    merchant: str = ""
    bank_account: bool = True
    dispute: DisputeStatus | None = None
    dispute_ends_at: datetime | None = None
    dispute_ends_with: DisputeStatus | None = None
    disputed_minor_units: int | None = None

    @property
    def is_hosted(self) -> bool:
        return self.return_url is not None

    @property
    def waits_for_customer(self) -> bool:
        return self.status is ChargeStatus.REQUIRES_ACTION


def find(books: sqlite3.Connection, attempt: str) -> ChargeRecord | None:
    row = books.execute("SELECT * FROM charges WHERE attempt = ?", (attempt,)).fetchone()
    return _from_row(row) if row else None


def get(books: sqlite3.Connection, attempt: str) -> ChargeRecord:
    """Raises `Refused` for an attempt that was never made."""
    record = find(books, attempt)
    if record is None:
        raise unknown_attempt(attempt)
    return record


def get_by_page(books: sqlite3.Connection, page: str) -> ChargeRecord:
    """Raises `Refused` for an address that was never given out."""
    row = books.execute("SELECT * FROM charges WHERE page = ?", (page,)).fetchone()
    if row is None:
        raise unknown_attempt("this page")
    return _from_row(row)


def due(books: sqlite3.Connection, at: datetime) -> list[ChargeRecord]:
    """What was processed long enough, and pages that nobody used in time."""
    now = written(at)
    rows = books.execute(
        "SELECT * FROM charges WHERE settles_at <= ?"
        " UNION SELECT * FROM charges WHERE status = 'requires_action' AND expires_at <= ?"
        " ORDER BY place",
        (now, now),
    )
    return [_from_row(row) for row in rows]


def disputes_due(books: sqlite3.Connection, at: datetime) -> list[ChargeRecord]:
    """Disputes that the customer's bank has thought about long enough."""
    query = "SELECT * FROM charges WHERE dispute_ends_at <= ? ORDER BY place"
    return [_from_row(row) for row in books.execute(query, (written(at),))]


def latest(books: sqlite3.Connection, most: int) -> list[ChargeRecord]:
    """The newest first."""
    rows = books.execute("SELECT * FROM charges ORDER BY place DESC LIMIT ?", (most,))
    return [_from_row(row) for row in rows]


def captured(books: sqlite3.Connection) -> dict[str, int]:
    """The minor units that were really taken, by attempt."""
    return {row["attempt"]: row["minor_units"] for row in books.execute("SELECT * FROM captures")}


def takings(books: sqlite3.Connection) -> list[Money]:
    """What was taken in each currency."""
    query = "SELECT currency, sum(minor_units) FROM captures GROUP BY currency ORDER BY currency"
    return [Money(taken, currency) for currency, taken in books.execute(query)]


def insert(books: sqlite3.Connection, record: ChargeRecord) -> None:
    row = _row(record)
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    books.execute(f"INSERT INTO charges ({names}) VALUES ({places})", row)  # noqa: S608 (names are ours)


def save(books: sqlite3.Connection, record: ChargeRecord) -> None:
    row = _row(record)
    pairs = ", ".join(f"{name} = :{name}" for name in row)
    books.execute(f"UPDATE charges SET {pairs} WHERE attempt = :attempt", row)  # noqa: S608 (names are ours)


def capture(books: sqlite3.Connection, record: ChargeRecord, at: datetime) -> None:
    """Take the money. The table's key lets this happen once for each attempt, whoever asks."""
    books.execute(
        "INSERT INTO captures VALUES (?, ?, ?, ?)",
        (record.attempt, record.amount.minor_units, record.amount.currency, written(at)),
    )


def was_taken_since(books: sqlite3.Connection, record: ChargeRecord, since: datetime) -> bool:
    """Whether the same amount was taken with the same method."""
    query = (
        "SELECT 1 FROM captures JOIN charges USING (attempt) WHERE charges.method = ?"
        " AND captures.minor_units = ? AND captures.currency = ? AND captures.captured_at > ?"
    )
    same = (record.method, record.amount.minor_units, record.amount.currency, written(since))
    return books.execute(query, same).fetchone() is not None


def release(books: sqlite3.Connection, attempt: str) -> None:
    """The money that was taken is gone again."""
    books.execute("DELETE FROM captures WHERE attempt = ?", (attempt,))


def _from_row(row: sqlite3.Row) -> ChargeRecord:
    return ChargeRecord(
        attempt=row["attempt"],
        processor_id=row["processor_id"],
        status=ChargeStatus(row["status"]),
        amount=Money(row["minor_units"], row["currency"]),
        description=row["description"],
        customer=row["customer"],
        locale=row["locale"],
        created_at=moment(row["created_at"]),
        method=row["method"],
        decline_code=row["decline_code"],
        page=row["page"],
        return_url=row["return_url"],
        may_save=bool(row["may_save"]),
        expires_at=moment_if_any(row["expires_at"]),
        settles_at=moment_if_any(row["settles_at"]),
        settles_with=row["settles_with"],
        merchant=row["merchant"],
        bank_account=bool(row["bank_account"]),
        dispute=_dispute(row["dispute"]),
        dispute_ends_at=moment_if_any(row["dispute_ends_at"]),
        dispute_ends_with=_dispute(row["dispute_ends_with"]),
        disputed_minor_units=row["disputed_minor_units"],
    )


def _dispute(text: str | None) -> DisputeStatus | None:
    return DisputeStatus(text) if text else None


def _row(record: ChargeRecord) -> dict[str, Value]:
    plain = {field.name: getattr(record, field.name) for field in fields(record)}
    amount: Money = plain.pop("amount")
    row = {name: _value(value) for name, value in plain.items()}
    return row | {"minor_units": amount.minor_units, "currency": amount.currency}


def _value(value: Value | datetime) -> Value:
    return written(value) if isinstance(value, datetime) else value
