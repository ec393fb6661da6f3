"""Stories of invoices that staff write, whose histories are kept."""

from collections.abc import Sequence

from activities.invoice_drafts import (
    BilledTo,
    Written,
    drop_draft,
    hold_draft,
    ready_draft,
    write_draft,
)
from domain.addresses import PostalAddress
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from tests.support.world import World

HOME = PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")


async def draft_written(world: World, *, grace_hours: int = 24) -> str:
    """A draft over 100.00; its number."""
    customer = await world.a.customer()
    await world.a.preference("invoices.grace_hours", grace_hours)
    line = WrittenLine("Advice", 1, Money(10000, "EUR"), Money.zero("EUR"))
    content = Written((line,), BilledTo("Acme", "", HOME, HOME))
    at = await world.clock.read()
    async with world.books() as books:
        return (await write_draft(books, customer, content, "STAFF-000001", at)).number


async def make_ready(world: World, draft: str) -> None:
    at = await world.clock.read()
    async with world.books() as books:
        await ready_draft(books, draft, at)
    await world.parts.post.deliver(books.told)
    await world.settle()


async def hold_back(world: World, draft: str) -> None:
    at = await world.clock.read()
    async with world.books() as books:
        await hold_draft(books, draft, at)
    await world.parts.post.deliver(books.told)
    await world.settle()


async def draft_issued_by_itself(world: World) -> Sequence[str]:
    """A draft is ready, and issued when its grace is over."""
    draft = await draft_written(world)
    await make_ready(world, draft)
    await world.advance_to("2055-02-03")
    return [f"invoice/{draft}"]


async def draft_held(world: World) -> Sequence[str]:
    """A draft is ready, then held back."""
    draft = await draft_written(world)
    await make_ready(world, draft)
    await hold_back(world, draft)
    return [f"invoice/{draft}"]


async def draft_discarded(world: World) -> Sequence[str]:
    """A draft is ready, then discarded."""
    draft = await draft_written(world)
    await make_ready(world, draft)
    at = await world.clock.read()
    async with world.books() as books:
        await drop_draft(books, draft, at)
    await world.parts.post.deliver(books.told)
    await world.settle()
    return [f"invoice/{draft}"]


INVOICE_STORIES = (draft_issued_by_itself, draft_held, draft_discarded)
