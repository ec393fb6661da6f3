"""A command's life at the door: accepted by its commit, carried at once, its answer waited for.

Two seconds later it is answered as accepted, and the caller can come back for the decision.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID, uuid5

import structlog

from api.errands import in_background
from api.parts import Notice, Parts
from api.problems import KeyUsedBefore
from domain.commands import Actor, CommandStatus
from domain.errors import BillingError, Conflict, refusal_named
from domain.numbers import Series
from storage.books import Books
from storage.commands import CommandRow

PATIENCE_SECONDS = 2.0
LOOK_EVERY_SECONDS = 0.5
"""Also without a notice: its connection may be lost."""
NAMESPACE = UUID("6f5b8f5e-2c52-5d0b-9b0e-6d0c7a0f6b11")

Check = Callable[[Books], Awaitable[None]]
Brought = asyncio.Task[bool] | None

log = structlog.get_logger()


class Asker(Protocol):
    """Whoever gives a command."""

    @property
    def actor(self) -> Actor: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked of a process.

    `idempotency_key` comes from the caller, `route` is where it was given: together with who asks
    they are the command. `key` is a business number, or the series of which it takes the next one.
    `says` is read in the Temporal UI, so it holds no personal data.
    """

    idempotency_key: str
    route: str
    process: str
    key: str | Series
    signal: str
    says: str
    customer: str | None = None
    document: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The same for the same order, whatever number it takes."""
        about = [self.process, str(self.key), self.signal, self.customer, dict(self.payload)]
        return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()

    def id_for(self, actor: Actor) -> UUID:
        return uuid5(
            NAMESPACE, "\n".join((actor.kind, actor.name, self.route, self.idempotency_key))
        )


@dataclass(frozen=True)
class Decided:
    """What has become of a command. `key` is the business number that it is about."""

    id: UUID
    status: CommandStatus
    process: str
    key: str
    refusal: BillingError | None = None
    is_repeated: bool = False

    @property
    def is_applied(self) -> bool:
        return self.status is CommandStatus.APPLIED

    @property
    def is_pending(self) -> bool:
        return self.status is CommandStatus.PENDING


class _GivenBefore(Exception):
    """The command was accepted at another time."""


class RefusedBefore(Conflict):
    """A refusal whose code is not known any more; its words were kept."""

    message = "{detail}"


class Commands:
    """Gives commands. Nothing that was accepted is lost, whatever is away."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def send(self, order: Order, by: Asker, check: Check | None = None) -> Decided:
        """Accept it, carry it, wait for the decision. Raises `KeyUsedBefore`.

        `check` is asked in the transaction that accepts it, and only for a new command: what it
        raises refuses it before it was ever given.
        """
        [decision] = await self.send_all([order], by, check)
        return decision

    async def send_all(
        self, orders: Sequence[Order], by: Asker, check: Check | None = None
    ) -> Sequence[Decided]:
        """Accept and carry each, as `send` does, and wait for all no longer than for one."""
        with ExitStack() as until_answered:
            given = []
            for order in orders:
                notice = self._parts.decided.expect(order.id_for(by.actor))
                until_answered.enter_context(closing(notice))
                given.append((notice, *await self._give(order, by, check)))
            until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
            return [await self._decision(*each, until) for each in given]

    async def _give(
        self, order: Order, by: Asker, check: Check | None
    ) -> tuple[CommandRow, Brought]:
        """The command, and how it is brought; one that is repeated was brought before."""
        command, is_new = await self._accept(order.id_for(by.actor), order, by, check)
        return command, in_background(self._bring(command)) if is_new else None

    async def leave(self, order: Order, by: Asker, *, at_once: bool = True) -> UUID:
        """Accept it without waiting, and carry it now or by the relay. Raises `KeyUsedBefore`."""
        command, is_new = await self._accept(order.id_for(by.actor), order, by)
        if is_new and at_once:
            in_background(self._parts.post.deliver([command.id]))
        return command.id

    async def find(self, id: UUID, by: Asker) -> Decided | None:
        """A command that this caller has given; None for anybody else's."""
        async with self._parts.open_books() as books:
            command = await books.commands.find(id)
        if command is None or Actor(command.actor_kind, command.actor) != by.actor:
            return None
        return decided(command)

    async def _accept(
        self, id: UUID, order: Order, by: Asker, check: Check | None = None
    ) -> tuple[CommandRow, bool]:
        """The command's row, and whether it is new. Two at once: one writes, the other reads."""
        command = self._written(id, order, by)
        try:
            async with self._parts.open_books() as books:
                if isinstance(order.key, Series):
                    command.key = await books.numbers.take(order.key)
                await _write(books, command, check)
        except _GivenBefore:
            async with self._parts.open_books() as books:
                command = await books.commands.get(id)
            if command.fingerprint != order.fingerprint:
                raise KeyUsedBefore from None
            return command, False
        return command, True

    def _written(self, id: UUID, order: Order, by: Asker) -> CommandRow:
        return CommandRow(
            id=id,
            fingerprint=order.fingerprint,
            actor_kind=by.actor.kind,
            actor=by.actor.name,
            customer=order.customer,
            process=order.process,
            key=str(order.key),
            signal=order.signal,
            says=order.says,
            payload=dict(order.payload),
            document=order.document,
            address=by.address,
            status=CommandStatus.PENDING,
            facts={},
            given_at=self._parts.clock.now(),
        )

    async def _decision(
        self, notice: Notice, command: CommandRow, brought: Brought, until: float
    ) -> Decided:
        """What has become of it by then; it is looked at once in any case."""
        clock, is_late = asyncio.get_running_loop(), False
        while command.status is CommandStatus.PENDING and not is_late:
            await notice.wait(min(until - clock.time(), LOOK_EVERY_SECONDS))
            if notice.is_applied:
                command.status = CommandStatus.APPLIED
                break
            is_late = clock.time() >= until
            async with self._parts.open_books() as books:
                if brought and brought.done() and brought.result():
                    # Its decision takes long. The relay need not bring it again.
                    await books.commands.mark_delivered([command.id], self._parts.clock.now())
                command = await books.commands.get(command.id)
        return decided(command, is_repeated=brought is None)

    async def _bring(self, command: CommandRow) -> bool:
        try:
            return await self._parts.post.bring(command)
        except Exception:
            log.exception("command_not_carried", command=str(command.id))
            return False


async def _write(books: Books, command: CommandRow, check: Check | None) -> None:
    """Raises `_GivenBefore`, and what the check raises: then nothing was given."""
    if not await books.commands.accept(command):
        raise _GivenBefore
    if check:
        await check(books)


def decided(command: CommandRow, *, is_repeated: bool = False) -> Decided:
    """What the row says."""
    return Decided(
        id=command.id,
        status=command.status,
        process=command.process,
        key=command.key,
        refusal=_refusal(command) if command.status is CommandStatus.REFUSED else None,
        is_repeated=is_repeated,
    )


def _refusal(command: CommandRow) -> BillingError:
    known = refusal_named(command.code or "")
    if known is None:
        return RefusedBefore(detail=command.detail or "")
    try:
        return known(**command.facts)
    except (KeyError, IndexError):
        return RefusedBefore(detail=command.detail or "")
