"""What is done in one transaction is written down too: who did what, when and from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.commands import Actor, CommandStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow


@dataclass(frozen=True)
class Recorded:
    """A direct change. `process` is the noun (`customer`), `what` the verb (`create`).

    `says` are plain facts in English, without personal data. `id` and `fingerprint` make a request
    that is sent again find this record; `facts` are what was set, as JSON.
    """

    actor: Actor
    customer: str | None
    process: str
    key: str
    what: str
    says: str = ""
    document: str = ""
    address: str = ""
    id: UUID | None = None
    fingerprint: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


async def record(books: "Books", recorded: Recorded, at: datetime) -> "CommandRow":
    """Write it among the commands, as one that is delivered and applied already."""
    identity = {"id": recorded.id} if recorded.id else {}
    return await books.commands.new(
        **identity,
        fingerprint=recorded.fingerprint,
        actor_kind=recorded.actor.kind,
        actor=recorded.actor.name,
        customer=recorded.customer,
        process=recorded.process,
        key=recorded.key,
        signal=recorded.what,
        says=recorded.says,
        payload=dict(recorded.facts),
        document=recorded.document,
        address=recorded.address,
        status=CommandStatus.APPLIED,
        given_at=at,
        delivered_at=at,
        decided_at=at,
    )
