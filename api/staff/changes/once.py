"""A change is one transaction, recorded in it, and done once however often its form is sent."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from activities.records import Recorded, record
from api.callers import SignedInStaff
from api.commands import NAMESPACE
from api.problems import KeyUsedBefore
from domain.errors import BillingError
from storage.books import Books
from storage.commands import CommandRow

PATIENCE_SECONDS = 2.0
Work = Callable[[Books, datetime], Awaitable[Recorded]]

_in_the_post: set[asyncio.Task[None]] = set()


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

    def id_for(self, staff: SignedInStaff) -> UUID:
        """The same for the same form of the same person."""
        return uuid5(
            NAMESPACE,
            "\n".join((staff.actor.kind, staff.actor.name, self.route, self.idempotency_key)),
        )


@dataclass(frozen=True)
class Outcome:
    """The record of the change, or why it was refused and nothing was changed."""

    record: CommandRow | None
    refusal: BillingError | None = None

    @property
    def done(self) -> CommandRow:
        """The record. Raises the refusal."""
        if self.refusal:
            raise self.refusal
        assert self.record is not None  # noqa: S101 - an outcome is one or the other
        return self.record


async def once(staff: SignedInStaff, asked: Asked, work: Work) -> Outcome:
    """Do the work and record it, unless this was sent before. Raises `KeyUsedBefore`."""
    id = asked.id_for(staff)
    at = staff.parts.clock.now()
    try:
        async with staff.parts.open_books() as books:
            row = await books.commands.find(id)
            if row is None:
                recorded = await work(books, at)
                recorded = replace(recorded, id=id, fingerprint=asked.fingerprint)
                row = await record(books, recorded, at)
        await _carry(staff, books.told)
    except BillingError as refusal:
        return Outcome(None, refusal)
    except IntegrityError as conflict:
        row = await _sent_at_the_same_time(staff, id, conflict)
    if row.fingerprint != asked.fingerprint:
        raise KeyUsedBefore
    return Outcome(row)


async def _carry(staff: SignedInStaff, commands: Sequence[UUID]) -> None:
    """Tell the processes, but let nobody wait for long: the relay repeats what is not delivered."""
    if not commands:
        return
    task = asyncio.create_task(staff.parts.post.deliver(commands))
    _in_the_post.add(task)
    task.add_done_callback(_in_the_post.discard)
    await asyncio.wait({task}, timeout=PATIENCE_SECONDS)


async def _sent_at_the_same_time(
    staff: SignedInStaff, id: UUID, conflict: IntegrityError
) -> CommandRow:
    async with staff.parts.open_books() as books:
        row = await books.commands.find(id)
    if row is None:
        raise conflict
    return row
