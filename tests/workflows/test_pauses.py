"""Pauses: now, at the end of the term or on a day; resumed by a date, by hand, or never."""

from datetime import date

import pytest

from domain.commands import ActorKind
from domain.money import Money
from domain.pauses import PauseStatus
from domain.previews import PreviewKind
from domain.subscriptions import SubscriptionStatus
from storage.pauses import PauseRow
from tests.support.steps import confirmed, done, previewed
from tests.support.world import World

PAUSE, RESUME = PreviewKind.PAUSE, PreviewKind.RESUME
CARD = "pm_card_visa_moody"


def eur(cents: int) -> Money:
    return Money(cents, "EUR")


async def begun(world: World, *, credit: bool = False, policy: str = "continue") -> str:
    """31.00 a month from the 31st of January on: its term goes to the 28th of February."""
    await world.advance_to("2055-01-31T10:00:00+00:00")
    await world.a.organisation()
    await world.a.preference("pause.credit_note", credit)
    await world.a.preference("pause.resume_policy", policy)
    number = await world.a.subscription(token=CARD)
    await world.settle()
    return number


async def pause_of(world: World, number: str) -> PauseRow:
    async with world.books() as books:
        row = await books.pauses.last_of(number)
    assert row is not None
    return row


async def credits_of(world: World, number: str) -> list[int]:
    async with world.books() as books:
        notes = await books.credit_notes.of_subscription(number)
    return [each.total_minor_units for each in notes]


async def status(world: World, number: str) -> SubscriptionStatus:
    return (await world.subscription(number)).status


async def test_tv_43_and_44_a_pause_gives_back_its_days_and_a_new_term_uses_them(
    world: World,
) -> None:
    number = await begun(world, credit=True, policy="new_period")
    await world.advance_to("2055-02-10T10:00:00+00:00")

    seen = await done(world, number, PAUSE, when="now")

    assert seen.credit
    assert seen.credit.total == eur(1993)
    assert await credits_of(world, number) == [1993]
    assert await status(world, number) is SubscriptionStatus.PAUSED
    await world.advance_to("2055-03-10T10:00:00+00:00")
    assert len(await world.invoices(number)) == 1

    seen = await done(world, number, RESUME)

    assert seen.due_now == eur(1107)
    assert await world.invoice_dates(number) == [date(2055, 1, 31), date(2055, 3, 10)]
    assert sum((await world.captured()).values()) == 3100 + 1107
    await world.advance_to("2055-04-11")
    assert (await world.invoice_dates(number))[-1] == date(2055, 4, 10)
    assert await status(world, number) is SubscriptionStatus.LIVE


async def test_a_pause_at_the_end_of_the_term_rests_there_and_resumes_by_itself(
    world: World,
) -> None:
    number = await begun(world)

    seen = await done(world, number, PAUSE, when="end_of_term", resume_on="2055-04-10")

    assert await status(world, number) is SubscriptionStatus.LIVE
    assert seen.renewal
    await world.advance_to("2055-03-05")
    assert await status(world, number) is SubscriptionStatus.PAUSED
    await world.advance_to("2055-04-11")
    assert await status(world, number) is SubscriptionStatus.LIVE
    # The boundaries stay: from the day it resumes to the end of April, nothing for the rest.
    assert await world.invoice_dates(number) == [date(2055, 1, 31), date(2055, 4, 10)]
    assert (await world.invoices(number))[-1].total == seen.renewal.amount
    await world.advance_to("2055-05-01")
    assert (await world.invoice_dates(number))[-1] == date(2055, 4, 30)
    assert (await pause_of(world, number)).status is PauseStatus.RESUMED


async def test_a_resumption_within_the_paid_term_costs_nothing(world: World) -> None:
    number = await begun(world)
    await world.advance_to("2055-02-05T10:00:00+00:00")
    await done(world, number, PAUSE, when="now", resume_on="2055-02-15")

    await world.advance_to("2055-03-01")

    assert await world.invoice_dates(number) == [date(2055, 1, 31), date(2055, 2, 28)]


async def test_tv_53_a_deleted_schedule_takes_both_days_away(world: World) -> None:
    number = await begun(world)
    staff = ActorKind.STAFF
    await done(world, number, PAUSE, when="date", pause_on="2055-02-20", resume_on="2055-03-20")

    await world.ask("pause", number, "delete_schedule", by=staff)

    await world.advance_to("2055-04-01")
    assert await status(world, number) is SubscriptionStatus.LIVE
    assert (await pause_of(world, number)).status is PauseStatus.DELETED
    assert len(await world.invoices(number)) == 3
    again = await world.ask("pause", number, "delete_schedule", by=staff)
    assert again.code == "NotPaused"


