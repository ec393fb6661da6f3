"""Real servers, real kills: nothing is lost, nothing is doubled."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

import gateways.processor_calls
import gateways.smtp  # noqa: F401 - both declare their failpoints
from activities.process import Told, tell
from domain.commands import CommandStatus
from domain.subscriptions import SubscriptionStatus
from runtime.clock import SystemClock
from runtime.failpoints import KNOWN_FAILPOINTS
from storage.messages import MessageRow
from storage.subscriptions import SubscriptionRow
from tests.stack.engine import Engine, running_engine
from tests.stack.looks import (
    comes_to_rest,
    decided,
    give,
    has_invoices,
    nothing_lost_nothing_doubled,
    offline,
    page_of,
    press_pay,
    reaches,
)
from worker.parts import open_parts
from worker.rebuild import RebuildReport, rebuild

pytestmark = [pytest.mark.stack, pytest.mark.timeout(400)]
LIVE, TRIAL = SubscriptionStatus.LIVE, SubscriptionStatus.TRIAL


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    async with running_engine() as running:
        yield running


async def test_a_worker_killed_at_every_failpoint_loses_nothing_and_doubles_nothing(
    engine: Engine,
) -> None:
    engine.start_worker()
    work = await _work(engine)
    engine.kill_worker()
    prefixes = ("processor.", "mail.send.")
    known = (each for each in KNOWN_FAILPOINTS if "set_up" not in each and "refund" not in each)
    points = sorted(each for each in known if each.startswith(prefixes))
    assert len(points) == 12

    for point in points:
        engine.start_worker(f"{point}=kill9")
        await work.get(point.rpartition(".")[0], engine.a.subscription)()
        assert await engine.death_of_worker() == -9, point
    engine.start_worker()
    await comes_to_rest(engine)

    await nothing_lost_nothing_doubled(engine)
    async with engine.books() as books:
        live = await books.session.scalars(select(SubscriptionRow.status))
        mails = (await books.session.scalars(select(MessageRow.number))).all()
    assert set(live) == {LIVE}
    copies = Counter(engine.letters())
    assert len(copies) == len(mails)
    assert sum(copies.values()) - len(copies) <= 1, "one was killed after the server had taken it"


async def _work(engine: Engine) -> dict[str, Callable[[], Awaitable[object]]]:
    """What passes the failpoints of a call, where a new subscription does not."""
    invoices = [await offline(engine) for _ in range(2)]
    pages = [await press_pay(engine, await offline(engine)) for _ in range(2)]
    for page in pages:
        await page_of(engine, page)

    async def abandon() -> None:
        await engine.post.deliver([await give(engine, "payment", pages.pop(), "abandon")])

    return {
        "processor.open_page": lambda: press_pay(engine, invoices.pop()),
        "processor.cancel": abandon,
    }


async def test_a_command_that_was_given_while_temporal_was_dead_is_done_when_it_is_back(
    engine: Engine,
) -> None:
    engine.start_worker()
    number = await engine.a.subscription()
    await reaches(engine, number, LIVE)
    engine.kill_temporal()

    command = await give(engine, "subscription", number, "auto_charge", on=False)
    await engine.post.deliver([command])
    async with engine.books() as books:
        row = await books.commands.find(command)
    assert row is not None
    assert (row.status, row.delivered_at) == (CommandStatus.PENDING, None)

    await engine.start_temporal()
    assert await decided(engine, command) is CommandStatus.APPLIED
    async with engine.books() as books:
        assert not (await books.subscriptions.get(number)).auto_charge


async def test_the_books_may_restart_while_processes_work(engine: Engine) -> None:
    engine.start_worker()
    before = await engine.a.subscription()
    await reaches(engine, before, LIVE)

    pending = await engine.a.subscription()
    await engine.restart_postgres()
    after = await engine.a.subscription()

    for number in (before, pending, after):
        await reaches(engine, number, LIVE)
    await comes_to_rest(engine)
    await nothing_lost_nothing_doubled(engine)


@dataclass
class Affairs:
    """What is open when the store is lost."""

    live: str
    late: str
    trial: str
    person: str
    payment: str
    page: str

    @property
    def processes(self) -> tuple[str, ...]:
        return (
            f"subscription/{self.live}",
            f"subscription/{self.late}",
            f"trial/{self.trial}",
            f"invitation/{self.person}",
        )


async def _affairs(engine: Engine) -> Affairs:
    live, late = await engine.a.subscription(), await engine.a.subscription()
    trial = await engine.a.subscription(await engine.a.plan(trial_days=14))
    person = await engine.a.contact_of(await engine.a.customer())
    await engine.post.deliver([await give(engine, "invitation", person, "invite")])
    payment = await press_pay(engine, await offline(engine))
    page = await page_of(engine, payment)
    await reaches(engine, live, LIVE)
    await reaches(engine, late, LIVE)
    await reaches(engine, trial, TRIAL)
    await comes_to_rest(engine)
    return Affairs(live, late, trial, person, payment, page)


async def _lose_the_store(engine: Engine, affairs: Affairs) -> UUID:
    """With a command that was carried and not decided, and a renewal that has become due."""
    engine.kill_worker()
    undecided = await give(engine, "subscription", affairs.live, "auto_charge", on=False)
    await engine.post.deliver([undecided])
    engine.kill_temporal()
    engine.lose_temporal_store()
    async with engine.books() as books:
        (await books.subscriptions.lock(affairs.late)).renews_at = datetime.now(UTC)
        (await books.commands.lock(undecided)).given_at = datetime(2026, 1, 1, tzinfo=UTC)
    return undecided


async def _rebuilt(engine: Engine) -> RebuildReport:
    async with open_parts(engine.settings, engine.client) as parts:
        return await rebuild(parts, SystemClock().now())


async def _pay_on_the_page(engine: Engine, affairs: Affairs) -> None:
    await engine.processor.post(affairs.page, data={"card": "pm_card_visa"})
    returned = await give(engine, "payment", affairs.payment, "returned")
    await engine.post.deliver([returned])
    assert await decided(engine, returned) is CommandStatus.APPLIED


async def test_everything_goes_on_after_the_temporal_store_was_lost(engine: Engine) -> None:
    engine.start_worker()
    affairs = await _affairs(engine)
    undecided = await _lose_the_store(engine, affairs)

    await engine.start_temporal()
    first, second = await _rebuilt(engine), await _rebuilt(engine)
    engine.start_worker()

    assert first.started == first.open == second.open
    assert (first.redelivered, second.started) == (1, 0)
    assert await decided(engine, undecided) is CommandStatus.APPLIED
    await has_invoices(engine, affairs.late, 2)
    await _pay_on_the_page(engine, affairs)
    await comes_to_rest(engine)
    await nothing_lost_nothing_doubled(engine)
    assert affairs.payment in await engine.captured()
    for process in affairs.processes:
        found = await engine.client.get_workflow_handle(process).describe()
        assert found.status is not None
        assert found.status.name == "RUNNING", process
    assert (await _rebuilt(engine)).started == 0


async def test_a_due_renewal_is_done_once_however_often_its_worker_dies(engine: Engine) -> None:
    engine.start_worker()
    number = await engine.a.subscription()
    await reaches(engine, number, LIVE)
    async with engine.books() as books:
        row = await books.subscriptions.lock(number)
        row.renews_at = datetime.now(UTC)
        told = Told("subscription", number, row.customer, "reschedule", "moved")
        await tell(books, told, datetime.now(UTC))
    await engine.post.deliver(books.told)

    for _ in range(3):
        engine.kill_worker()
        engine.start_worker()
    await has_invoices(engine, number, 2)
    await comes_to_rest(engine)

    await nothing_lost_nothing_doubled(engine)
