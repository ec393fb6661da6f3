"""Changes: now, at the end of the term, inside of a trial; paid for first, or not done at all."""

from datetime import date

import pytest

from domain.addons import AddonKind
from domain.commands import ActorKind
from domain.money import Money
from domain.pending_changes import ChangeStatus
from domain.periods import Interval, IntervalUnit
from domain.previews import Preview, PreviewKind
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from storage.changes import ChangeRow
from tests.support.steps import confirmed, done, previewed
from tests.support.world import World

CHANGE = PreviewKind.CHANGE
YEARLY = Interval(IntervalUnit.YEAR, 1)
CARD = "pm_card_visa_moody"


def eur(cents: int) -> Money:
    return Money(cents, "EUR")


async def begun(world: World, *, auto_charge: bool = True) -> str:
    """A subscription to 28.00 a month whose February has begun."""
    await world.advance_to("2055-02-01T10:00:00+00:00")
    plan = await world.a.plan(eur(2800))
    number = await world.a.subscription(plan, token=CARD, auto_charge=auto_charge)
    await world.settle()
    return number


async def last_change(world: World, number: str) -> ChangeRow:
    async with world.books() as books:
        rows = [
            row
            for id in range(1, 20)
            if (row := await books.changes.find(id)) and row.subscription == number
        ]
    return rows[-1]


async def totals(world: World, number: str) -> list[int]:
    return [each.total_minor_units for each in await world.invoices(number)]


async def credited(world: World, number: str) -> list[int]:
    async with world.books() as books:
        notes = await books.credit_notes.of_subscription(number)
    return [each.total_minor_units for each in notes]


async def same_as_seen(world: World, number: str, seen: Preview) -> None:
    """The newest invoice and credit note are those that were shown, to the cent."""
    async with world.books() as books:
        invoice = (await world.invoices(number))[-1]
        lines = await books.invoices.lines(invoice.id)
    assert seen.invoice
    assert [
        (line.description, line.quantity, line.net_minor_units, line.tax_minor_units)
        for line in lines
    ] == [
        (
            line.item.description,
            line.item.quantity,
            line.taxed.net.minor_units,
            line.taxed.tax.minor_units,
        )
        for line in seen.invoice.lines
    ]
    assert invoice.total == seen.total
    assert invoice.paid_minor_units == seen.due_now.minor_units
    if seen.credit:
        assert (await credited(world, number))[-1] == seen.credit.total.minor_units


async def test_an_upgrade_now_costs_the_rest_of_the_term_and_gives_back_the_old(
    world: World,
) -> None:
    number = await begun(world)
    bigger = await world.a.plan(eur(5600))
    await world.advance_to("2055-02-15T10:00:00+00:00")

    seen = await done(world, number, CHANGE, plan=bigger)

    assert (seen.total, seen.due_now) == (eur(2800), eur(1400))
    assert seen.renewal
    assert (seen.renewal.on, seen.renewal.amount) == (date(2055, 3, 1), eur(5600))
    await same_as_seen(world, number, seen)
    assert (await world.subscription(number)).plan == bigger
    assert sum((await world.captured()).values()) == 2800 + 1400
    await world.advance_to("2055-03-02")
    assert await totals(world, number) == [2800, 2800, 5600]
    assert await world.mails() == ["receipt", "subscription_changed", "receipt", "receipt"]


async def test_a_change_whose_payment_is_declined_leaves_everything_as_it_was(
    world: World,
) -> None:
    number = await begun(world)
    bigger = await world.a.plan(eur(5600))
    await world.advance_to("2055-02-15T10:00:00+00:00")
    await world.behave(CARD, "decline:insufficient_funds")

    await done(world, number, CHANGE, plan=bigger)

    subscription = await world.subscription(number)
    assert (subscription.plan == bigger, subscription.status) == (False, SubscriptionStatus.LIVE)
    assert (await last_change(world, number)).status is ChangeStatus.DECLINED
    assert await totals(world, number) == [2800]
    assert await credited(world, number) == []
    assert (await world.mails())[-1] == "change_not_done"
    await world.behave(CARD, "approve")
    await world.advance_to("2055-03-02")
    assert await totals(world, number) == [2800, 2800]


