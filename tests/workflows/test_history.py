"""How much history a process writes: each event costs the engine, so the fewer the better."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from domain.commands import ActorKind
from tests.support.world import World

START = "2055-01-10T10:00:00+00:00"


_UNDER_WAY = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
)


async def events(world: World, workflow_id: str) -> int:
    """How many there are once the process waits or has ended; the books know that earlier."""
    async with asyncio.timeout(10):
        while True:
            history = await world.history(workflow_id)
            if history.events[-1].event_type not in _UNDER_WAY:
                return len(history.events)
            await asyncio.sleep(0.01)


async def runs(world: World, workflow_id: str) -> list[WorkflowHistory]:
    """Every run of a process, the newest first."""
    found = [await world.history(workflow_id)]
    while True:
        started = found[-1].events[0].workflow_execution_started_event_attributes
        if not started.continued_execution_run_id:
            return found
        found.append(await world.history(workflow_id, started.continued_execution_run_id))


async def test_a_year_of_quiet_renewals(world: World) -> None:
    """The term, its payment and the receipt; the activities' own three events are two thirds."""
    await world.advance_to(START)
    number = await world.a.subscription()
    await world.advance_to("2056-01-10T12:00:00+00:00")

    renewals = (await runs(world, f"subscription/{number}"))[1:]
    terms = [len(run.events) for run in renewals[:-1]]
    payments = [await events(world, f"payment/PAY-{place:06d}") for place in range(2, 14)]
    receipts = [await events(world, f"delivery/MSG-{place:06d}") for place in range(2, 14)]

    assert terms == [11] * 11
    assert payments == [11] * 12
    assert receipts == [6] * 12
    quiet_renewal = terms[0] + payments[0] + receipts[0]
    assert (quiet_renewal, 12 * quiet_renewal) == (28, 336)


@pytest.mark.parametrize("on", [True, False])
async def test_a_command_that_moves_no_date(world: World, on: bool) -> None:
    await world.advance_to(START)
    number = await world.a.subscription()
    await world.settle()
    before = await events(world, f"subscription/{number}")

    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=on)

    assert await events(world, f"subscription/{number}") - before == 5


async def test_commands_that_begin_move_or_end_something(world: World) -> None:
    """One more for what staff can search by, and two where a timer is set anew."""
    await world.advance_to(START)
    person = await world.a.contact_of(await world.a.customer())
    invitation = f"invitation/{person}"

    async def ask(signal: str) -> int:
        await world.ask("invitation", person, signal, by=ActorKind.STAFF)
        await world.settle()
        return await events(world, invitation)

    invited = await ask("invite")
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))
    resent = await ask("resend")
    revoked = await ask("revoke")

    assert (invited, resent - invited, revoked - resent) == (8, 8, 7)
