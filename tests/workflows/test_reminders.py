"""Invoices that nobody charges: reminded of on their days, never in a burst, until paid."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.late_fees import waive_late_fee
from domain.commands import ActorKind
from domain.dunning import DunningStatus
from domain.errors import BillingError
from domain.invoices import InvoiceStatus
from domain.periods import Interval, IntervalUnit
from domain.subscriptions import SubscriptionStatus
from storage.invoices import InvoiceRow
from storage.reminders import ReminderRow
from tests.support.payer import Payer
from tests.support.world import World

START = datetime(2055, 1, 10, 10, tzinfo=UTC)
DUE = datetime(2055, 1, 24, 6, tzinfo=UTC)


async def owed(world: World, **preferences: object) -> tuple[str, InvoiceRow]:
    """A yearly subscription by invoice, due on 2055-01-24."""
    await world.advance_to(START)
    await world.a.organisation()
    for key, value in preferences.items():
        await world.a.preference(key.replace("__", "."), value)
    plan = await world.a.plan(interval=Interval(IntervalUnit.YEAR, 1))
    number = await world.a.subscription(plan, token=None, auto_charge=False)
    await world.settle()
    [invoice] = await world.invoices(number)
    assert str(invoice.due_on) == "2055-01-24"
    return number, invoice


async def days_after_due(world: World, days: float) -> None:
    await world.advance_to(DUE + timedelta(days=days, minutes=1))


async def reminders(world: World) -> list[str]:
    """The subjects of the reminders, shortened to what they say of the invoice."""
    return [each for each in world.postbag.subjects() if "INV-000001" in each]


async def row_of(world: World, invoice: InvoiceRow) -> ReminderRow:
    async with world.books() as books:
        row = await books.reminders.for_invoice(invoice.id)
    assert row is not None
    return row


async def staff(world: World, invoice: InvoiceRow, signal: str, **payload: object) -> str | None:
    key = str(invoice.number)
    command = await world.ask("dunning", key, signal, by=ActorKind.STAFF, **payload)
    await world.settle()
    return command.code


async def status_of(world: World, number: str) -> SubscriptionStatus:
    return (await world.subscription(number)).status


async def test_the_ladder_is_climbed_day_by_day(world: World) -> None:
    number, invoice = await owed(world)

    counts = []
    for days in (-3.1, -3, -0.1, 0, 6.9, 7, 14, 29, 30, 60):
        await days_after_due(world, days)
        counts.append((await world.mails()).count("invoice_reminder"))

    assert counts == [0, 1, 1, 2, 2, 3, 4, 4, 5, 5]
    assert await reminders(world) == [
        "INV-000001 is due on Sun 24 Jan 2055",
        "INV-000001 is due today",
        "INV-000001 is overdue",
        "INV-000001 is overdue",
        "Last reminder: INV-000001 is overdue",
    ]
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    assert (await row_of(world, invoice)).status is DunningStatus.RUNNING


async def test_paying_ends_it(world: World) -> None:
    _, invoice = await owed(world)
    await days_after_due(world, 8)

    await Payer(world).pay(invoice)
    await days_after_due(world, 60)

    assert (await world.mails()).count("invoice_reminder") == 3
    row = await row_of(world, invoice)
    assert (row.status, row.next_at) == (DunningStatus.RECOVERED, None)


async def test_after_an_outage_only_the_newest_is_said(world: World) -> None:
    _, invoice = await owed(world)
    await days_after_due(world, -5)
    async with world.books() as books:  # As if nothing had run since long before.
        row = await books.reminders.get(str(invoice.number))
        row.due_on = (DUE - timedelta(days=25)).date()
        row.take(row.to_domain())
    await staff(world, invoice, "hold", until=(DUE - timedelta(days=4)).isoformat())
    await days_after_due(world, -3.5)

    assert (await world.mails()).count("invoice_reminder") == 1
    assert await reminders(world) == ["INV-000001 is overdue"]


async def test_where_reminders_are_switched_off_nobody_is_reminded(world: World) -> None:
    await owed(world, reminders__enabled=False)

    await days_after_due(world, 60)

    assert await world.mails() == []


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("cancel", SubscriptionStatus.CANCELLED_FROM_DUNNING),
        ("unpaid", SubscriptionStatus.UNPAID),
        ("end_of_term", SubscriptionStatus.NON_RENEWING),
        ("keep_live", SubscriptionStatus.LIVE),
    ],
)
async def test_the_final_action_follows_the_last_reminder(
    world: World, action: str, status: SubscriptionStatus
) -> None:
    number, invoice = await owed(world, reminders__final_action=action)

    await days_after_due(world, 44.9)
    assert await status_of(world, number) is SubscriptionStatus.LIVE
    await days_after_due(world, 46)

    assert await status_of(world, number) is status
    assert (await world.invoices(number))[0].status is InvoiceStatus.OPEN
    if action != "keep_live":
        assert (await row_of(world, invoice)).status is DunningStatus.EXHAUSTED
        assert "If the invoice is still unpaid" in world.postbag.mails[4].text


async def test_an_unpaid_subscription_goes_on_when_its_invoice_is_paid(world: World) -> None:
    number, invoice = await owed(world, reminders__final_action="unpaid")
    await days_after_due(world, 46)

    await Payer(world).pay(invoice)

    assert await status_of(world, number) is SubscriptionStatus.LIVE


async def test_staff_hold_release_and_stop_the_reminders(world: World) -> None:
    _, invoice = await owed(world)
    await staff(world, invoice, "hold", until=(DUE + timedelta(days=20)).isoformat())
    await days_after_due(world, 15)
    assert await world.mails() == []

    await staff(world, invoice, "release")
    assert await world.mails() == ["invoice_reminder"]
    assert await staff(world, invoice, "last_try") == "NoTryLeft"
    assert await staff(world, invoice, "release") == "UnlawfulTransition"
    await staff(world, invoice, "stop")
    await days_after_due(world, 60)

    assert await world.mails() == ["invoice_reminder"]
    assert (await row_of(world, invoice)).status is DunningStatus.STOPPED


async def test_whoever_is_paying_is_not_reminded(world: World) -> None:
    _, invoice = await owed(world)
    await days_after_due(world, -3.01)
    await Payer(world).open(invoice)

    await days_after_due(world, -2.99)
    assert await world.mails() == []
    await days_after_due(world, -1)

    assert await world.mails() == ["invoice_reminder"]


async def test_a_late_fee_is_an_invoice_of_its_own_that_staff_can_waive(world: World) -> None:
    number, invoice = await owed(
        world, late_fee__after_days=10, late_fee__basis_points=1000, late_fee__amounts=["5.00 EUR"]
    )
    await days_after_due(world, 11)

    first, fee = await world.invoices(number)
    assert (first.total, str(fee.total)) == (invoice.total, "8.10 EUR")
    assert (await world.mails()).count("late_fee") == 1
    async with world.books() as books:
        [line] = await books.invoices.lines(fee.id)
        assert (line.article_kind, line.article_code) == ("late_fee", "INV-000001")
        assert await books.reminders.for_invoice(fee.id) is None
        with pytest.raises(BillingError) as refused:
            await waive_late_fee(books, "INV-000001", DUE)
    assert refused.value.code == "NotALateFee"

    async with world.books() as books:
        await waive_late_fee(books, str(fee.number), await world.clock.read())
    await days_after_due(world, 80)
    first, fee = await world.invoices(number)
    assert (first.status, fee.status) == (InvoiceStatus.OPEN, InvoiceStatus.VOID)
    assert (await world.mails()).count("late_fee") == 1


async def test_a_late_fee_that_was_paid_is_not_waived(world: World) -> None:
    number, _ = await owed(world, late_fee__after_days=10, late_fee__amounts=["5.00 EUR"])
    await days_after_due(world, 11)
    fee = (await world.invoices(number))[-1]
    await Payer(world).pay(fee)

    async with world.books() as books:
        with pytest.raises(BillingError) as refused:
            await waive_late_fee(books, str(fee.number), await world.clock.read())

    assert refused.value.code == "InvoiceHasPayments"


async def test_what_is_no_longer_charged_is_reminded_of_from_then_on(world: World) -> None:
    await world.advance_to(START)
    number = await world.a.subscription(token="pm_card_visa_moody")
    await world.settle()
    await world.behave("pm_card_visa_moody", "decline:insufficient_funds")
    await world.advance_to("2055-02-11")
    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)
    await world.advance_to("2055-02-16")
    assert "invoice_reminder" not in await world.mails()

    await world.advance_to("2055-02-18")

    assert (await world.mails()).count("invoice_reminder") == 1
    invoice = (await world.invoices(number))[1]
    assert (await row_of(world, invoice)).status is DunningStatus.RUNNING
    assert (await Payer(world).pay(invoice)).decided_at
    assert (await row_of(world, invoice)).status is DunningStatus.RECOVERED


async def test_nobody_is_reminded_of_anything_after_the_customer_has_left(world: World) -> None:
    _, invoice = await owed(world, reminders__final_action="cancel", reminders__after_days=[7])
    await days_after_due(world, 46)
    before = len(await world.mails())

    await days_after_due(world, 200)

    assert len(await world.mails()) == before
    assert (await row_of(world, invoice)).ended_at is not None


async def test_a_cancellation_ends_the_reminders_with_the_subscription(world: World) -> None:
    number, invoice = await owed(world)
    await days_after_due(world, 1)

    await world.ask(
        "cancellation", number, "cancel", by=ActorKind.STAFF, mode="immediately", credit="none"
    )
    await days_after_due(world, 40)

    assert await status_of(world, number) is SubscriptionStatus.CANCELLED
    assert (await row_of(world, invoice)).status is DunningStatus.STOPPED
    assert (await world.mails()).count("invoice_reminder") == 2


async def test_a_debt_that_becomes_unpaid_ends_the_tries_of_the_others(world: World) -> None:
    number, first = await owed(world, reminders__final_action="unpaid")
    customer = (await world.subscription(number)).customer
    method = await world.a.method(customer, "pm_card_visa_moody")
    await world.ask("method", method, "assign", by=ActorKind.STAFF, subscription=number)
    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=True)
    await days_after_due(world, 46)

    assert await status_of(world, number) is SubscriptionStatus.UNPAID
    assert (await row_of(world, first)).status is DunningStatus.EXHAUSTED
