"""Dunning: retries on their days, what ends it, and what follows when nothing was paid."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.commands import ActorKind
from domain.dunning import DunningStatus
from domain.invoices import InvoiceStatus
from domain.payments import PaymentChannel, PaymentStatus
from domain.periods import Interval, IntervalUnit
from domain.subscriptions import SubscriptionStatus
from storage.dunning import DunningRow
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from tests.support.payer import Payer
from tests.support.world import World

CARD = "pm_card_visa_moody"
FIRST_FAILURE = datetime(2055, 2, 10, 6, tzinfo=UTC)


async def failing(world: World, behaviour: str = "decline:insufficient_funds") -> str:
    """A subscription whose second term could not be charged on 2055-02-10 at 06:00."""
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=CARD)
    await world.settle()
    await world.behave(CARD, behaviour)
    await world.advance_to(FIRST_FAILURE + timedelta(minutes=1))
    return number


async def days_later(world: World, days: float) -> None:
    await world.advance_to(FIRST_FAILURE + timedelta(days=days, minutes=1))


async def runs(world: World, number: str) -> list[DunningRow]:
    """Every run of the subscription, the oldest first."""
    async with world.books() as books:
        found = [await books.dunning.for_invoice(each.id) for each in await world.invoices(number)]
    return [run for run in found if run]


async def run_of(world: World, number: str) -> DunningRow:
    [run] = await runs(world, number)
    return run


async def last_invoice(world: World, number: str) -> InvoiceRow:
    return (await world.invoices(number))[-1]


async def tries(world: World, invoice: InvoiceRow) -> list[PaymentRow]:
    """Every attempt at the invoice, the oldest first."""
    async with world.books() as books:
        return list(await books.payments.for_invoice(invoice.id))[::-1]


async def status_of(world: World, number: str) -> SubscriptionStatus:
    return (await world.subscription(number)).status


async def test_the_retries_come_on_their_days_and_the_last_takes_the_final_action(
    world: World,
) -> None:
    number = await failing(world)
    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    invoice = await last_invoice(world, number)

    await days_later(world, 7 - 0.01)
    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    await days_later(world, 7)

    attempts = await tries(world, invoice)
    dates = [each.created_at.replace(second=0, microsecond=0) for each in attempts]
    assert dates == [FIRST_FAILURE + timedelta(days=day) for day in (0, 1, 3, 7)]
    assert [each.channel for each in attempts] == [
        PaymentChannel.AUTO_CHARGE,
        *[PaymentChannel.DUNNING] * 3,
    ]
    run = await run_of(world, number)
    assert (run.status, run.attempts) == (DunningStatus.EXHAUSTED, 4)
    assert await status_of(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING
    assert await world.mails() == ["receipt", *["charge_failed"] * 3, "cancelled"]
    assert (await last_invoice(world, number)).status is InvoiceStatus.OPEN
    await days_later(world, 60)
    assert len(await world.invoices(number)) == 2


async def test_a_retry_that_succeeds_ends_it_all(world: World) -> None:
    number = await failing(world)
    await world.behave(CARD, "approve")

    await days_later(world, 1)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await run_of(world, number)).status is DunningStatus.RECOVERED
    assert await world.mails() == ["receipt", "charge_failed", "recovered", "receipt"]
    await days_later(world, 30)
    assert len(await world.invoices(number)) == 3
    assert len(await world.captured()) == 3


async def test_a_hard_decline_is_not_tried_again_and_the_final_action_waits_for_the_deadline(
    world: World,
) -> None:
    number = await failing(world, "decline:lost_card")

    await days_later(world, 6.9)
    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    assert len(await tries(world, await last_invoice(world, number))) == 1
    await days_later(world, 7)

    assert await status_of(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING
    assert len(await tries(world, await last_invoice(world, number))) == 1


async def test_a_new_card_that_pays_the_invoice_makes_it_live_and_is_charged_from_then_on(
    world: World,
) -> None:
    number = await failing(world, "decline:lost_card")
    await days_later(world, 2)

    await Payer(world).pay(await last_invoice(world, number), card="pm_card_visa", save=True)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    await days_later(world, 29)
    invoices = await world.invoices(number)
    assert [each.status for each in invoices] == [InvoiceStatus.PAID] * 3
    assert len(await world.captured()) == 3


async def test_a_new_card_is_tried_at_once_for_every_invoice_that_waits(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    plan = await world.a.plan(interval=Interval(IntervalUnit.WEEK, 1))
    await world.a.organisation()
    await world.a.preference("dunning.retry_days", [20, 40])
    number = await world.a.subscription(plan, token=CARD)
    await world.settle()
    await world.behave(CARD, "decline:lost_card")
    await world.advance_to("2055-01-25")
    first, second = (await world.invoices(number))[1:]

    await Payer(world).pay(first, save=True)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert {run.status for run in await runs(world, number)} == {DunningStatus.RECOVERED}
    attempts = await tries(world, second)
    assert attempts[-1].status is PaymentStatus.SUCCEEDED
    assert attempts[-1].channel is PaymentChannel.DUNNING


async def test_auto_charge_off_makes_it_live_and_on_again_collects_nothing_old(
    world: World,
) -> None:
    number = await failing(world)
    await days_later(world, 2)
    before = len(await tries(world, await last_invoice(world, number)))

    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)
    await world.settle()
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await run_of(world, number)).status is DunningStatus.STOPPED
    await days_later(world, 4)
    await world.behave(CARD, "approve")
    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=True)
    await days_later(world, 20)

    invoice = await last_invoice(world, number)
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert invoice.status is InvoiceStatus.OPEN
    assert len(await tries(world, invoice)) == before
    assert (await Payer(world).pay(invoice)).status is PaymentStatus.SUCCEEDED


async def test_two_invoices_in_dunning_and_one_paid_is_dunning_still(world: World) -> None:
    await world.a.organisation()
    await world.a.preference("dunning.retry_days", [50])
    number = await failing(world, "decline:lost_card")
    await world.advance_to("2055-03-11")
    _, first, second = await world.invoices(number)
    assert len(await runs(world, number)) == 2
    payer = Payer(world)

    await payer.pay(first)
    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    await payer.pay(second)
    assert await status_of(world, number) is SubscriptionStatus.LIVE


async def test_a_gateway_that_is_down_for_two_hours_counts_for_nothing(world: World) -> None:
    number = await failing(world)
    await world.behave(CARD, "decline:processing_error")
    await days_later(world, 1)
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, hours=2))
    run = await run_of(world, number)
    assert run.attempts == 1
    assert run.faults >= 4
    assert run.due_at is not None
    assert run.due_at - await world.clock.read() <= timedelta(hours=1)

    await world.behave(CARD, "approve")
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, hours=4))

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await world.mails()).count("charge_failed") == 1


async def test_a_gateway_that_does_not_answer_is_asked_about_the_same_attempt(
    world: World,
) -> None:
    number = await failing(world)
    await world.behave(CARD, "unreachable")
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, hours=2))
    assert (await run_of(world, number)).attempts == 1

    await world.behave(CARD, "approve")
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, hours=4))

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert len(await tries(world, await last_invoice(world, number))) == 2


async def test_without_money_the_subscription_may_become_unpaid_and_goes_on_when_paid(
    world: World,
) -> None:
    await world.a.organisation()
    await world.a.preference("dunning.final_action", "unpaid")
    number = await failing(world)
    await days_later(world, 8)
    assert await status_of(world, number) is SubscriptionStatus.UNPAID
    await world.advance_to("2055-04-20")
    assert len(await world.invoices(number)) == 2
    await world.behave(CARD, "approve")

    await Payer(world).pay(await last_invoice(world, number))
    await world.advance_to("2055-05-21")

    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.LIVE
    assert subscription.anchor_day == 20
    assert [str(day) for day in await world.invoice_dates(number)] == [
        "2055-01-10",
        "2055-02-10",
        "2055-04-20",
        "2055-05-20",
    ]
    assert len(await world.captured()) == 4


async def test_unpaid_and_paid_within_the_term_keeps_the_term(world: World) -> None:
    await world.a.organisation()
    await world.a.preference("dunning.final_action", "unpaid")
    number = await failing(world)
    await days_later(world, 8)
    await world.behave(CARD, "approve")

    await Payer(world).pay(await last_invoice(world, number))
    await world.advance_to("2055-03-11")

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert [str(day) for day in await world.invoice_dates(number)] == [
        "2055-01-10",
        "2055-02-10",
        "2055-03-10",
    ]


async def test_without_money_the_subscription_may_go_on_with_the_invoice_overdue(
    world: World,
) -> None:
    await world.a.organisation()
    await world.a.preference("dunning.final_action", "keep_live")
    number = await failing(world)

    await days_later(world, 8)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await last_invoice(world, number)).status is InvoiceStatus.OPEN
    assert (await run_of(world, number)).status is DunningStatus.EXHAUSTED
    await world.behave(CARD, "approve")
    await days_later(world, 29)
    assert len(await world.invoices(number)) == 3


async def test_paying_by_hand_ends_it_and_drops_the_retries(world: World) -> None:
    number = await failing(world)
    await days_later(world, 1)
    invoice = await last_invoice(world, number)

    await Payer(world).pay(invoice)
    await days_later(world, 20)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await run_of(world, number)).status is DunningStatus.RECOVERED
    assert len(await tries(world, invoice)) == 3
    assert (await world.mails())[-2:] == ["recovered", "receipt"]


async def test_a_customers_own_failed_try_does_not_move_the_schedule(world: World) -> None:
    number = await failing(world)
    before = await run_of(world, number)

    await Payer(world).pay(await last_invoice(world, number), card="pm_card_lost")

    after = await run_of(world, number)
    assert (after.attempts, after.due_at, after.hard) == (before.attempts, before.due_at, False)


async def test_a_retry_waits_while_the_customer_is_on_the_page_and_one_charge_is_made(
    world: World,
) -> None:
    number = await failing(world)
    invoice = await last_invoice(world, number)
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, minutes=-10))
    payer = Payer(world)
    page = await payer.open(invoice)
    await world.behave(CARD, "approve")
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, minutes=2))
    assert (await run_of(world, number)).attempts == 1

    await payer.choose(page)
    await payer.come_back(page)
    await days_later(world, 2)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert len(await tries(world, invoice)) == 2
    assert len(await world.captured()) == 2


async def test_a_retry_goes_on_when_the_customer_leaves_the_page(world: World) -> None:
    number = await failing(world)
    invoice = await last_invoice(world, number)
    await world.advance_to(FIRST_FAILURE + timedelta(days=1, minutes=-10))
    await Payer(world).open(invoice)
    await world.behave(CARD, "approve")

    await days_later(world, 1.1)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert len(await world.captured()) == 2


async def test_paying_while_a_retry_is_in_flight_is_refused_and_charges_once(
    world: World,
) -> None:
    number = await failing(world)
    await world.behave(CARD, "processing:3600")
    await days_later(world, 1)
    payer = Payer(world)
    refused = await payer.ask([await last_invoice(world, number)])
    assert refused.code == "PaymentUnderWay"

    await days_later(world, 1.5)

    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert len(await world.captured()) == 2


async def test_a_bank_that_wants_its_customer_is_not_tried_again_and_the_customer_told(
    world: World,
) -> None:
    number = await failing(world, "requires_action")

    await days_later(world, 3)

    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    invoice = await last_invoice(world, number)
    assert len(await tries(world, invoice)) == 1
    assert await world.mails() == ["receipt", "action_required"]
    payer = Payer(world)
    page = await payer.open(invoice)
    await payer.choose(page, "pm_card_authenticate")
    await payer.confirm(page)
    await payer.come_back(page)
    assert await status_of(world, number) is SubscriptionStatus.LIVE


async def test_the_next_renewal_during_dunning_begins_a_run_of_its_own(world: World) -> None:
    await world.a.organisation()
    await world.a.preference("dunning.retry_days", [20, 40])
    number = await failing(world)

    await world.advance_to("2055-03-11")

    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    assert len(await world.invoices(number)) == 3
    assert [run.status for run in await runs(world, number)] == [DunningStatus.RUNNING] * 2


@pytest.mark.parametrize("retry_days", [[20, 40]])
async def test_the_final_action_of_one_run_stops_the_others(
    world: World, retry_days: list[int]
) -> None:
    await world.a.organisation()
    await world.a.preference("dunning.retry_days", retry_days)
    number = await failing(world)

    await world.advance_to("2055-03-25")

    assert await status_of(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING
    assert sorted(run.status for run in await runs(world, number)) == [
        DunningStatus.EXHAUSTED,
        DunningStatus.STOPPED,
    ]
    assert (await world.mails()).count("cancelled") == 1


async def test_an_automatic_charge_without_a_method_is_dunning_and_asks_for_one(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=None)
    await world.settle()

    assert await status_of(world, number) is SubscriptionStatus.DUNNING
    assert await world.mails() == ["charge_failed"]
    assert "Add a payment method" in world.postbag.mails[0].text
    await Payer(world).pay(await last_invoice(world, number), save=True)
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    await world.advance_to("2055-02-12")
    assert len(await world.captured()) == 2
