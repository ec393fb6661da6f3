"""Set-ups: a customer gives a payment method on a page, and nothing is charged."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.declines import decline
from domain.payments import FailureClass
from domain.processor import ChargeStatus
from domain.set_ups import SetUpRequest
from gateways.simulator import events, methods
from gateways.simulator.behaviours import BehaviourKind
from gateways.simulator.cards import TestCard, offered
from gateways.simulator.events import News
from gateways.simulator.ledger import Ledger, moment, written
from gateways.simulator.methods import Method
from gateways.simulator.refusals import attempt_reused, unknown_attempt
from runtime.identity import new_token

PAGE_LIFETIME: Final = timedelta(hours=1)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS set_ups (
    place INTEGER PRIMARY KEY,
    attempt TEXT NOT NULL UNIQUE,
    processor_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    customer TEXT NOT NULL,
    merchant TEXT NOT NULL,
    locale TEXT NOT NULL,
    return_url TEXT NOT NULL,
    bank_account INTEGER NOT NULL,
    page TEXT NOT NULL UNIQUE,
    expires_at TEXT NOT NULL,
    method TEXT,
    decline_code TEXT
)
"""


@dataclass(frozen=True)
class SetUpRecord:
    """One page for a method. `page` is the secret in its address."""

    attempt: str
    processor_id: str
    status: ChargeStatus
    customer: str
    merchant: str
    locale: str
    return_url: str
    bank_account: bool
    page: str
    expires_at: datetime
    method: str | None = None
    decline_code: str | None = None

    @property
    def waits_for_customer(self) -> bool:
        return self.status is ChargeStatus.REQUIRES_ACTION

    @property
    def offered(self) -> list[TestCard]:
        """What can be chosen on the page."""
        return offered(bank_account=self.bank_account)


class SetUpDesk:
    """Set-ups from their page to their end, each deed in one transaction."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock
        ledger.books.execute(_SCHEMA)

    def open(self, request: SetUpRequest) -> SetUpRecord:
        """The page of this attempt, opened now or before. Raises `Refused`."""
        record = SetUpRecord(
            attempt=request.attempt,
            processor_id=f"seti_{secrets.token_hex(12)}",
            status=ChargeStatus.REQUIRES_ACTION,
            customer=request.customer,
            merchant=request.merchant,
            locale=request.locale,
            return_url=request.return_url,
            bank_account=request.bank_account,
            page=new_token("page"),
            expires_at=self._clock() + PAGE_LIFETIME,
        )
        with self._ledger.transaction() as books:
            known = _find(books, "attempt", request.attempt)
            if known is None:
                _insert(books, record)
                return record
            if known.customer != record.customer:
                raise attempt_reused(record.attempt)
            return known

    def find(self, attempt: str) -> SetUpRecord:
        """Raises `Refused` for an attempt that was never made."""
        with self._ledger.transaction() as books:
            return self._as_of_now(books, _get(books, "attempt", attempt))

    def find_page(self, page: str) -> SetUpRecord:
        """Raises `Refused` for an address that was never given out."""
        with self._ledger.transaction() as books:
            return self._as_of_now(books, _get(books, "page", page))

    def method(self, record: SetUpRecord) -> Method | None:
        """The method that was given."""
        return methods.find(self._ledger.books, record.method) if record.method else None

    def give(self, page: str, card: TestCard) -> SetUpRecord:
        """Save what the customer chose, unless the bank says at once that it is no good."""
        with self._ledger.transaction() as books:
            record = self._as_of_now(books, _get(books, "page", page))
            if not record.waits_for_customer or record.method or card not in record.offered:
                return record
            code = card.behaviour.decline_code
            if decline(code).failure is FailureClass.HARD:
                failed = replace(record, status=ChargeStatus.FAILED, decline_code=code)
                return _saved(books, failed, self._clock())
            method = methods.remember(books, card, self._clock(), reusable=True)
            given = replace(record, method=method.token)
            if card.behaviour.kind is not BehaviourKind.REQUIRES_ACTION:
                given = replace(given, status=ChargeStatus.SUCCEEDED)
            return _saved(books, given, self._clock())

    def authenticate(self, page: str, *, approved: bool) -> SetUpRecord:
        """Go on after the customer's bank asked the customer."""
        with self._ledger.transaction() as books:
            record = self._as_of_now(books, _get(books, "page", page))
            if not record.waits_for_customer or not record.method:
                return record
            if approved:
                answered = replace(record, status=ChargeStatus.SUCCEEDED)
                return _saved(books, answered, self._clock())
            methods.forget(books, record.method)
            refused = replace(
                record, status=ChargeStatus.FAILED, decline_code="authentication_failed"
            )
            return _saved(books, refused, self._clock())

    def cancel(self, attempt: str) -> SetUpRecord:
        """Close the page; what was given stays given."""
        with self._ledger.transaction() as books:
            record = self._as_of_now(books, _get(books, "attempt", attempt))
            if not record.waits_for_customer:
                return record
            return _saved(books, replace(record, status=ChargeStatus.CANCELLED), self._clock())

    def _as_of_now(self, books: sqlite3.Connection, record: SetUpRecord) -> SetUpRecord:
        """A page that nobody used in time is closed."""
        if not record.waits_for_customer or record.expires_at > self._clock():
            return record
        return _saved(books, replace(record, status=ChargeStatus.CANCELLED), self._clock())


def _find(books: sqlite3.Connection, column: str, value: str) -> SetUpRecord | None:
    query = f"SELECT * FROM set_ups WHERE {column} = ?"  # noqa: S608 (names are ours)
    row = books.execute(query, (value,)).fetchone()
    return _from_row(row) if row else None


def _get(books: sqlite3.Connection, column: str, value: str) -> SetUpRecord:
    record = _find(books, column, value)
    if record is None:
        raise unknown_attempt(value if column == "attempt" else "this page")
    return record


def _insert(books: sqlite3.Connection, record: SetUpRecord) -> None:
    row = {**vars(record), "expires_at": written(record.expires_at)}
    names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    books.execute(f"INSERT INTO set_ups ({names}) VALUES ({places})", row)  # noqa: S608 (names are ours)


def _saved(books: sqlite3.Connection, record: SetUpRecord, at: datetime) -> SetUpRecord:
    """Write a change, and note that the merchant has to hear of it."""
    books.execute(
        "UPDATE set_ups SET status = ?, method = ?, decline_code = ? WHERE attempt = ?",
        (record.status, record.method, record.decline_code, record.attempt),
    )
    if not record.waits_for_customer:
        events.note(books, News(f"set_up.{record.status}", record.attempt), at)
    return record


def _from_row(row: sqlite3.Row) -> SetUpRecord:
    return SetUpRecord(
        attempt=row["attempt"],
        processor_id=row["processor_id"],
        status=ChargeStatus(row["status"]),
        customer=row["customer"],
        merchant=row["merchant"],
        locale=row["locale"],
        return_url=row["return_url"],
        bank_account=bool(row["bank_account"]),
        page=row["page"],
        expires_at=moment(row["expires_at"]),
        method=row["method"],
        decline_code=row["decline_code"],
    )
