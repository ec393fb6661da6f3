"""A world for processes: real books, real workflows, a simulated processor, and time that jumps."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner

from activities.documents import Archive
from activities.payments import PaymentActivities
from activities.post import Post
from domain.commands import ActorKind, CommandStatus
from domain.messages import MessageStatus
from gateways.mail_carrier import MailCarrier
from gateways.simulated_processor import SimulatedProcessor
from gateways.simulator.app import create_simulator
from gateways.simulator.parts import SimulatorSettings
from gateways.smtp import Mail, MailSender
from runtime.links import Links
from storage.books import OpenBooks, books_of
from storage.commands import CommandRow
from storage.invariants import offences
from storage.invoices import InvoiceRow
from storage.messages import MessageRow
from storage.payments import PaymentRow
from storage.subscriptions import SubscriptionRow
from storage.trials import TrialRow
from tests.support.builders import Builders, actor_of
from tests.support.database import engine_at
from tests.support.failing import FailFast
from tests.support.nobody import lonely_client
from tests.support.press import StubPress
from tests.support.quiet import what_is_busy
from tests.support.statements import disagreements
from tests.support.time import VirtualClock, skipping_environment
from worker.main import worker_of
from worker.parts import Parts

PORTAL = "https://portal.example"
KEY, SECRET = "key_test", "whsec_" + "dGVzdC1zZWNyZXQtb2YtMzItYnl0ZXMtbG9uZyEh"
PATIENCE_SECONDS = 15.0


class Postbag(MailSender):
    """Takes every mail and keeps it."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 1)
        self.mails: list[Mail] = []
        self.refusals: list[Exception] = []

    async def send(self, mail: Mail) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.mails.append(mail)

    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.mails]


