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
from temporalio.service import RPCError

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

log = structlog.get_logger()


class Post:
    """Signals processes, starting those that do not run. What fails now, the relay repeats."""

    def __init__(self, client: Client, books: "OpenBooks", now: Callable[[], datetime]) -> None:
        self._client = client
        self._books = books
        self._now = now

    async def deliver(self, commands: Sequence[UUID]) -> None:
        """Carry these commands now. An outage is not an error: the relay will come by."""
        for id in commands:
            async with self._books() as books:
                command = await books.commands.find(id)
            if command and command.delivered_at is None:
                await self._carry(command)

    async def _carry(self, command: "CommandRow") -> bool:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._signal(command)
        except (RPCError, TimeoutError) as outage:
            log.warning("command_not_delivered", command=str(command.id), why=str(outage))
            return False
        async with self._books() as books:
            await books.commands.mark_delivered([command.id], self._now())
        return True

    async def _signal(self, command: "CommandRow") -> None:
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
        """Carry what stayed undelivered; how many were carried."""
        async with self._books() as books:
            waiting = await books.commands.undelivered(before=self._now() - LEFT_BEHIND)
        carried = [await self._carry(command) for command in waiting]
        return sum(carried)

    async def relay(self) -> None:
        """Carry what stayed undelivered, until cancelled: the net below every crash and outage."""
        while True:
            try:
                await self.relay_once()
            except Exception:  # a database that is away comes back; the relay has to be there
                log.exception("relay_failed")
            await asyncio.sleep(RELAY_PAUSE.total_seconds())


def _attributes(command: "CommandRow") -> TypedSearchAttributes:
    pairs: list[SearchAttributePair[str]] = []
    if command.customer:
        pairs.append(SearchAttributePair(CUSTOMER, command.customer))
    if command.key.startswith("SUB-"):
        pairs.append(SearchAttributePair(SUBSCRIPTION, command.key))
    pairs.append(SearchAttributePair(DOCUMENT, command.document or command.key))
    return TypedSearchAttributes(pairs)


def _summary(command: "CommandRow") -> str:
    about = f" for {command.customer}" if command.customer else ""
    return f"{command.process.capitalize()} of {command.document or command.key}{about}"
