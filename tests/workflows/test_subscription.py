"""Subscriptions: term after term, dated at their boundaries, until they end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from activities.process import Told, tell
from domain.commands import ActorKind, CommandStatus
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.periods import Interval, IntervalUnit, instant
from domain.subscriptions import SubscriptionStatus
from domain.taxes import TaxBehaviour
from tests.support.world import World

WEEKLY = Interval(IntervalUnit.WEEK, 1)
QUARTERLY = Interval(IntervalUnit.MONTH, 3)
YEARLY = Interval(IntervalUnit.YEAR, 1)
EUR_31 = Money(3100, "EUR")


async def lines(world: World, number: str) -> list[list[tuple[str, int]]]:
    """Of each invoice its lines: their kind and net amount."""
    async with world.books() as books:
        return [
            [
                (line.kind.value, line.net_minor_units)
                for line in await books.invoices.lines(each.id)
            ]
            for each in await world.invoices(number)
        ]


async def lose_process(world: World, number: str) -> None:
    """Let the process end, as if its server had been lost: the test server waits for no worker."""
    async with world.books() as books:
        row = await books.subscriptions.lock(number)
        row.renews_at = None
    await world.ask("subscription", number, "reschedule")


async def find_process(world: World, number: str) -> None:
    """Bring the date back, and start the process again."""
    at = await world.clock.read()
    async with world.books() as books:
        row = await books.subscriptions.lock(number)
        row.renews_at = instant(row.term_ends_on or at.date(), 6, "UTC")
        await tell(books, Told("subscription", number, row.customer), at)
    await world.parts.post.deliver(books.told)
    await world.settle()


async def test_a_year_of_a_live_subscription_is_billed_month_by_month(world: World) -> None:
    await world.advance_to("2055-01-31T10:00:00+00:00")
    number = await world.a.subscription()

    await world.advance_to("2055-06-15")

    assert await world.invoice_dates(number) == [
        date(2055, 1, 31),
        date(2055, 2, 28),
        date(2055, 3, 31),
        date(2055, 4, 30),
        date(2055, 5, 31),
    ]
    assert len(await world.captured()) == 5
    assert sum((await world.captured()).values()) == 5 * 3100
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert {invoice.balance.outstanding for invoice in await world.invoices(number)} == {
        Money(0, "EUR")
    }
    assert await world.mails() == ["receipt"] * 5


@pytest.mark.parametrize(
    ("start", "interval", "until", "expected"),
    [
        ("2056-02-29", YEARLY, "2058-03-05", ["2056-02-29", "2057-02-28", "2058-02-28"]),
        ("2055-01-06", WEEKLY, "2055-01-25", ["2055-01-06", "2055-01-13", "2055-01-20"]),
        (
            "2055-08-31",
            QUARTERLY,
            "2056-06-02",
            ["2055-08-31", "2055-11-30", "2056-02-29", "2056-05-31"],
        ),
    ],
    ids=["yearly from a leap day", "weekly", "three-monthly from the 31st"],
)
async def test_terms_of_every_length_keep_their_anchor(
    world: World, start: str, interval: Interval, until: str, expected: list[str]
) -> None:
    await world.advance_to(f"{start}T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(interval=interval))

    await world.advance_to(until)

    assert await world.invoice_dates(number) == [date.fromisoformat(each) for each in expected]


async def test_renewals_follow_the_clock_of_the_billing_zone(world: World) -> None:
    await world.advance_to("2054-08-05T10:00:00+00:00")
    customer = await world.a.customer(time_zone="America/New_York")
    number = await world.a.subscription(await world.a.plan(interval=QUARTERLY), customer=customer)
    await world.settle()

    assert (await world.subscription(number)).renews_at == datetime(2054, 11, 5, 11, tzinfo=UTC)
    await world.advance_to("2054-11-05T10:58:00+00:00")
    assert len(await world.invoices(number)) == 1
    await world.advance_to("2054-11-05T11:01:00+00:00")
    assert await world.invoice_dates(number) == [date(2054, 8, 5), date(2054, 11, 5)]


async def test_a_subscription_expires_when_its_billing_cycles_are_used_up(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(billing_cycles=3))

    await world.advance_to("2055-04-09")
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    await world.advance_to("2055-06-01")

    subscription = await world.subscription(number)
    assert subscription.status is SubscriptionStatus.EXPIRED
    assert subscription.ended_at is not None
    assert subscription.ended_at.date() == date(2055, 4, 10)
    assert len(await world.invoices(number)) == 3


async def test_a_subscription_of_the_future_begins_on_its_day(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(starts_at=datetime(2055, 3, 31, 8, tzinfo=UTC))
    await world.advance_to("2055-03-30")
    assert (await world.subscription(number)).status is SubscriptionStatus.FUTURE
    assert await world.invoices(number) == []

    await world.advance_to("2055-05-02")

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert await world.invoice_dates(number) == [date(2055, 3, 31), date(2055, 4, 30)]


async def test_after_three_months_without_its_process_each_term_is_billed_once_at_its_boundary(
    world: World,
) -> None:
    await world.advance_to("2055-01-31T10:00:00+00:00")
    number = await world.a.subscription()
    await world.settle()

    await lose_process(world, number)
    await world.advance_to("2055-05-15")
    await find_process(world, number)

    assert await world.invoice_dates(number) == [
        date(2055, 1, 31),
        date(2055, 2, 28),
        date(2055, 3, 31),
        date(2055, 4, 30),
    ]
    numbers = [invoice.number for invoice in await world.invoices(number)]
    assert numbers == sorted(numbers, key=str)
    assert len(await world.captured()) == 4
    assert (await world.subscription(number)).term_starts_on == date(2055, 4, 30)


async def test_of_the_terms_that_an_outage_left_only_the_newest_is_told_of(world: World) -> None:
    await world.advance_to("2055-01-31T10:00:00+00:00")
    number = await world.a.subscription(token="pm_card_visa_moody")
    await world.settle()
    await lose_process(world, number)
    await world.behave("pm_card_visa_moody", "decline:insufficient_funds")
    await world.advance_to("2055-05-15")

    await find_process(world, number)

    assert len(await world.invoices(number)) == 4
    async with world.books() as books:
        assert len(await books.dunning.running_for(number)) == 3
    assert (await world.mails()).count("charge_failed") == 1


async def test_terms_that_are_over_are_skipped_where_the_organisation_has_it_so(
    world: World,
) -> None:
    await world.advance_to("2055-01-31T10:00:00+00:00")
    number = await world.a.subscription()
    await world.a.preference("renewal.catch_up", "skip")
    await world.settle()
    await lose_process(world, number)
    await world.advance_to("2055-05-15")

    await find_process(world, number)

    assert await world.invoice_dates(number) == [date(2055, 1, 31), date(2055, 4, 30)]
    await world.advance_to("2055-06-01")
    assert (await world.invoice_dates(number))[-1] == date(2055, 5, 31)


async def test_a_plan_that_costs_nothing_is_invoiced_and_never_charged(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(Money(0, "EUR")))

    await world.advance_to("2055-03-15")

    statuses = [invoice.status for invoice in await world.invoices(number)]
    assert statuses == [InvoiceStatus.PAID] * 3
    assert await world.captured() == {}
    assert await world.mails() == []


async def test_the_set_up_fee_is_billed_once_whatever_the_quantity(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    plan = await world.a.plan(EUR_31, setup_fee=5000)
    number = await world.a.subscription(plan, quantity=3)

    await world.advance_to("2055-02-15")

    assert await lines(world, number) == [[("term", 9300), ("setup", 5000)], [("term", 9300)]]


@pytest.mark.parametrize(
    ("behaviour", "amounts"),
    [(TaxBehaviour.INCLUSIVE, (2583, 517, 3100)), (TaxBehaviour.EXCLUSIVE, (3100, 620, 3720))],
)
async def test_tax_is_inside_the_price_or_on_top(
    world: World, behaviour: TaxBehaviour, amounts: tuple[int, int, int]
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    tax = await world.a.tax_rate(20, behaviour)
    number = await world.a.subscription(await world.a.plan(EUR_31, tax_rate=tax))
    await world.settle()

    [invoice] = await world.invoices(number)

    assert (
        invoice.subtotal_minor_units,
        invoice.tax_minor_units,
        invoice.total_minor_units,
    ) == amounts
    assert list((await world.captured()).values()) == [amounts[2]]


async def test_long_terms_are_announced_three_days_before_and_months_are_not(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    await world.a.subscription(await world.a.plan(interval=YEARLY))
    await world.a.subscription(await world.a.plan())

    await world.advance_to("2056-01-06")
    assert set(await world.mails()) == {"receipt"}
    await world.advance_to("2056-01-07T06:01:00+00:00")

    assert (await world.mails()).count("renewal_notice") == 1
    await world.advance_to("2056-01-12")
    assert (await world.mails()).count("renewal_notice") == 1


async def test_an_offline_subscription_is_invoiced_and_stays_live_while_it_is_not_paid(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=None, auto_charge=False)

    await world.advance_to("2055-03-15")

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    invoices = await world.invoices(number)
    assert [each.status for each in invoices] == [InvoiceStatus.OPEN] * 3
    assert invoices[0].due_on == date(2055, 1, 24)


async def test_a_first_charge_that_is_declined_leaves_nothing_behind(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token="pm_card_lost")

    await world.advance_to("2055-03-15")

    assert (await world.subscription(number)).status is SubscriptionStatus.CREATION_FAILED
    assert await world.invoices(number) == []
    assert await world.captured() == {}
    assert await world.mails() == []


async def test_a_subscription_waits_for_a_bank_that_takes_its_time(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    await world.behave("pm_card_visa_slow", "processing:86400")
    number = await world.a.subscription(token="pm_card_visa_slow")
    await world.advance_to("2055-01-11T09:00:00+00:00")
    assert (await world.subscription(number)).status is SubscriptionStatus.FUTURE

    await world.advance_to("2055-01-12")

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert await world.invoice_dates(number) == [date(2055, 1, 10)]


async def test_auto_charge_can_be_switched_by_customers_where_it_is_allowed(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription()
    await world.settle()
    refused = await world.ask("subscription", number, "auto_charge", on=False)
    await world.a.preference("autocharge.toggle", True)

    applied = await world.ask("subscription", number, "auto_charge", on=False)
    await world.advance_to("2055-02-15")

    assert (refused.status, refused.code) == (CommandStatus.REFUSED, "SwitchedOff")
    assert applied.status is CommandStatus.APPLIED
    invoices = await world.invoices(number)
    assert [each.status for each in invoices] == [InvoiceStatus.PAID, InvoiceStatus.OPEN]
    await world.ask("subscription", number, "auto_charge", on=True)
    await world.advance_to("2055-03-15")
    statuses = [each.status for each in await world.invoices(number)]
    assert statuses == [InvoiceStatus.PAID, InvoiceStatus.OPEN, InvoiceStatus.PAID]


async def test_auto_charge_is_switched_off_without_a_method_but_not_on(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(token=None, auto_charge=False)
    await world.settle()

    off = await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)
    on = await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=True)

    assert off.status is CommandStatus.APPLIED
    assert (on.status, on.code) == (CommandStatus.REFUSED, "NoMethodToCharge")


async def test_a_command_about_a_subscription_that_has_ended_is_answered(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(billing_cycles=1))
    await world.advance_to("2055-02-15")

    command = await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)

    assert (command.status, command.code) == (CommandStatus.REFUSED, "SubscriptionHasEnded")


async def test_a_charge_that_fails_after_auto_charge_was_switched_off_opens_no_dunning(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    await world.a.organisation()
    number = await world.a.subscription(token="pm_card_visa_slow")
    await world.settle()
    await world.behave("pm_card_visa_slow", "processing_then_decline")
    await world.advance_to("2055-02-10T06:00:10+00:00")

    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)
    await world.advance_to(datetime(2055, 2, 12, tzinfo=UTC) + timedelta(hours=1))

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert [each.status for each in await world.invoices(number)][-1] is InvoiceStatus.OPEN
    async with world.books() as books:
        assert await books.dunning.open() == []