@dataclass
class World:
    """What a test can do and see."""

    environment: WorkflowEnvironment
    clock: VirtualClock
    parts: Parts
    postbag: Postbag
    simulator: httpx.AsyncClient
    a: Builders
    watch: FailFast
    _worker: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def books(self) -> OpenBooks:
        return self.parts.books

    async def disorder(self) -> list[str]:
        """Whatever in the books offends an invariant now; nothing, or a test has found a fault."""
        now = await self.clock.read()
        async with self.books() as books:
            found = await offences(books.session, now)
            said = await disagreements(books, now)
        return [*(f"{each.invariant}: {each.what}" for each in found), *said]

    def parts_of_payments(self) -> PaymentActivities:
        """What books an answer, for tests that bring answers of their own."""
        return PaymentActivities(
            self.parts.books, self.parts.post, self.parts.processor.capabilities
        )

    async def start_worker(self) -> None:
        """Let processes go on, without the sandbox as in production: replays see to that."""
        worker = worker_of(
            self.parts.client,
            self.parts,
            interceptors=[self.watch],
            workflow_failures=[Exception],
            runner=UnsandboxedWorkflowRunner(),
        )
        await self._worker.enter_async_context(worker)

    async def stop_worker(self) -> None:
        """Nobody works any more; what was accepted waits."""
        await self._worker.aclose()

    async def advance_to(self, moment: str | datetime) -> None:
        """Let everything happen that is due until this instant, or the end of this day (UTC)."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
            moment = moment if moment.tzinfo else moment.replace(hour=23, tzinfo=UTC)
        await self.settle()
        await self.clock.advance_to(moment)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        busy: list[str] = []
        quiet = 0
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while quiet < 3:
                    assert not self.watch.bugs, self.watch.bugs
                    now = await self.clock.read()
                    async with self.books() as books:
                        busy = await what_is_busy(books, now)
                    quiet = 0 if busy else quiet + 1
                    await asyncio.sleep(0.03 if busy else 0.01)
        except TimeoutError:
            raise AssertionError(f"the world does not come to rest: {busy}") from None

    async def ask(
        self,
        process: str,
        key: str,
        signal: str,
        *,
        by: ActorKind = ActorKind.CONTACT,
        **payload: object,
    ) -> CommandRow:
        """Give a command as the API does, and wait for its decision."""
        command = await self.give(process, key, signal, by=by, **payload)
        await self.parts.post.deliver([command])
        return await self.decided(command)

    async def give(
        self,
        process: str,
        key: str,
        signal: str,
        *,
        by: ActorKind = ActorKind.CONTACT,
        **payload: object,
    ) -> UUID:
        """Write a command, and leave its delivery to somebody else."""
        at = await self.clock.read()
        async with self.books() as books:
            customer = await self.a.customer_of(books, process, key, payload)
            command = await books.commands.new(
                id=uuid4(),
                actor_kind=by,
                actor=await actor_of(books, by, customer),
                customer=customer,
                process=process,
                key=key,
                signal=signal,
                says=signal,
                payload=payload,
                status=CommandStatus.PENDING,
                given_at=at,
            )
        return command.id

    async def decided(self, command: UUID) -> CommandRow:
        """The command once it was decided."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                assert not self.watch.bugs, self.watch.bugs
                async with self.books() as books:
                    row = await books.commands.find(command)
                if row and row.status is not CommandStatus.PENDING:
                    return row
                await asyncio.sleep(0.01)

    async def behave(self, token: str, behaviour: str) -> None:
        """From now on the payment method with this token does this when it is charged."""
        answer = await self.simulator.post(
            f"/sandbox/methods/{token}", json={"behaviour": behaviour}
        )
        answer.raise_for_status()

    async def take_back(self, payment: str, code: str) -> None:
        """The customer's bank takes back what it had paid."""
        answer = await self.simulator.post(
            f"/sandbox/charges/{payment}/return", json={"code": code}
        )
        answer.raise_for_status()

    async def captured(self) -> dict[str, int]:
        """What the processor has really taken, by attempt."""
        charges = (await self.simulator.get("/sandbox/charges")).json()
        return {
            each["attempt"]: each["captured_minor_units"]
            for each in charges
            if each["captured_minor_units"]
        }

    async def subscription(self, number: str) -> SubscriptionRow:
        async with self.books() as books:
            return await books.subscriptions.get(number)

    async def trial(self, number: str) -> TrialRow:
        async with self.books() as books:
            return await books.trials.get(number)

    async def payment(self, number: str) -> PaymentRow:
        async with self.books() as books:
            return await books.payments.get(number)

    async def invoices(self, subscription: str) -> Sequence[InvoiceRow]:
        """Every finalised invoice of a subscription, the oldest first."""
        async with self.books() as books:
            page = await books.invoices.page(subscription=subscription, limit=1000)
        return page[::-1]

    async def invoice_dates(self, subscription: str) -> list[date | None]:
        return [invoice.issued_on for invoice in await self.invoices(subscription)]

    async def mails(self) -> list[str]:
        """The kinds of all mails that were delivered, in the order in which they were queued."""
        async with self.books() as books:
            rows = await books.session.scalars(select(MessageRow).order_by(MessageRow.number))
            return [row.kind.value for row in rows if row.status is MessageStatus.DELIVERED]

    async def history(self, workflow_id: str, run_id: str | None = None) -> WorkflowHistory:
        """What a process has gone through, in its newest run unless another one is named."""
        handle = self.parts.client.get_workflow_handle(workflow_id, run_id=run_id)
        return await handle.fetch_history()


@asynccontextmanager
async def open_world(database_url: str, folder: Path) -> AsyncIterator[World]:
    """Start everything, run a worker, see at the end that the books are in order, end it all."""
    async with engine_at(database_url) as engine, skipping_environment() as environment:
        clock = VirtualClock(environment)
        await clock.read()
        async with simulated_processor(folder, clock) as simulator:
            postbag, links = Postbag(), Links(PORTAL, "secret")
            parts = Parts(
                client=environment.client,
                books=(books := books_of(engine)),
                post=Post(environment.client, books, clock.now),
                processor=SimulatedProcessor(simulator, KEY, SECRET, clock),
                carrier=MailCarrier(postbag, links, "billing@portal.example"),
                links=links,
                archive=Archive(books, StubPress(), clock.now),
            )
            builders = Builders(books, parts.post, clock)
            world = World(environment, clock, parts, postbag, simulator, builders, FailFast(clock))
            await world.start_worker()
            try:
                yield world
                found = await world.disorder()
                assert found == [], found
            finally:
                await world.stop_worker()


@asynccontextmanager
async def simulated_processor(
    folder: Path, clock: VirtualClock
) -> AsyncIterator[httpx.AsyncClient]:
    """The payment processor, reached without a socket; its time is the world's."""
    settings = SimulatorSettings(KEY, SECRET)
    async with lonely_client() as events:  # a test takes them to the doors, or does not
        app = create_simulator(folder / "ledger.sqlite", clock.now, settings, events)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as client:
            yield client
    app.state.parts.ledger.close()
