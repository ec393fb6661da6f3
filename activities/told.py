"""What one process has to tell another, written as a command of the system."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.commands import ActorKind, CommandStatus

if TYPE_CHECKING:
    from storage.books import Books


@dataclass(frozen=True)
class Told:
    """What one process has to tell another. Without a signal it is only to be started."""

    process: str
    key: str
    customer: str
    signal: str | None = None
    says: str = ""
    document: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)


async def tell(books: "Books", told: Told, at: datetime) -> None:
    """Write it as a command of the system: carried after the commit, and never lost."""
    await books.commands.new(
        actor_kind=ActorKind.SYSTEM,
        actor="system",
        customer=told.customer,
        process=told.process,
        key=told.key,
        signal=told.signal,
        says=told.says,
        document=told.document,
        payload=dict(told.payload),
        status=CommandStatus.PENDING,
        given_at=at,
    )
