"""Fourteen months of one customer.

An invitation is accepted. A trial turns into a subscription of the 31st; each month is billed on
its last day. In the eighth month the card fails: three mails ask for money, the customer pays by
hand, the subscription goes on. In the tenth the bank takes its time, in the twelfth the answer is
lost.
"""

import re
import time
from datetime import UTC, date, datetime, timedelta

from activities.invitations import accept_invitation
from domain.commands import ActorKind
from domain.dunning import DunningStatus
from domain.invoices import InvoiceStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.support.payer import Payer
from tests.support.world import PORTAL, World

CARD = "pm_card_visa_acme"
MONTH_ENDS = [
    date(2055, 1, 31),
    date(2055, 2, 28),
    date(2055, 3, 31),
    date(2055, 4, 30),
    date(2055, 5, 31),
    date(2055, 6, 30),
    date(2055, 7, 31),
    date(2055, 8, 31),
    date(2055, 9, 30),
    date(2055, 10, 31),
    date(2055, 11, 30),
    date(2055, 12, 31),
    date(2056, 1, 31),
    date(2056, 2, 29),
]


async def test_fourteen_months(world: World) -> None:
    await world.advance_to("2055-01-17T10:00:00+00:00")
    customer = await world.a.customer(time_zone="Europe/Vienna")
    plan = await world.a.plan(trial_days=14, setup_fee=1900)
    await invite(world, customer)
    number = await world.a.subscription(plan, customer=customer, token=CARD)

    begun = time.perf_counter()
    await world.advance_to("2055-07-31")
    seconds = (time.perf_counter() - begun) / 6 * 12
    print(f"a quiet subscription-year takes {seconds:.2f} s")  # noqa: T201 - a figure to look at
    assert await world.invoice_dates(number) == MONTH_ENDS[:7]
    assert (await world.trial(number)).status is TrialStatus.CONVERTED
    await a_card_fails_and_is_paid_by_hand(world, number)
    await a_bank_takes_its_time(world, number)
    await an_answer_is_lost(world, number)
    await world.advance_to("2056-03-01")

    await all_is_well(world, number)


async def invite(world: World, customer: str) -> None:
    person = await world.a.contact_of(customer)
    await world.ask("invitation", person, "invite", by=ActorKind.STAFF)
    await world.settle()
    link = re.search(rf"{re.escape(PORTAL)}/invitation/(\S+)", world.postbag.mails[0].text)
    assert link
    digest = world.parts.links.digest(link[1])
    async with world.books() as books:
        await accept_invitation(books, digest, "a-hash", await world.clock.read())
    await world.parts.post.deliver(books.told)


async def a_card_fails_and_is_paid_by_hand(world: World, number: str) -> None:
    await world.behave(CARD, "decline:insufficient_funds")
    await world.advance_to("2055-09-04T10:00:00+00:00")
    assert (await world.subscription(number)).status is SubscriptionStatus.DUNNING
    await world.behave(CARD, "approve")
    failed = (await world.invoices(number))[-1]
    assert failed.issued_on == date(2055, 8, 31)

    await Payer(world).pay(failed)

    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    async with world.books() as books:
        run = await books.dunning.get(failed.number)
    assert (run.status, run.attempts) == (DunningStatus.RECOVERED, 3)


async def a_bank_takes_its_time(world: World, number: str) -> None:
    await world.behave(CARD, "processing:259200")
    await world.advance_to("2055-11-01T10:00:00+00:00")
    assert (await world.invoices(number))[-1].status is InvoiceStatus.OPEN
    await world.advance_to("2055-11-04")
    assert (await world.invoices(number))[-1].status is InvoiceStatus.PAID
    await world.behave(CARD, "approve")


async def an_answer_is_lost(world: World, number: str) -> None:
    await world.advance_to("2055-12-30")
    await world.behave(CARD, "charge_then_drop")
    await world.advance_to(datetime(2055, 12, 31, 6, tzinfo=UTC) + timedelta(minutes=1))
    assert (await world.invoices(number))[-1].status is InvoiceStatus.PAID
    await world.behave(CARD, "approve")


async def all_is_well(world: World, number: str) -> None:
    subscription = await world.subscription(number)
    assert (subscription.status, subscription.anchor_day) == (SubscriptionStatus.LIVE, 31)
    invoices = await world.invoices(number)
    assert [each.issued_on for each in invoices] == MONTH_ENDS
    assert [each.number for each in invoices] == [f"INV-{n:06d}" for n in range(1, 15)]
    assert {each.status for each in invoices} == {InvoiceStatus.PAID}
    await the_ledgers_agree(world, [each.total_minor_units for each in invoices])
    assert await world.mails() == [
        "invitation",
        "trial_ending",
        *["trial_converted", "receipt"],
        *["receipt"] * 6,
        *["charge_failed"] * 3,
        *["recovered", "receipt"],
        *["receipt"] * 6,
    ]
    sent = [mail.message_id for mail in world.postbag.mails]
    assert len(sent) == len(set(sent))
    assert await world.disorder() == []


async def the_ledgers_agree(world: World, totals: list[int]) -> None:
    """What the processor took is what we booked, payment by payment, and what was invoiced."""
    taken = await world.captured()
    async with world.books() as books:
        payments = [await books.payments.get(number) for number in taken]
        succeeded = await books.payments.page(payments[0].customer, limit=100)
    assert totals == [5000, *[3100] * 13]
    assert sum(taken.values()) == sum(totals)
    assert {each.number: each.amount_minor_units for each in payments} == taken
    assert {each.number for each in succeeded if each.status == "succeeded"} == set(taken)
