"""A draft that is ready is issued when its grace is over, unless somebody decides before."""

from domain.invoices import InvoiceStatus
from storage.invoices import InvoiceRow
from tests.support.invoice_stories import draft_written, hold_back, make_ready
from tests.support.world import World

START = "2055-02-01T10:00:00+00:00"


async def invoice_of(world: World, draft: str) -> InvoiceRow:
    async with world.books() as books:
        row = await books.invoice_drafts.get(draft)
        return await books.invoices.get(row.invoice)


async def test_it_is_issued_when_its_grace_is_over_and_not_before(world: World) -> None:
    await world.advance_to(START)
    draft = await draft_written(world, grace_hours=24)
    await make_ready(world, draft)

    await world.advance_to("2055-02-02T09:00:00+00:00")
    assert (await invoice_of(world, draft)).number is None
    await world.advance_to("2055-02-02T11:00:00+00:00")

    issued = await invoice_of(world, draft)
    assert (issued.number, issued.status) == ("INV-000001", InvoiceStatus.OPEN)
    assert str(issued.issued_on) == "2055-02-02"
    assert any("INV-000001" in subject for subject in world.postbag.subjects())
    assert await world.disorder() == []


async def test_a_held_draft_is_issued_after_a_whole_grace_from_when_it_is_ready_again(
    world: World,
) -> None:
    await world.advance_to(START)
    draft = await draft_written(world, grace_hours=24)
    await make_ready(world, draft)
    await hold_back(world, draft)
    await world.advance_to("2055-02-05")
    assert (await invoice_of(world, draft)).number is None

    await make_ready(world, draft)
    await world.advance_to("2055-02-07")

    assert (await invoice_of(world, draft)).number == "INV-000001"
    assert await world.disorder() == []
