"""The post: carries committed commands to their processes, and never loses one."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Begin, Signal

if TYPE_CHECKING:
    from storage.books import OpenBooks
    from storage.commands import CommandRow

TASK_QUEUE = "backoffice"
CUSTOMER = SearchAttributeKey.for_keyword("Customer")
SUBSCRIPTION = SearchAttributeKey.for_keyword("Subscription")
DOCUMENT = SearchAttributeKey.for_keyword("Document")
STATE = SearchAttributeKey.for_keyword("State")
DUE_DATE = SearchAttributeKey.for_datetime("DueDate")

PATIENCE = timedelta(seconds=2)
RELAY_PAUSE = timedelta(seconds=1)
LEFT_BEHIND = timedelta(seconds=3)
AT_ONCE = 8

log = structlog.get_logger()


TRIES = 3
_AWAY = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)


class Outage(Exception):
    """Temporal is not there: what was not carried now is carried later."""


class Post:
    """Signals processes, starting those that do not run. What fails now, the relay repeats."""

    def __init__(self, client: Client, books: "OpenBooks", now: Callable[[], datetime]) -> None:
        self._client = client
        self._books = books
        self._now = now

    async def deliver(self, commands: Sequence[UUID]) -> None:
        """Carry these commands now. An outage is not an error: the relay will come by."""
        if not commands:
            return
        async with self._books() as books:
            waiting = await books.commands.undelivered_of(commands)
        await self._carry(waiting)

    async def bring(self, command: "CommandRow") -> bool:
        """Carry one command; whether it arrived. Its decision notes that it was delivered."""
        return bool(await self._round([command], asyncio.Semaphore(1)))

    async def _carry(self, waiting: "Sequence[CommandRow]") -> int:
        """Several processes at once, what one of them is told in its order; how many arrived."""
        rounds: dict[str, list[CommandRow]] = {}
        for command in waiting:
            rounds.setdefault(command.workflow_id, []).append(command)
        free = asyncio.Semaphore(AT_ONCE)
        brought = await asyncio.gather(*(self._round(each, free) for each in rounds.values()))
        arrived = [id for each in brought for id in each]
        if arrived:
            async with self._books() as books:
                await books.commands.mark_delivered(arrived, self._now())
        return len(arrived)

    async def _round(
        self, commands: "Sequence[CommandRow]", free: asyncio.Semaphore
    ) -> Sequence[UUID]:
        """What one process is told, one after the other; an outage ends the round."""
        arrived: list[UUID] = []
        for command in commands:
            try:
                async with free:
                    await self._bring(command)
            except Outage as away:
                log.warning("temporal_away", command=str(command.id), why=str(away))
                break
            except RPCError:
                log.exception("command_not_taken", command=str(command.id))
                continue
            arrived.append(command.id)
        return arrived

    async def _bring(self, command: "CommandRow") -> None:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._signal(command)
        except TimeoutError as late:
            raise Outage("no answer in time") from late
        except RuntimeError as unreached:  # so the client says that it could not connect at first
            raise Outage(str(unreached)) from unreached
        except RPCError as error:
            if error.status in _AWAY:
                raise Outage(error.message) from error
            raise

    async def _signal(self, command: "CommandRow") -> None:
        """A run that ends in this very moment is not found: what is told begins the next one."""
        for again in reversed(range(TRIES)):
            try:
                await self._signal_with_start(command)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND or not again:
                    raise
            else:
                return

    async def _signal_with_start(self, command: "CommandRow") -> None:
        told = Signal(str(command.id), command.says)
        await self._client.start_workflow(
            command.process,
            Begin(command.key),
            id=command.workflow_id,
            task_queue=TASK_QUEUE,
            start_signal=command.signal,
            start_signal_args=[told] if command.signal else [],
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=_attributes(command),
            static_summary=_summary(command),
        )

    async def relay_once(self) -> int:
        """Carry what stayed undelivered; how many arrived."""
        async with self._books() as books:
            waiting = await books.commands.undelivered(before=self._now() - LEFT_BEHIND)
        return await self._carry(waiting)

    async def relay(self) -> None:
        """Carry what stayed undelivered, until cancelled: the net below every crash and outage."""
        while True:
            arrived = 0
            try:
                arrived = await self.relay_once()
            except Exception:  # a database that is away comes back; the relay has to be there
                log.exception("relay_failed")
            await asyncio.sleep(0 if arrived else RELAY_PAUSE.total_seconds())


def _attributes(command: "CommandRow") -> TypedSearchAttributes:
    pairs: list[SearchAttributePair[str]] = []
    if command.customer:
        pairs.append(SearchAttributePair(CUSTOMER, command.customer))
    subscription = command.payload.get("subscription")
    if command.key.startswith("SUB-"):
        subscription = command.key
    if subscription:
        pairs.append(SearchAttributePair(SUBSCRIPTION, str(subscription)))
    pairs.append(SearchAttributePair(DOCUMENT, command.document or command.key))
    return TypedSearchAttributes(pairs)


def _summary(command: "CommandRow") -> str:
    """What people read of a process in the Temporal UI; it has no name and no address in it."""
    about = f" for {command.customer}" if command.customer else ""
    says = "" if command.signal or not command.says else f": {command.says}"
    return f"{command.process.capitalize()} of {command.document or command.key}{about}{says}"
