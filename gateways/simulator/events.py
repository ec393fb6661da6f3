"""Events to the merchant: noted in the ledger with what they tell, and sent until they arrive."""

import asyncio
import json
import logging
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx

from gateways.signatures import Signatures
from gateways.simulator.ledger import Ledger, moment, written

SEND_TIMEOUT_SECONDS: Final = 10.0
_LONGEST_WAIT: Final = timedelta(minutes=1)
_GIVE_UP_AFTER: Final = timedelta(days=3)
_AT_ONCE: Final = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeliveryWishes:
    """How badly events shall travel: several times, the newest first, not for now, or never."""

    copies: int = 1
    reorder: bool = False
    hold: bool = False
    lose: bool = False


@dataclass(frozen=True)
class Event:
    """Something happened to an attempt; how often it was tried, and when it is tried next."""

    id: str
    kind: str
    attempt: str
    refund: str
    occurred_at: datetime
    tries: int

    @property
    def body(self) -> bytes:
        told = {
            "id": self.id,
            "type": self.kind,
            "attempt": self.attempt,
            "occurred_at": self.occurred_at.isoformat(),
        } | ({"refund": self.refund} if self.refund else {})
        return json.dumps(told).encode()


@dataclass(frozen=True)
class News:
    """What the merchant has to hear of: what happened, to which attempt, to which refund of it."""

    kind: str
    attempt: str
    refund: str = ""


def note(books: sqlite3.Connection, news: News, at: datetime) -> None:
    """Note, in the transaction that made the change, that the merchant has to hear of it."""
    books.execute(
        "INSERT INTO events (id, kind, attempt, refund, occurred_at, next_try_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            f"evt_{secrets.token_hex(12)}",
            news.kind,
            news.attempt,
            news.refund,
            written(at),
            written(at),
        ),
    )


@dataclass(frozen=True)
class Letter:
    """What a developer sees of an event."""

    kind: str
    tries: int
    arrived: bool
    waits: bool


def of_charges(books: sqlite3.Connection, attempts: list[str]) -> dict[str, list[Letter]]:
    """The events of these charges, in the order in which they happened."""
    letters: dict[str, list[Letter]] = {attempt: [] for attempt in attempts}
    places = ", ".join("?" for _ in attempts)
    query = f"SELECT * FROM events WHERE attempt IN ({places}) ORDER BY place"  # noqa: S608 (marks)
    for row in books.execute(query, attempts):
        arrived, waits = row["delivered_at"] is not None, row["next_try_at"] is not None
        letters[row["attempt"]].append(Letter(row["kind"], row["tries"], arrived, waits))
    return letters


class Outbox:
    """The events that still have to arrive."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def wishes(self) -> DeliveryWishes:
        [row] = self._ledger.read("SELECT * FROM delivery_wishes")
        return DeliveryWishes(
            row["copies"], bool(row["reorder"]), bool(row["hold"]), bool(row["lose"])
        )

    def wish(self, wishes: DeliveryWishes) -> None:
        with self._ledger.transaction() as books:
            books.execute(
                "UPDATE delivery_wishes SET copies = ?, reorder = ?, hold = ?, lose = ?",
                (wishes.copies, wishes.reorder, wishes.hold, wishes.lose),
            )

    def due(self, at: datetime) -> list[Event]:
        """What has to be sent now, in the order and as often as the sandbox wishes."""
        wishes = self.wishes()
        if wishes.lose:
            self._lose()
        if wishes.hold or wishes.lose:
            return []
        rows = self._ledger.read(
            "SELECT * FROM events WHERE next_try_at <= ? ORDER BY place LIMIT ?",
            written(at),
            _AT_ONCE,
        )
        events = [_from_row(row) for row in rows for _ in range(wishes.copies)]
        return events[::-1] if wishes.reorder else events

    def waiting(self) -> int:
        [row] = self._ledger.read("SELECT count(*) FROM events WHERE next_try_at IS NOT NULL")
        return int(row[0])

    def _lose(self) -> None:
        """What has not arrived by now never will."""
        with self._ledger.transaction() as books:
            books.execute("UPDATE events SET next_try_at = NULL WHERE next_try_at IS NOT NULL")

    def arrived(self, event: Event, at: datetime) -> None:
        with self._ledger.transaction() as books:
            books.execute(
                "UPDATE events SET tries = tries + 1, next_try_at = NULL, delivered_at = ?"
                " WHERE id = ?",
                (written(at), event.id),
            )

    def failed(self, event: Event, at: datetime) -> None:
        wait = min(timedelta(seconds=2 ** min(event.tries, 10)), _LONGEST_WAIT)
        given_up = at - event.occurred_at > _GIVE_UP_AFTER
        with self._ledger.transaction() as books:
            books.execute(
                "UPDATE events SET tries = tries + 1, next_try_at = ? WHERE id = ?",
                (None if given_up else written(at + wait), event.id),
            )


class Courier:
    """Brings due events to the merchant's address, signed anew at each try."""

    def __init__(
        self, outbox: Outbox, signatures: Signatures, url: str, client: httpx.AsyncClient
    ) -> None:
        self._outbox = outbox
        self._signatures = signatures
        self._url = url
        self._client = client
        self._one_round = asyncio.Lock()

    async def deliver_due(self, clock: Callable[[], datetime]) -> int:
        """How many arrived. The first that does not ends the round: the others would not either."""
        async with self._one_round:
            return await self._deliver_due(clock) if self._url else 0

    async def _deliver_due(self, clock: Callable[[], datetime]) -> int:
        arrived = 0
        for event in self._outbox.due(clock()):
            if not await self._arrives(event, clock()):
                self._outbox.failed(event, clock())
                break
            self._outbox.arrived(event, clock())
            arrived += 1
        return arrived

    async def _arrives(self, event: Event, at: datetime) -> bool:
        headers = self._signatures.headers(event.id, event.body, at)
        try:
            answer = await self._client.post(
                self._url,
                content=event.body,
                headers=headers | {"content-type": "application/json"},
                timeout=SEND_TIMEOUT_SECONDS,
            )
        except httpx.HTTPError as fault:
            log.info("event %s did not arrive: %s", event.id, type(fault).__name__)
            return False
        return answer.is_success


def _from_row(row: sqlite3.Row) -> Event:
    return Event(
        id=row["id"],
        kind=row["kind"],
        attempt=row["attempt"],
        refund=row["refund"],
        occurred_at=moment(row["occurred_at"]),
        tries=row["tries"],
    )
