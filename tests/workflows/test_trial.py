"""Trials: begun, reminded of, activated once, converted or lapsed at their end, extended."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.commands import ActorKind, CommandStatus
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.support.world import World

START = "2055-01-15T10:00:00+00:00"
END = datetime(2055, 1, 29, 10, tzinfo=UTC)


async def begin(world: World, **options: object) -> str:
    """A subscription with a trial of 14 days, from 2055-01-15 10:00 on."""
    await world.advance_to(START)
    await world.a.organisation()
    await world.a.preference("trial.activate", True)
    await world.a.preference("trial.extend", True)
    plan = await world.a.plan(trial_days=14)
    number = await world.a.subscription(plan, **options)  # type: ignore[arg-type]  # as named there
    await world.settle()
    return number


async def drafts(world: World, number: str) -> int:
    async with world.books() as books:
        return 1 if await books.invoices.draft_of(number) else 0


async def test_a_trial_turns_into_a_paid_subscription_by_itself(world: World) -> None:
    number = await begin(world)
    assert (await world.subscription(number)).status is SubscriptionStatus.TRIAL

    await world.advance_to("2055-01-29T10:01:00+00:00")

    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.LIVE
    assert subscription.anchor_day == 29
    assert sum((await world.captured()).values()) == 3100
    await world.advance_to("2055-04-30")
    assert await world.invoice_dates(number) == [
        date(2055, 1, 29),
        date(2055, 2, 28),
        date(2055, 3, 29),
        date(2055, 4, 29),
    ]


async def test_the_customer_is_reminded_three_days_before_and_told_of_the_first_charge(
    world: World,
) -> None:
    await begin(world)

    await world.advance_to("2055-01-26T09:59:00+00:00")
    assert await world.mails() == []
    await world.advance_to("2055-01-26T10:01:00+00:00")
    assert await world.mails() == ["trial_ending"]
    assert "29 Jan 2055" in world.postbag.subjects()[0]

    await world.advance_to(END + timedelta(minutes=1))
    assert await world.mails() == ["trial_ending", "trial_converted", "receipt"]


async def test_activating_ends_the_trial_now_with_one_invoice_however_often(world: World) -> None:
    number = await begin(world)
    await world.advance_to("2055-01-20")

    first, second = await asyncio.gather(
        world.ask("trial", number, "activate"), world.ask("trial", number, "activate")
    )
    await world.settle()
    third = await world.ask("trial", number, "activate")

    assert sorted([first.status, second.status]) == [CommandStatus.APPLIED, CommandStatus.REFUSED]
    assert third.status is CommandStatus.REFUSED
    assert third.code == "UnlawfulTransition"
    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.LIVE
    assert (subscription.anchor_on, subscription.anchor_day) == (date(2055, 1, 20), 20)
    assert await world.invoice_dates(number) == [date(2055, 1, 20)]
    assert len(await world.captured()) == 1
    await world.advance_to("2055-02-10")
    assert len(await world.invoices(number)) == 1


@pytest.mark.parametrize("moment", [END - timedelta(milliseconds=20), END])
async def test_activating_in_the_second_in_which_the_trial_ends_charges_once(
    world: World, moment: datetime
) -> None:
    number = await begin(world)
    command = await world.give("trial", number, "activate")

    await world.clock.advance_to(moment - timedelta(milliseconds=10))
    await asyncio.gather(
        world.parts.post.deliver([command]),
        world.clock.advance_to(END + timedelta(minutes=1)),
    )
    await world.decided(command)
    await world.settle()

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert len(await world.invoices(number)) == 1
    assert len(await world.captured()) == 1


async def test_a_declined_activation_before_the_end_changes_nothing(world: World) -> None:
    number = await begin(world, token="pm_card_visa_later")
    await world.behave("pm_card_visa_later", "decline:insufficient_funds")
    ends_at = (await world.trial(number)).ends_at
    await world.advance_to("2055-01-20")

    command = await world.ask("trial", number, "activate")
    await world.settle()

    assert command.status is CommandStatus.APPLIED
    trial = await world.trial(number)
    assert (trial.status, trial.ends_at) == (TrialStatus.RUNNING, ends_at)
    assert trial.lapse_reason == "There was not enough money in the account."
    assert (await world.subscription(number)).status is SubscriptionStatus.TRIAL
    assert await world.invoices(number) == []
    assert await drafts(world, number) == 0

    await world.behave("pm_card_visa_later", "approve")
    await world.advance_to(END + timedelta(minutes=1))
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE


async def test_a_trial_that_cannot_be_charged_expires_and_leaves_no_invoice_open(
    world: World,
) -> None:
    number = await begin(world, token="pm_card_insufficient_funds")

    await world.advance_to(END + timedelta(minutes=1))

    trial = await world.trial(number)
    assert trial.status is TrialStatus.LAPSED
    assert trial.lapse_reason == "There was not enough money in the account."
    assert (await world.subscription(number)).status is SubscriptionStatus.TRIAL_EXPIRED
    assert await world.invoices(number) == []
    assert await drafts(world, number) == 0
    assert await world.captured() == {}
    assert await world.mails() == ["trial_ending", "trial_lapsed"]


async def test_an_expired_trial_can_be_extended_to_now_and_its_length(world: World) -> None:
    number = await begin(world, token="pm_card_visa_later")
    await world.behave("pm_card_visa_later", "decline")
    await world.advance_to("2055-02-02T12:00:00+00:00")

    command = await world.ask("trial", number, "extend")
    await world.behave("pm_card_visa_later", "approve")

    assert command.status is CommandStatus.APPLIED
    trial = await world.trial(number)
    assert (trial.status, trial.extensions_used) == (TrialStatus.RUNNING, 1)
    assert abs(trial.ends_at - datetime(2055, 2, 16, 12, tzinfo=UTC)) < timedelta(minutes=1)
    assert (await world.subscription(number)).status is SubscriptionStatus.TRIAL
    await world.advance_to("2055-02-17")
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert await world.invoice_dates(number) == [date(2055, 2, 16)]


async def test_extending_a_running_trial_is_refused(world: World) -> None:
    number = await begin(world)
    ends_at = (await world.trial(number)).ends_at

    command = await world.ask("trial", number, "extend")

    assert (command.status, command.code) == (CommandStatus.REFUSED, "TrialNotExpired")
    assert (await world.trial(number)).ends_at == ends_at


async def test_a_trial_is_extended_as_often_as_the_preference_allows(world: World) -> None:
    number = await begin(world, token="pm_card_insufficient_funds")
    await world.advance_to(END + timedelta(hours=1))
    await world.ask("trial", number, "extend")
    await world.advance_to(END + timedelta(days=15))
    before = await world.trial(number)
    assert before.status is TrialStatus.LAPSED

    command = await world.ask("trial", number, "extend")

    assert (command.status, command.code) == (CommandStatus.REFUSED, "NoExtensionsLeft")
    after = await world.trial(number)
    assert (after.status, after.ends_at) == (before.status, before.ends_at)
    assert after.extensions_used == 1


async def test_what_is_switched_off_is_refused_to_customers_and_done_by_staff(
    world: World,
) -> None:
    number = await begin(world)
    await world.a.preference("trial.activate", False)

    refused = await world.ask("trial", number, "activate")
    applied = await world.ask("trial", number, "activate", by=ActorKind.STAFF)

    assert (refused.status, refused.code) == (CommandStatus.REFUSED, "SwitchedOff")
    assert applied.status is CommandStatus.APPLIED


async def test_an_offline_trial_goes_live_with_an_open_invoice(world: World) -> None:
    number = await begin(world, token=None, auto_charge=False)

    await world.advance_to(END + timedelta(minutes=1))

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    [invoice] = await world.invoices(number)
    assert invoice.status is InvoiceStatus.OPEN
    assert (invoice.issued_on, invoice.due_on) == (date(2055, 1, 29), date(2055, 2, 12))
    assert await world.captured() == {}


async def test_a_trial_without_a_method_expires(world: World) -> None:
    number = await begin(world, token=None)

    await world.advance_to(END + timedelta(minutes=1))

    assert (await world.subscription(number)).status is SubscriptionStatus.TRIAL_EXPIRED
    assert await world.invoices(number) == []


async def test_a_trial_without_a_method_is_invoiced_if_the_organisation_prefers_that(
    world: World,
) -> None:
    number = await begin(world, token=None)
    await world.a.preference("trial.end_without_method", "invoice")

    await world.advance_to(END + timedelta(minutes=1))

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert [each.status for each in await world.invoices(number)] == [InvoiceStatus.OPEN]


async def test_activating_without_a_method_is_refused_where_trials_would_expire(
    world: World,
) -> None:
    number = await begin(world, token=None)

    command = await world.ask("trial", number, "activate")

    assert (command.status, command.code) == (CommandStatus.REFUSED, "NoMethodToCharge")
    assert (await world.trial(number)).status is TrialStatus.RUNNING


async def test_a_lapsed_trial_that_is_activated_begins_on_that_day(world: World) -> None:
    number = await begin(world, token="pm_card_visa_later")
    await world.behave("pm_card_visa_later", "decline")
    await world.advance_to("2055-02-10T12:00:00+00:00")
    await world.behave("pm_card_visa_later", "approve")

    await world.ask("trial", number, "activate")
    await world.settle()

    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.LIVE
    assert subscription.anchor_on == date(2055, 2, 10)
    assert await world.invoice_dates(number) == [date(2055, 2, 10)]


async def test_a_lapsed_trial_that_is_declined_again_is_as_it_was(world: World) -> None:
    number = await begin(world, token="pm_card_insufficient_funds")
    await world.advance_to(END + timedelta(days=2))
    before = await world.trial(number)
    mails = len(world.postbag.mails)

    await world.ask("trial", number, "activate")
    await world.settle()

    after = await world.trial(number)
    assert (after.status, after.lapsed_at) == (TrialStatus.LAPSED, before.lapsed_at)
    assert len(world.postbag.mails) == mails
    assert await drafts(world, number) == 0


async def test_the_window_of_a_lapsed_trial_closes_by_itself(world: World) -> None:
    number = await begin(world, token="pm_card_insufficient_funds")

    await world.advance_to(END + timedelta(days=30, minutes=5))

    assert (await world.trial(number)).status is TrialStatus.CLOSED
    assert (await world.subscription(number)).status is SubscriptionStatus.TRIAL_EXPIRED
    command = await world.ask("trial", number, "activate")
    assert (command.status, command.code) == (CommandStatus.REFUSED, "UnlawfulTransition")


async def test_a_free_trial_ends_in_a_free_subscription_without_a_card(world: World) -> None:
    await world.advance_to(START)
    plan = await world.a.plan(Money(0, "EUR"), trial_days=14)
    number = await world.a.subscription(plan, token=None)

    await world.advance_to(END + timedelta(minutes=1))

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert [each.status for each in await world.invoices(number)] == [InvoiceStatus.PAID]


async def test_a_request_to_cancel_in_the_temporal_ui_ends_nothing(world: World) -> None:
    number = await begin(world)
    await world.parts.client.get_workflow_handle(f"trial/{number}").cancel()

    await world.advance_to(END + timedelta(minutes=1))

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
