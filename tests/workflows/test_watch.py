"""The watch over the books, and what a parked customer's processes do until the release."""

from datetime import UTC, datetime, timedelta

from activities.parking import park_customer, release_customer
from domain.dunning import DunningStatus
from domain.payments import PaymentStatus
from tests.support.watch import look
from tests.support.world import World

CARD = "pm_card_visa_moody"
FIRST_FAILURE = datetime(2055, 2, 10, 6, tzinfo=UTC)


async def park(world: World, customer: str) -> None:
    async with world.books() as books:
        await park_customer(books, customer, "a test", await world.clock.read())


async def release(world: World, customer: str) -> None:
    at = await world.clock.read()
    async with world.books() as books:
        await release_customer(books, customer, "looked at", at)
    await world.parts.post.deliver(books.told)
    await world.settle()


async def statuses(world: World, subscription: str) -> list[list[PaymentStatus]]:
    """The attempts at each invoice, the oldest first."""
    async with world.books() as books:
        return [
            [each.status for each in await books.payments.for_invoice(invoice.id)][::-1]
            for invoice in await world.invoices(subscription)
        ]


async def test_books_that_are_in_order_are_found_so(world: World) -> None:
    await world.a.subscription()
    await world.settle()

    assert await look(world, "watch/one") == "in_order"
    assert await look(world, "watch/two") == "in_order"


async def test_renewals_of_who_is_parked_are_billed_and_charged_after_the_release(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=CARD)
    await world.settle()
    customer = (await world.subscription(number)).customer
    await park(world, customer)

    await world.advance_to("2055-03-15")

    paid = [PaymentStatus.SUCCEEDED]
    assert await statuses(world, number) == [paid, [], []]
    assert await look(world, "watch/parked") == "in_order"
    await release(world, customer)
    assert await statuses(world, number) == [paid, paid, paid]


async def test_dunning_of_who_is_parked_stands_still_and_goes_on(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=CARD)
    await world.settle()
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to(FIRST_FAILURE + timedelta(minutes=1))
    customer = (await world.subscription(number)).customer
    await park(world, customer)
    await world.behave(CARD, "approve")

    await world.advance_to(FIRST_FAILURE + timedelta(days=12))
    assert (await statuses(world, number))[1] == [PaymentStatus.FAILED]

    await release(world, customer)
    assert (await statuses(world, number))[1] == [PaymentStatus.FAILED, PaymentStatus.SUCCEEDED]
    async with world.books() as books:
        [_, invoice] = await world.invoices(number)
        run = await books.dunning.for_invoice(invoice.id)
    assert run is not None
    assert run.status is DunningStatus.RECOVERED
