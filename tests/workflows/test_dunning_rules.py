"""Dunning by rule, and by the hand of staff: held, released, stopped, tried for the last time."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.dunning_rules import assign_rule, create_rule
from domain.commands import ActorKind, CommandStatus
from domain.dunning import DunningRule, DunningStatus
from domain.dunning_rules import FinalAction, HardDecline
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from domain.subscriptions import SubscriptionStatus
from storage.commands import CommandRow
from storage.dunning import DunningRow
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from tests.support.payer import Payer
from tests.support.world import World

CARD = "pm_card_visa_moody"
FIRST_FAILURE = datetime(2055, 2, 10, 6, tzinfo=UTC)


async def failing(
    world: World, rule: DunningRule | None = None, behaviour: str = "decline:insufficient_funds"
) -> str:
    """A subscription whose second term could not be charged on 2055-02-10 at 06:00."""
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=CARD)
    await world.settle()
    if rule:
        async with world.books() as books:
            await create_rule(books, "Of its own", rule, FIRST_FAILURE)
            await assign_rule(books, await books.subscriptions.get(number), "Of its own")
    await world.behave(CARD, behaviour)
    await world.advance_to(FIRST_FAILURE + timedelta(minutes=1))
    return number


async def days_later(world: World, days: float) -> None:
    await world.advance_to(FIRST_FAILURE + timedelta(days=days, minutes=1))


async def invoice_of(world: World, number: str) -> InvoiceRow:
    return (await world.invoices(number))[-1]


async def run_of(world: World, number: str) -> DunningRow:
    async with world.books() as books:
        run = await books.dunning.for_invoice((await invoice_of(world, number)).id)
    assert run is not None
    return run


async def tries(world: World, number: str) -> list[PaymentRow]:
    async with world.books() as books:
        found = await books.payments.for_invoice((await invoice_of(world, number)).id)
    return list(found)[::-1]


async def status_of(world: World, number: str) -> SubscriptionStatus:
    return (await world.subscription(number)).status


async def staff(world: World, number: str, signal: str, **payload: object) -> CommandRow:
    """What staff ask of the dunning of its last invoice."""
    invoice = await invoice_of(world, number)
    key = str(invoice.number)
    command = await world.ask("dunning", key, signal, by=ActorKind.STAFF, **payload)
    await world.settle()
    return command


async def test_a_subscription_is_dunned_by_its_own_rule(world: World) -> None:
    number = await failing(world, DunningRule((2, 4), FinalAction.UNPAID, grace_days=0))

    await days_later(world, 3.9)
    assert len(await tries(world, number)) == 2
    await days_later(world, 4)

    assert len(await tries(world, number)) == 3
    assert await status_of(world, number) is SubscriptionStatus.UNPAID


async def test_a_rule_that_says_nothing_leaves_the_customer_in_peace(world: World) -> None:
    number = await failing(world, DunningRule((1,), FinalAction.KEEP_LIVE, mails=False))

    await days_later(world, 2)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert await world.mails() == ["receipt"]


async def test_the_end_of_the_term_is_really_its_end_and_gives_nothing_back(world: World) -> None:
    """TV 70."""
    number = await failing(world, DunningRule((1, 3), FinalAction.END_OF_TERM))

    await days_later(world, 4)
    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.NON_RENEWING
    assert subscription.ended_at is None
    assert (await world.mails()).count("cancelled") == 1

    await world.advance_to("2055-03-20")
    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.CANCELLED
    assert subscription.ended_at is not None
    assert subscription.ended_at.date().isoformat() == "2055-03-10"
    assert len(await world.invoices(number)) == 2
    assert (await invoice_of(world, number)).status is InvoiceStatus.OPEN


async def test_a_hard_decline_may_stop_it_at_once_without_any_action(world: World) -> None:
    rule = DunningRule((1, 3), FinalAction.CANCEL, hard_decline=HardDecline.STOP)
    number = await failing(world, rule, "decline:lost_card")

    await world.settle()

    assert (await run_of(world, number)).status is DunningStatus.STOPPED
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await invoice_of(world, number)).status is InvoiceStatus.OPEN
    assert "we stop trying" in world.postbag.mails[-1].text
    assert "is cancelled" not in world.postbag.mails[-1].text


async def test_a_run_keeps_the_rule_it_began_with(world: World) -> None:
    number = await failing(world, DunningRule((2, 4)))
    async with world.books() as books:
        (await books.dunning_rules.get("Of its own")).take(DunningRule((30,)))

    await days_later(world, 5)

    assert await status_of(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING


async def test_a_hold_between_two_tries_goes_on_with_the_next_planned_one(world: World) -> None:
    number = await failing(world)
    until = FIRST_FAILURE + timedelta(days=2)

    held = await staff(world, number, "hold", until=until.isoformat())
    assert held.status is CommandStatus.APPLIED
    assert (await run_of(world, number)).status is DunningStatus.HELD
    await days_later(world, 1.5)
    assert len(await tries(world, number)) == 1
    await days_later(world, 3)

    dates = [each.created_at.date().isoformat() for each in await tries(world, number)]
    assert dates == ["2055-02-10", "2055-02-13"]


async def test_a_hold_after_the_last_try_gives_one_more_within_a_day(world: World) -> None:
    number = await failing(world)
    until = FIRST_FAILURE + timedelta(days=9, hours=3)
    await staff(world, number, "hold", until=until.isoformat())

    await days_later(world, 9.5)
    assert len(await tries(world, number)) == 1
    await days_later(world, 10)

    dates = [each.created_at.date().isoformat() for each in await tries(world, number)]
    assert dates == ["2055-02-10", "2055-02-20"]
    assert await status_of(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING


async def test_a_hold_that_is_too_long_or_over_is_refused(world: World) -> None:
    number = await failing(world)
    past, far = FIRST_FAILURE - timedelta(days=1), FIRST_FAILURE + timedelta(days=40)

    refused = [
        (await staff(world, number, "hold", until=until.isoformat())).code for until in (past, far)
    ]

    assert refused == ["HoldInThePast", "HoldTooLong"]
    assert (await run_of(world, number)).status is DunningStatus.RUNNING


async def test_releasing_goes_on_at_once_with_what_is_planned(world: World) -> None:
    number = await failing(world)
    await staff(world, number, "hold", until=(FIRST_FAILURE + timedelta(days=6)).isoformat())
    await days_later(world, 2)
    await staff(world, number, "release")

    assert (await run_of(world, number)).status is DunningStatus.RUNNING
    await days_later(world, 3)
    assert len(await tries(world, number)) == 2
    assert (await staff(world, number, "release")).code == "UnlawfulTransition"


async def test_staff_stop_it_and_the_invoice_stays_due(world: World) -> None:
    number = await failing(world)

    await staff(world, number, "stop")
    await days_later(world, 20)

    assert (await run_of(world, number)).status is DunningStatus.STOPPED
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert len(await tries(world, number)) == 1
    assert (await staff(world, number, "stop")).code is None, "it was reminded of from then on"
    assert (await staff(world, number, "stop")).code == "UnlawfulTransition"
    paid = await Payer(world).pay(await invoice_of(world, number))
    assert paid.status is PaymentStatus.SUCCEEDED


async def test_the_next_try_can_be_made_the_last(world: World) -> None:
    number = await failing(world)

    await staff(world, number, "last_try")
    await days_later(world, 0.9)
    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    await days_later(world, 1)

    assert len(await tries(world, number)) == 2
    assert await status_of(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING


async def test_where_no_try_is_to_come_none_can_be_the_last(world: World) -> None:
    number = await failing(world, behaviour="decline:lost_card")

    assert (await staff(world, number, "last_try")).code == "NoTryLeft"


@pytest.mark.parametrize("signal", ["hold", "stop", "last_try"])
async def test_money_that_comes_ends_it_whatever_staff_have_said(world: World, signal: str) -> None:
    number = await failing(world)
    await staff(world, number, signal, until=(FIRST_FAILURE + timedelta(days=5)).isoformat())

    await Payer(world).pay(await invoice_of(world, number))
    await days_later(world, 8)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await invoice_of(world, number)).status is InvoiceStatus.PAID
    assert len(await world.captured()) == 2
