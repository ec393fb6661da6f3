"""Make every open process again from the books: after a lost store, an upgrade, or a move."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.process import Told, tell
from runtime.clock import SystemClock
from runtime.settings import Settings
from runtime.temporal import connect
from storage.books import Books
from worker.parts import Parts, open_parts

BATCH = 200


@dataclass(frozen=True)
class OpenProcess:
    """A process that a row of the books says should be running."""

    process: str
    key: str

    @property
    def workflow_id(self) -> str:
        return f"{self.process}/{self.key}"


@dataclass(frozen=True)
class RebuildReport:
    """How many processes are open in the books, were started again, and commands redelivered."""

    open: int
    started: int
    redelivered: int

    def __str__(self) -> str:
        return (
            f"{self.open} processes are open in the books, {self.started} were missing in Temporal"
            f" and are started again; {self.redelivered} undecided commands are delivered again."
        )


async def rebuild_processes(settings: Settings) -> RebuildReport:
    """Start whatever should be running and is not. Safe to repeat: nothing is started twice."""
    client = await connect(settings)
    async with open_parts(settings, client) as parts:
        return await rebuild(parts, SystemClock().now())


async def rebuild(parts: Parts, at: datetime) -> RebuildReport:
    """As `rebuild_processes`, with connections that are open already."""
    async with parts.books() as books:
        processes = await open_processes(books)
        redelivered = await books.commands.redeliver_undecided(at - timedelta(seconds=30))
    started = 0
    for start in range(0, len(processes), BATCH):
        batch = processes[start : start + BATCH]
        running = await asyncio.gather(*(_is_running(parts, each) for each in batch))
        missing = [each for each, runs in zip(batch, running, strict=True) if not runs]
        await _start(parts, missing, at)
        started += len(missing)
    while await parts.post.relay_once():
        pass
    return RebuildReport(len(processes), started, redelivered)


async def open_processes(books: Books) -> list[OpenProcess]:
    """What should be running, by the rows that say so."""
    keys = {
        "invitation": await books.invitations.open(),
        "trial": await books.trials.open(),
        "subscription": await books.subscriptions.renewing(),
        "method": sorted({*await books.set_ups.open(), *await books.payment_methods.ageing()}),
        "payment": await books.payments.undecided(),
        "refund": await books.refunds.open(),
        "dunning": sorted({*await books.dunning.open(), *await books.reminders.open()}),
        "delivery": await books.messages.queued(),
        "invoice": await books.invoice_drafts.ready(),
        "pause": await books.pauses.open(),
        "cancellation": await books.cancellations.open(),
        "quote": await books.quotes.open(),
        "approval": await books.approvals.open(),
    }
    return [OpenProcess(process, key) for process, open in keys.items() for key in open]


async def _is_running(parts: Parts, process: OpenProcess) -> bool:
    try:
        found = await parts.client.get_workflow_handle(process.workflow_id).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return found.status is WorkflowExecutionStatus.RUNNING


async def _customer_of(books: Books, process: OpenProcess) -> str:
    match process.process:
        case "trial" | "subscription" | "pause" | "cancellation":
            return (await books.subscriptions.get(process.key)).customer
        case "method":
            found = await books.set_ups.find(process.key)
            return (found or await books.payment_methods.get(process.key)).customer
        case "dunning":
            run = await books.dunning.find(process.key)
            return (run or await books.reminders.get(process.key)).customer
        case "payment" | "refund" | "delivery" | "invoice" | "quote" | "approval":
            return await _noted_customer(books, process)
        case _:
            return (await books.customers.lock_contact(process.key)).customer


async def _noted_customer(books: Books, process: OpenProcess) -> str:
    """Of what carries its customer itself."""
    if process.process == "payment":
        return (await books.payments.get(process.key)).customer
    if process.process == "refund":
        return (await books.refunds.get(process.key)).customer
    if process.process == "quote":
        return (await books.quotes.get(process.key)).customer
    if process.process == "invoice":
        return (await books.invoice_drafts.get(process.key)).customer
    if process.process == "approval":
        return (await books.approvals.get(process.key)).customer
    return (await books.messages.get(process.key)).customer


async def _start(parts: Parts, missing: list[OpenProcess], at: datetime) -> None:
    async with parts.books() as books:
        for each in missing:
            customer = await _customer_of(books, each)
            await tell(books, Told(each.process, each.key, customer), at)
    await parts.post.deliver(books.told)
