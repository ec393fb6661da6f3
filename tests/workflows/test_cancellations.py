"""Cancellations: at once or at the end of the term, taken back in time; and reactivations."""

from datetime import date

import pytest

from domain.cancellations import CancellationStatus
from domain.commands import ActorKind
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.numbers import Series
from domain.previews import PreviewKind
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.support.steps import done
from tests.support.world import World

CANCEL, REACTIVATE = PreviewKind.CANCEL, PreviewKind.REACTIVATE
STAFF = ActorKind.STAFF
CARD = "pm_card_visa_moody"


def eur(cents: int) -> Money:
    return Money(cents, "EUR")


async def begun(world: World, *, auto_charge: bool = True) -> str:
    """28.00 a month from the 1st of February on."""
    await world.advance_to("2055-02-01T10:00:00+00:00")
    plan = await world.a.plan(eur(2800))
    number = await world.a.subscription(plan, token=CARD, auto_charge=auto_charge)
    await world.settle()
    return number


async def status(world: World, number: str) -> SubscriptionStatus:
    return (await world.subscription(number)).status


async def cancelled(world: World, number: str, mode: str, **payload: object) -> str | None:
    command = await world.ask("cancellation", number, "cancel", by=STAFF, mode=mode, **payload)
    await world.settle()
    return command.code


async def test_tv_66_cancelled_for_the_end_it_is_served_until_then_and_not_billed_again(
    world: World,
) -> None:
    number = await begun(world)

    assert await cancelled(world, number, "end_of_term", reason="unused") is None

    assert await status(world, number) is SubscriptionStatus.NON_RENEWING
    assert await cancelled(world, number, "end_of_term") == "CancelledAlready"
    await world.advance_to("2055-03-02")
    assert await status(world, number) is SubscriptionStatus.CANCELLED
    assert len(await world.invoices(number)) == 1
    async with world.books() as books:
        row = await books.cancellations.get(number)
    assert (row.status, row.reason) == (CancellationStatus.CANCELLED, "unused")
    assert (await world.mails()).count("cancelled") == 1


async def test_a_cancellation_can_be_taken_back_until_the_last_second(world: World) -> None:
    number = await begun(world)
    await cancelled(world, number, "end_of_term")
    await world.advance_to("2055-03-01T05:59:58+00:00")

    command = await world.ask("cancellation", number, "remove", by=STAFF)

    assert command.code is None
    await world.advance_to("2055-03-02")
    assert await status(world, number) is SubscriptionStatus.LIVE
    assert len(await world.invoices(number)) == 2
    assert "subscription_changed" in await world.mails()


async def test_taken_back_too_late_it_stays_cancelled(world: World) -> None:
    number = await begun(world)
    await cancelled(world, number, "end_of_term")
    await world.advance_to("2055-03-02")

    command = await world.ask("cancellation", number, "remove", by=STAFF)

    assert command.code == "TooLateToRemove"


async def test_tv_27_cancelled_now_with_credit_what_was_not_used_is_given_back(
    world: World,
) -> None:
    number = await begun(world)
    await world.advance_to("2055-02-08T10:00:00+00:00")

    seen = await done(world, number, CANCEL, mode="immediately", credit="prorate")

    assert seen.credit
    assert seen.credit.total == eur(2100)
    assert await status(world, number) is SubscriptionStatus.CANCELLED
    async with world.books() as books:
        customer = (await books.subscriptions.get(number)).customer
        assert list(await books.journal.credits(customer)) == [eur(2100)]


async def test_what_is_given_back_is_used_for_what_is_still_open(world: World) -> None:
    number = await begun(world, auto_charge=False)
    await world.advance_to("2055-02-15T10:00:00+00:00")

    await done(world, number, CANCEL, mode="immediately", credit="prorate")

    [invoice] = await world.invoices(number)
    assert invoice.balance.outstanding == eur(1400)
    assert invoice.status is InvoiceStatus.PARTIALLY_PAID


@pytest.mark.parametrize(
    ("open_invoices", "expected"),
    [("leave", InvoiceStatus.OPEN), ("write_off", InvoiceStatus.WRITTEN_OFF)],
)
async def test_tv_68_in_dunning_it_is_cancelled_at_once_and_the_retries_stop(
    world: World, open_invoices: str, expected: InvoiceStatus
) -> None:
    number = await begun(world)
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-03-01T12:00:00+00:00")
    assert await cancelled(world, number, "end_of_term") == "OnlyAtOnce"

    assert await cancelled(world, number, "immediately", open_invoices=open_invoices) is None

    await world.advance_to("2055-04-20")
    assert await status(world, number) is SubscriptionStatus.CANCELLED
    assert [each.status for each in await world.invoices(number)] == [
        InvoiceStatus.PAID,
        expected,
    ]
    assert (await world.mails()).count("cancelled") == 1


