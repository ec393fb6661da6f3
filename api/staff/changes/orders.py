"""What staff ask of processes: commands, given alone or written with the change they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from api.callers import SignedInStaff
from api.commands import Check, Commands, Decided, Order
from domain.commands import CommandStatus
from storage.books import Books


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One signal to one process, by its business number."""

    process: str
    key: str
    signal: str
    says: str
    customer: str
    document: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)

    def order(self, idempotency_key: str) -> Order:
        """As it is given: the same form gives it once."""
        return Order(
            idempotency_key=f"{idempotency_key}/{self.key}",
            route=f"console/{self.process}/{self.signal}",
            **vars(self),
        )


def processor_asked_again(process: str, number: str, customer: str) -> Wish:
    """Have the processor asked about something that nobody goes on with by itself."""
    return Wish(
        process=process,
        key=number,
        signal="gateway_event",
        says=f"ask the processor about {number} again",
        customer=customer,
        document=number,
    )


async def give(
    staff: SignedInStaff, wish: Wish, idempotency_key: str, check: Check | None = None
) -> Decided:
    """Give the command and wait for what becomes of it.

    Raises `KeyUsedBefore`, and what `check` raises of a command that was not given before.
    """
    return await Commands(staff.parts).send(wish.order(idempotency_key), staff, check)


async def write_down(
    books: Books, staff: SignedInStaff, wish: Wish, idempotency_key: str, at: datetime
) -> None:
    """Accept the command together with whatever else this transaction does."""
    order = wish.order(idempotency_key)
    await books.commands.new(
        id=order.id_for(staff.actor),
        fingerprint=order.fingerprint,
        actor_kind=staff.actor.kind,
        actor=staff.actor.name,
        customer=wish.customer,
        process=wish.process,
        key=wish.key,
        signal=wish.signal,
        says=wish.says,
        payload=dict(wish.payload),
        document=wish.document,
        address=staff.address,
        status=CommandStatus.PENDING,
        given_at=at,
    )