async def test_while_a_change_is_being_paid_nothing_else_begins(world: World) -> None:
    number = await begun(world)
    bigger = await world.a.plan(eur(5600))
    await world.advance_to("2055-02-27T10:00:00+00:00")
    await world.behave(CARD, "processing:4320")

    await done(world, number, CHANGE, plan=bigger)

    for kind, payload in (
        (CHANGE, {"quantity": 3}),
        (PreviewKind.PAUSE, {"when": "now"}),
        (PreviewKind.CANCEL, {"mode": "immediately"}),
    ):
        command = await world.ask(
            {"change": "subscription", "pause": "pause", "cancel": "cancellation"}[kind],
            number,
            str(kind),
            by=ActorKind.STAFF,
            **payload,
        )
        assert command.code in {"ChangeUnderWay", "PaymentUnderWay"}, kind
    await world.advance_to("2055-03-05")
    assert (await world.subscription(number)).plan == bigger
    assert await totals(world, number) == [2800, 400, 5600]
    assert await world.invoice_dates(number) == [
        date(2055, 2, 1),
        date(2055, 2, 27),
        date(2055, 3, 1),
    ]


async def test_a_change_at_the_end_of_the_term_waits_for_it_and_can_be_withdrawn(
    world: World,
) -> None:
    number = await begun(world)
    smaller, bigger = await world.a.plan(eur(1000)), await world.a.plan(eur(9000))

    seen = await done(world, number, CHANGE, plan=smaller, when="end_of_term")
    await done(world, number, CHANGE, plan=bigger, when="end_of_term")

    assert seen.due_now == eur(0)
    assert seen.renewal
    assert seen.renewal.amount == eur(1000)
    await world.ask("subscription", number, "withdraw_change", by=ActorKind.STAFF)
    again = await world.ask("subscription", number, "withdraw_change", by=ActorKind.STAFF)
    assert again.code == "NoPendingChange"
    await done(world, number, CHANGE, plan=smaller, when="end_of_term")
    await world.advance_to("2055-03-02")
    assert await totals(world, number) == [2800, 1000]
    assert (await last_change(world, number)).status is ChangeStatus.APPLIED
    assert (await world.subscription(number)).plan == smaller


async def test_a_longer_interval_begins_a_new_term_today(world: World) -> None:
    number = await begun(world)
    annual = await world.a.plan(eur(30000), interval=YEARLY)
    await world.advance_to("2055-02-15T10:00:00+00:00")

    seen = await done(world, number, CHANGE, plan=annual)

    assert (seen.total, seen.due_now) == (eur(30000), eur(28600))
    await same_as_seen(world, number, seen)
    await world.advance_to("2056-02-16")
    assert await world.invoice_dates(number) == [
        date(2055, 2, 1),
        date(2055, 2, 15),
        date(2056, 2, 15),
    ]