async def test_tv_41_a_trial_that_was_to_be_cancelled_and_is_kept_converts(world: World) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(trial_days=14))
    await world.settle()
    await cancelled(world, number, "end_of_term")
    assert await status(world, number) is SubscriptionStatus.NON_RENEWING

    await world.ask("cancellation", number, "remove", by=STAFF)

    assert await status(world, number) is SubscriptionStatus.TRIAL
    await world.advance_to("2055-02-16")
    assert await status(world, number) is SubscriptionStatus.LIVE
    assert (await world.trial(number)).status is TrialStatus.CONVERTED


async def test_a_trial_that_is_cancelled_never_has_an_invoice(world: World) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(trial_days=14))
    await world.settle()
    await cancelled(world, number, "end_of_term")

    await world.advance_to("2055-03-01")

    assert await status(world, number) is SubscriptionStatus.CANCELLED
    assert await world.invoices(number) == []
    assert await world.captured() == {}


async def test_what_was_cancelled_begins_a_new_term_on_the_day_it_is_reactivated(
    world: World,
) -> None:
    number = await begun(world)
    await cancelled(world, number, "end_of_term")
    await world.advance_to("2055-04-10T10:00:00+00:00")

    seen = await done(world, number, REACTIVATE)

    assert seen.due_now == eur(2800)
    assert await status(world, number) is SubscriptionStatus.LIVE
    await world.advance_to("2055-05-11")
    assert await world.invoice_dates(number) == [
        date(2055, 2, 1),
        date(2055, 4, 10),
        date(2055, 5, 10),
    ]


async def test_a_reactivation_whose_payment_is_declined_does_not_happen(world: World) -> None:
    number = await begun(world)
    await cancelled(world, number, "immediately")
    await world.behave(CARD, "decline:lost_card")

    await done(world, number, REACTIVATE)

    assert await status(world, number) is SubscriptionStatus.CANCELLED
    assert len(await world.invoices(number)) == 1
    assert "change_not_done" in await world.mails()


async def test_tv_72_reactivated_it_may_be_something_else_if_editing_is_allowed(
    world: World,
) -> None:
    number = await begun(world)
    other, before = await world.a.plan(eur(5600)), (await world.subscription(number)).plan
    await cancelled(world, number, "immediately")
    await world.a.preference("reactivate.enabled", True)

    await done(world, number, REACTIVATE, by=ActorKind.CONTACT, plan=other)
    assert (await world.subscription(number)).plan == before
    await cancelled(world, number, "immediately")
    await world.a.preference("edit.enabled", True)
    await done(world, number, REACTIVATE, by=ActorKind.CONTACT, plan=other)

    assert (await world.subscription(number)).plan == other


async def test_what_dunning_ended_goes_on_in_its_term_once_what_is_overdue_is_paid(
    world: World,
) -> None:
    number = await begun(world)
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-03-09T10:00:00+00:00")
    assert await status(world, number) is SubscriptionStatus.CANCELLED_FROM_DUNNING
    refused = await world.ask("subscription", number, "reactivate", by=STAFF)
    assert refused.code == "OverdueFirst"
    await world.behave(CARD, "approve")
    invoice = (await world.invoices(number))[-1]
    subscription = await world.subscription(number)
    async with world.books() as books:
        payment = await books.numbers.take(Series.PAYMENT)
    await world.ask(
        "payment",
        payment,
        "pay",
        invoices=[{"number": invoice.number, "minor_units": 2800}],
        method=subscription.payment_method,
    )
    await world.settle()

    seen = await done(world, number, REACTIVATE)

    assert seen.invoice is None
    assert await status(world, number) is SubscriptionStatus.LIVE
    await world.advance_to("2055-04-02")
    assert (await world.invoice_dates(number))[-1] == date(2055, 4, 1)


async def test_what_has_expired_is_reactivated_for_as_many_terms_as_staff_say(
    world: World,
) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    number = await world.a.subscription(await world.a.plan(eur(2800), billing_cycles=1))
    await world.advance_to("2055-03-05T10:00:00+00:00")
    assert await status(world, number) is SubscriptionStatus.EXPIRED

    await done(world, number, REACTIVATE, cycles=2)
    await world.advance_to("2055-07-01")

    assert len(await world.invoices(number)) == 3
    assert await status(world, number) is SubscriptionStatus.EXPIRED


async def test_customers_cancel_as_the_organisation_lets_them(world: World) -> None:
    number = await begun(world)

    async def asks(mode: str, reason: str | None = None) -> str | None:
        command = await world.ask("cancellation", number, "cancel", mode=mode, reason=reason)
        return command.code

    assert await asks("end_of_term") == "SwitchedOff"
    await world.a.preference("cancel.enabled", True)
    assert await asks("immediately") == "CancelModeNotOffered"
    await world.a.preference("cancel.reason_required", True)
    assert await asks("end_of_term") == "ReasonMissing"
    assert await asks("end_of_term", "other") is None
