"""A change is one transaction, recorded in it, and done once however often its form is sent."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from activities.records import Recorded, record
from api.commands import NAMESPACE
from api.errands import PATIENCE_SECONDS, in_background
from api.parts import Parts
from api.problems import KeyUsedBefore
from domain.commands import Actor
from domain.errors import BillingError
from domain.sign_offs import WhySecond
from storage.books import Books
from storage.commands import CommandRow

SIGN_OFF = "sign_off"
"""What a record is about when somebody else has to decide first."""
Work = Callable[[Books, datetime], Awaitable[Recorded]]


class Doer(Protocol):
    """Whoever makes a change."""

    @property
    def actor(self) -> Actor: ...
    @property
    def parts(self) -> Parts: ...


@dataclass(frozen=True)
class Asked:
    """What was sent: by which form, with which key, and what it said."""

    route: str
    idempotency_key: str
    said: Mapping[str, object]

    @property
    def fingerprint(self) -> str:
        text = json.dumps(dict(self.said), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def id_for(self, by: Doer) -> UUID:
        """The same for the same form of the same person."""
        return uuid5(
            NAMESPACE,
            "\n".join((by.actor.kind, by.actor.name, self.route, self.idempotency_key)),
        )


@dataclass(frozen=True)
class Outcome:
    """The record of the change, or why it was refused and nothing was changed."""

    record: CommandRow | None
    refusal: BillingError | None = None

    @property
    def waits(self) -> str | None:
        """The number of the sign-off that it waits for; None if it was done, or refused."""
        asked = self.record and (self.record.process, self.record.signal) == (SIGN_OFF, "ask")
        return self.record.key if self.record and asked else None

    @property
    def adds_up(self) -> bool:
        """Whether it waits only because of what the same person has done that day."""
        return bool(self.record and self.record.payload.get("why") == WhySecond.DAY)

    @property
    def done(self) -> CommandRow:
        """The record. Raises the refusal."""
        if self.refusal:
            raise self.refusal
        assert self.record is not None  # noqa: S101 - an outcome is one or the other
        return self.record


async def once(by: Doer, asked: Asked, work: Work) -> Outcome:
    """Do the work and record it, unless this was sent before. Raises `KeyUsedBefore`."""
    id = asked.id_for(by)
    at = by.parts.clock.now()
    try:
        async with by.parts.open_books() as books:
            row = await books.commands.find(id)
            if row is None:
                recorded = await work(books, at)
                recorded = replace(recorded, id=id, fingerprint=asked.fingerprint)
                row = await record(books, recorded, at)
        await _carry(by, books.told)
    except BillingError as refusal:
        return Outcome(None, refusal)
    except IntegrityError as conflict:
        row = await _sent_at_the_same_time(by, id, conflict)
    if row.fingerprint != asked.fingerprint:
        raise KeyUsedBefore
    return Outcome(row)


async def _carry(by: Doer, commands: Sequence[UUID]) -> None:
    """Tell the processes, but let nobody wait for long: the relay repeats what is not delivered."""
    if not commands:
        return
    carried = in_background(by.parts.post.deliver(commands))
    await asyncio.wait({carried}, timeout=PATIENCE_SECONDS)


async def _sent_at_the_same_time(by: Doer, id: UUID, conflict: IntegrityError) -> CommandRow:
    async with by.parts.open_books() as books:
        row = await books.commands.find(id)
    if row is None:
        raise conflict
    return row
