"""Stories of time that waits for a customer, for the histories that later versions must replay."""

from collections.abc import Sequence
from datetime import timedelta

from activities.approval_sheets import submit_now, write_approval
from domain.approvals import ApprovalStatus
from domain.commands import ActorKind
from tests.support.project_office import STAFF, Studio
from tests.support.stories import Story
from tests.support.world import World


async def waiting(world: World, minutes: int = 60) -> str:
    """A sheet with one entry, submitted now; its number."""
    studio = Studio(world.books, world.a)
    await studio.open(await world.a.customer())
    entry, at = await studio.worked(minutes), await world.clock.read()
    async with world.books() as books:
        row = await write_approval(books, studio.project, [entry], STAFF.name, at)
        await submit_now(books, row.number, STAFF, at)
    await world.parts.post.deliver(books.told)
    await world.settle()
    return row.number


async def status_of(world: World, number: str) -> ApprovalStatus:
    async with world.books() as books:
        return (await books.approvals.get(number)).status


async def wait(world: World, **time: int) -> None:
    await world.advance_to(await world.clock.read() + timedelta(**time))


async def approval_approved_after_reminders(world: World) -> Sequence[str]:
    """The customer is silent for a week, rejects it, gets it again, and approves it."""
    number = await waiting(world)
    await wait(world, days=8)
    await world.ask("approval", number, "reject", round=1, reason="Half of it is not ours")
    await wait(world, days=1)
    await world.ask("approval", number, "resubmit", by=ActorKind.STAFF)
    await wait(world, days=4)
    await world.ask("approval", number, "approve", round=2)
    return [f"approval/{number}"]


async def approval_recalled(world: World) -> Sequence[str]:
    """Staff take it back before the customer has looked."""
    number = await waiting(world)
    await world.ask("approval", number, "approve", round=7)
    await world.ask("approval", number, "recall", by=ActorKind.STAFF)
    return [f"approval/{number}"]


async def approval_submitted_again(world: World) -> Sequence[str]:
    """One that was taken back begins again with a command."""
    number = await waiting(world)
    await world.ask("approval", number, "recall", by=ActorKind.STAFF)
    await world.ask("approval", number, "resubmit", by=ActorKind.STAFF)
    await world.ask("approval", number, "approve", by=ActorKind.STAFF, round=2, reason="By mail")
    return [f"approval/{number}"]


APPROVAL_STORIES: tuple[Story, ...] = (
    approval_approved_after_reminders,
    approval_recalled,
    approval_submitted_again,
)