async def test_addons_and_coupons_are_part_of_every_term(world: World) -> None:
    number = await begun(world)
    addon, coupon = await world.a.addon(eur(600)), await world.a.coupon(50)

    seen = await done(
        world, number, CHANGE, when="end_of_term", addons={addon: 2}, coupon=coupon, quantity=3
    )

    assert seen.renewal
    assert seen.renewal.amount == eur((3 * 2800 + 2 * 600) // 2)
    await world.advance_to("2055-04-02")
    assert await totals(world, number) == [2800, 4800, 4800]
    async with world.books() as books:
        redemption = await books.coupons.redemption(coupon, number)
    assert redemption
    assert redemption.first_on == date(2055, 3, 1)


async def test_whoever_pays_by_invoice_gets_it_with_the_change_at_once(world: World) -> None:
    number = await begun(world, auto_charge=False)
    bigger = await world.a.plan(eur(5600))
    await world.advance_to("2055-02-15T10:00:00+00:00")

    seen = await done(world, number, CHANGE, plan=bigger)

    assert (await world.subscription(number)).plan == bigger
    first, second = await world.invoices(number)
    assert second.total == seen.total
    assert first.balance.outstanding + second.balance.outstanding == eur(2800 + 1400)


async def test_nothing_happens_when_the_price_has_moved_since_somebody_looked(
    world: World,
) -> None:
    number = await begun(world)
    bigger = await world.a.plan(eur(5600))
    seen = await previewed(world, number, CHANGE, plan=bigger)
    async with world.books() as books:
        price = await books.plans.find_price(bigger, "EUR")
        assert price
        price.unit_minor_units = 9900

    command = await confirmed(world, number, seen, plan=bigger)

    assert command.code == "PreviewOutdated"
    assert await totals(world, number) == [2800]


async def test_a_plan_that_is_not_sold_any_more_does_not_hold_up_the_renewal(
    world: World,
) -> None:
    number = await begun(world)
    bigger = await world.a.plan(eur(5600))
    await done(world, number, CHANGE, plan=bigger, when="end_of_term")
    async with world.books() as books:
        price = await books.plans.find_price(bigger, "EUR")
        await books.session.delete(price)

    await world.advance_to("2055-03-02")

    assert await totals(world, number) == [2800, 2800]
    assert (await last_change(world, number)).drop_reason == "price_gone"
    assert "change_not_done" in await world.mails()


@pytest.mark.parametrize("behaviour", ["continue", "end"])
async def test_a_change_in_a_trial_goes_on_or_ends_it_as_the_organisation_has_it(
    world: World, behaviour: str
) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    await world.a.organisation()
    await world.a.preference("edit.enabled", True)
    await world.a.preference("edit.trial_behaviour", behaviour)
    number = await world.a.subscription(await world.a.plan(eur(2800), trial_days=14))
    longer = await world.a.plan(eur(5600), trial_days=20)
    await world.advance_to("2055-02-05T10:00:00+00:00")

    seen = await done(world, number, CHANGE, plan=longer, by=ActorKind.CONTACT)

    trial = await world.trial(number)
    if behaviour == "end":
        assert trial.status is TrialStatus.CONVERTED
        assert seen.due_now == eur(5600)
        assert await world.invoice_dates(number) == [date(2055, 2, 5)]
    else:
        assert (trial.status, trial.ends_at.date()) == (TrialStatus.RUNNING, date(2055, 2, 21))
        assert seen.due_now == eur(0)
        await world.advance_to("2055-02-22")
        assert await world.invoice_dates(number) == [date(2055, 2, 21)]
    assert await totals(world, number) == [5600]


async def test_what_is_bought_once_with_the_end_of_a_trial_is_on_its_first_invoice(
    world: World,
) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    await world.a.organisation()
    await world.a.preference("edit.enabled", True)
    number = await world.a.subscription(await world.a.plan(eur(2800), trial_days=14))
    extra = await world.a.addon(eur(900), kind=AddonKind.ONE_TIME)
    await world.settle()

    await done(world, number, CHANGE, addons={extra: 1}, quantity=2, by=ActorKind.CONTACT)

    assert (await world.trial(number)).status is TrialStatus.CONVERTED
    await world.advance_to("2055-03-02")
    assert await totals(world, number) == [6500, 5600]


async def test_a_change_takes_effect_when_the_organisation_has_it_so(world: World) -> None:
    number = await begun(world)
    await world.a.preference("edit.enabled", True)
    await world.a.preference("edit.when", "immediate")
    await world.a.preference("edit.downgrade_when", "same")
    bigger = await world.a.plan(eur(5600))

    await done(world, number, CHANGE, plan=bigger, when="end_of_term", by=ActorKind.CONTACT)

    assert (await world.subscription(number)).plan == bigger
    assert (await last_change(world, number)).status is ChangeStatus.APPLIED
    await world.a.preference("edit.when", "end_of_term")
    smaller = await world.a.plan(eur(1000))
    await done(world, number, CHANGE, plan=smaller, when="immediate", by=ActorKind.CONTACT)
    assert (await world.subscription(number)).plan == bigger


async def test_a_declined_change_leaves_the_trial_running(world: World) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    await world.a.organisation()
    await world.a.preference("edit.enabled", True)
    plan = await world.a.plan(eur(2800), trial_days=14)
    number = await world.a.subscription(plan, token=CARD)
    other = await world.a.plan(eur(5600), trial_days=20)
    await world.settle()
    await world.behave(CARD, "decline:insufficient_funds")

    await done(world, number, CHANGE, plan=other, by=ActorKind.CONTACT)

    assert (await world.trial(number)).status is TrialStatus.RUNNING
    assert (await world.subscription(number)).plan == plan
    assert await totals(world, number) == []


async def test_customers_may_change_only_what_the_organisation_lets_them(world: World) -> None:
    number = await begun(world)
    bigger = await world.a.plan(eur(5600))

    command = await world.ask("subscription", number, "change", plan=bigger)
    assert command.code == "SwitchedOff"
    await world.a.preference("edit.enabled", True)
    await world.a.preference("edit.plan", "downgrade")
    command = await world.ask("subscription", number, "change", plan=bigger)
    assert command.code == "PlanNotChangeable"
