"""Approvals as processes: silence is reminded of, verdicts end them, and sheets come again."""

from domain.approvals import ApprovalStatus
from domain.commands import ActorKind
from tests.support.approval_stories import (
    approval_approved_after_reminders,
    status_of,
    wait,
    waiting,
)
from tests.support.world import World
from worker.rebuild import OpenProcess, open_processes


async def test_silence_is_reminded_of_and_a_second_round_is_approved(world: World) -> None:
    [workflow_id] = await approval_approved_after_reminders(world)

    assert await status_of(world, workflow_id.partition("/")[2]) is ApprovalStatus.APPROVED
    assert await world.mails() == [
        "approval_submitted",
        "approval_reminder",
        "approval_reminder",
        "approval_submitted",
        "approval_reminder",
    ]
    handle = world.parts.client.get_workflow_handle(workflow_id)
    assert await handle.result() == "approved"


async def test_what_was_taken_back_is_silent_until_it_is_submitted_again(world: World) -> None:
    await world.a.preference("timesheets.reminder_days", [3])
    number = await waiting(world)
    early = await world.ask("approval", number, "remind", by=ActorKind.STAFF)
    await wait(world, hours=2)
    late = await world.ask("approval", number, "remind", by=ActorKind.STAFF)
    assert (early.code, late.code) == ("JustReminded", None)
    await world.ask("approval", number, "recall", by=ActorKind.STAFF)
    await wait(world, days=9)
    assert await world.mails() == ["approval_submitted", "approval_reminder"]

    await world.ask("approval", number, "resubmit", by=ActorKind.STAFF)
    async with world.books() as books:
        assert OpenProcess("approval", number) in await open_processes(books)
    await wait(world, days=4)
    assert (await world.mails())[2:] == ["approval_submitted", "approval_reminder"]
    await world.ask("approval", number, "approve", round=2)
    assert await status_of(world, number) is ApprovalStatus.APPROVED
