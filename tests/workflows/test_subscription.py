"""Subscriptions: term after term, dated at their boundaries, until they end."""

from datetime import date

from domain.money import Money
from domain.subscriptions import SubscriptionStatus
from tests.support.world import World


async def test_a_year_of_a_live_subscription_is_billed_month_by_month(world: World) -> None:
    await world.advance_to("2027-01-31T10:00:00+00:00")
    number = await world.a.subscription()

    await world.advance_to("2027-06-15")

    assert await world.invoice_dates(number) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
    ]
    assert len(await world.captured()) == 5
    assert sum((await world.captured()).values()) == 5 * 3100
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert {invoice.balance.outstanding for invoice in await world.invoices(number)} == {
        Money(0, "EUR")
    }