async def test_a_running_pause_whose_schedule_is_deleted_waits_for_somebody(world: World) -> None:
    number = await begun(world)
    await done(world, number, PAUSE, when="now", resume_on="2055-03-20")

    await world.ask("pause", number, "delete_schedule", by=ActorKind.STAFF)
    await world.advance_to("2055-06-01")

    assert await status(world, number) is SubscriptionStatus.PAUSED
    await world.ask("pause", number, "change_schedule", by=ActorKind.STAFF, resume_on="2055-06-10")
    await world.advance_to("2055-06-11")
    assert await status(world, number) is SubscriptionStatus.LIVE


async def test_a_pause_can_begin_and_end_on_other_days_than_it_was_scheduled_for(
    world: World,
) -> None:
    number = await begun(world)
    await done(world, number, PAUSE, when="date", pause_on="2055-02-20")

    await world.ask(
        "pause",
        number,
        "change_schedule",
        by=ActorKind.STAFF,
        when="date",
        pause_on="2055-02-15",
        resume_on="2055-03-01",
    )

    await world.advance_to("2055-02-16")
    assert await status(world, number) is SubscriptionStatus.PAUSED
    await world.advance_to("2055-03-02")
    assert await status(world, number) is SubscriptionStatus.LIVE


async def test_tv_50_a_pause_drops_the_change_that_was_to_come_and_says_so(world: World) -> None:
    number = await begun(world)
    other = await world.a.plan(eur(6200))
    await done(world, number, PreviewKind.CHANGE, plan=other, when="end_of_term")

    await done(world, number, PAUSE, when="end_of_term", resume_on="2055-03-31")
    await world.advance_to("2055-04-05")

    assert (await world.subscription(number)).plan != other
    assert "change_not_done" in await world.mails()


async def test_tv_49_a_cancellation_wins_over_a_pause(world: World) -> None:
    number = await begun(world)
    await done(world, number, PAUSE, when="end_of_term")

    await world.ask("cancellation", number, "cancel", by=ActorKind.STAFF, mode="end_of_term")
    await world.advance_to("2055-03-05")

    assert await status(world, number) is SubscriptionStatus.CANCELLED
    assert (await pause_of(world, number)).status is PauseStatus.STOPPED


async def test_a_pause_is_no_escape_from_a_debt(world: World) -> None:
    number = await begun(world)
    await done(world, number, PAUSE, when="date", pause_on="2055-03-05")
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-03-01")
    assert await status(world, number) is SubscriptionStatus.DUNNING

    await world.advance_to("2055-03-06")

    assert (await pause_of(world, number)).status is PauseStatus.STOPPED
    refused = await world.ask("pause", number, "pause", by=ActorKind.STAFF, when="now")
    assert refused.code == "PayFirst"


async def test_tv_48_a_fixed_term_runs_out_while_it_rests(world: World) -> None:
    await world.advance_to("2055-01-31T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(billing_cycles=1))
    await world.settle()
    await done(world, number, PAUSE, when="now", resume_on="2055-03-10")
    await world.advance_to("2055-03-01")

    refused = await world.ask("pause", number, "resume", by=ActorKind.STAFF)
    assert refused.code == "FixedTermOver"
    await world.advance_to("2055-03-11")

    assert await status(world, number) is SubscriptionStatus.EXPIRED
    assert len(await world.invoices(number)) == 1


@pytest.mark.parametrize(
    ("preferences", "payload", "code"),
    [
        ({}, {"when": "end_of_term"}, "SwitchedOff"),
        ({"pause.enabled": True}, {"when": "now"}, "PauseDayNotOffered"),
        (
            {"pause.enabled": True},
            {"when": "end_of_term", "resume_on": "2055-04-01"},
            "ResumeNotAllowed",
        ),
        (
            {"pause.enabled": True, "resume.enabled": True, "pause.max_days": 10},
            {"when": "end_of_term", "resume_on": "2055-04-01"},
            "PauseTooLong",
        ),
        ({"pause.enabled": True}, {"when": "date", "pause_on": "2055-01-01"}, "PauseInThePast"),
    ],
)
async def test_customers_pause_within_the_rules_of_the_organisation(
    world: World, preferences: dict[str, object], payload: dict[str, str], code: str
) -> None:
    number = await begun(world)
    for key, value in preferences.items():
        await world.a.preference(key, value)

    command = await world.ask("pause", number, "pause", by=ActorKind.CONTACT, **payload)

    assert command.code == code
    assert await status(world, number) is SubscriptionStatus.LIVE


async def test_nothing_resumes_at_an_amount_that_nobody_saw(world: World) -> None:
    number = await begun(world)
    await done(world, number, PAUSE, when="now")
    await world.advance_to("2055-03-10T10:00:00+00:00")
    seen = await previewed(world, number, RESUME)
    await world.advance_to("2055-03-15T10:00:00+00:00")

    command = await confirmed(world, number, seen)

    assert command.code == "PreviewOutdated"
    assert await status(world, number) is SubscriptionStatus.PAUSED
