"""Payment methods: given on the processor's page, used at once, reminded of, replaced, removed."""

from datetime import UTC, datetime

import pytest

from domain.commands import ActorKind, CommandStatus
from domain.dunning import DunningStatus
from domain.payments import PaymentStatus
from domain.set_ups import SetUpStatus
from domain.subscriptions import SubscriptionStatus
from storage.payment_methods import PaymentMethodRow
from storage.set_ups import SetUpRow
from tests.support.giver import Giver
from tests.support.payer import Payer
from tests.support.world import World

START = "2055-01-10T10:00:00+00:00"
CARD = "pm_card_visa_moody"


async def methods(world: World, customer: str) -> dict[str, PaymentMethodRow]:
    async with world.books() as books:
        return {row.number: row for row in await books.payment_methods.of_customer(customer)}


async def set_up(world: World, number: str) -> SetUpRow:
    async with world.books() as books:
        return await books.set_ups.get(number)


async def charged(world: World, subscription: str) -> str | None:
    return (await world.subscription(subscription)).payment_method


@pytest.fixture
async def giver(world: World) -> Giver:
    await world.advance_to(START)
    return Giver(world, await world.a.customer())


async def test_a_method_that_is_given_is_saved_and_the_first_is_the_default(
    world: World, giver: Giver
) -> None:
    first = await giver.give("pm_card_visa")
    second = await giver.give("pm_card_mastercard")

    found = await methods(world, giver.customer)
    assert {number: row.is_default for number, row in found.items()} == {
        first: True,
        second: False,
    }
    assert (found[first].brand, found[first].last4) == ("Visa", "4242")
    assert await world.captured() == {}
    assert (await set_up(world, first)).hosted_url is None


async def test_a_subscription_that_had_nothing_to_charge_is_charged_to_the_first_one(
    world: World, giver: Giver
) -> None:
    number = await world.a.subscription(customer=giver.customer, token=None)
    await world.settle()
    assert (await world.subscription(number)).status is SubscriptionStatus.DUNNING

    method = await giver.give()

    assert await charged(world, number) == method
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert len(await world.captured()) == 1


async def test_a_replaced_method_moves_every_subscription_and_dunning_tries_it_at_once(
    world: World, giver: Giver
) -> None:
    customer = giver.customer
    number = await world.a.subscription(customer=customer, token=CARD)
    await world.settle()
    old = await charged(world, number)
    other = await world.a.subscription(customer=customer, token="pm_card_visa_other")
    third = await world.a.subscription(customer=customer, token=None, auto_charge=False)
    await world.ask("method", str(old), "assign", subscription=third)
    await world.behave(CARD, "decline:lost_card")
    await world.advance_to("2055-02-11")
    assert (await world.subscription(number)).status is SubscriptionStatus.DUNNING
    before = await charged(world, other)

    new = await giver.give(replaces=old)

    assert [await charged(world, each) for each in (number, third, other)] == [new, new, before]
    assert str(old) not in await methods(world, customer)
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    async with world.books() as books:
        run = await books.dunning.for_invoice((await world.invoices(number))[-1].id)
    assert run is not None
    assert run.status is DunningStatus.RECOVERED


async def test_a_method_for_one_subscription_leaves_the_others_and_one_for_all_does_not(
    world: World, giver: Giver
) -> None:
    first = await world.a.subscription(customer=giver.customer)
    second = await world.a.subscription(customer=giver.customer, token="pm_card_visa_other")
    await world.settle()
    untouched = await charged(world, second)

    for_one = await giver.give(subscription=first)
    assert [await charged(world, first), await charged(world, second)] == [for_one, untouched]

    for_all = await giver.give(for_all=True, make_default=True)
    assert [await charged(world, first), await charged(world, second)] == [for_all] * 2
    assert (await methods(world, giver.customer))[for_all].is_default


async def test_a_page_that_nobody_uses_closes_and_saves_nothing(world: World, giver: Giver) -> None:
    number = await giver.open()
    await world.advance_to("2055-01-10T12:00:00+00:00")

    assert (await set_up(world, number)).status is SetUpStatus.CANCELLED
    assert await methods(world, giver.customer) == {}


async def test_who_gives_a_method_and_does_not_come_back_has_given_it(
    world: World, giver: Giver
) -> None:
    number = await giver.open()
    await giver.choose(number)
    await world.advance_to("2055-01-10T10:05:00+00:00")

    assert (await set_up(world, number)).status is SetUpStatus.SAVED
    assert list(await methods(world, giver.customer)) == [number]


async def test_a_card_that_its_bank_has_blocked_is_not_saved(world: World, giver: Giver) -> None:
    number = await giver.give("pm_card_lost")

    row = await set_up(world, number)
    assert (row.status, row.failure_code) == (SetUpStatus.FAILED, "lost_card")
    assert await methods(world, giver.customer) == {}


async def test_calling_it_off_closes_the_page(world: World, giver: Giver) -> None:
    number = await giver.open()
    await world.ask("method", number, "abandon", customer=giver.customer)
    await world.settle()

    assert (await set_up(world, number)).status is SetUpStatus.CANCELLED


async def test_a_bank_account_is_given_only_where_staff_allow_it(
    world: World, giver: Giver
) -> None:
    refused = await giver.open()
    await giver.choose(refused, "pm_bank_account")
    await giver.come_back(refused)
    assert (await set_up(world, refused)).status is SetUpStatus.WAITING

    await world.a.allow_bank_account(giver.customer)
    number = await giver.give("pm_bank_account")
    assert (await methods(world, giver.customer))[number].brand == "SEPA"


async def test_a_method_that_is_charged_is_not_removed_unless_another_takes_its_place(
    world: World, giver: Giver
) -> None:
    number = await world.a.subscription(customer=giver.customer)
    await world.settle()
    old = str(await charged(world, number))

    refused = await world.ask("method", old, "remove")
    assert (refused.code, await charged(world, number)) == ("MethodInUse", old)

    other = await giver.give()
    moved = await world.ask("method", old, "remove", replacement=other)
    assert (moved.status, await charged(world, number)) == (CommandStatus.APPLIED, other)
    assert list(await methods(world, giver.customer)) == [other]


async def test_a_method_of_a_subscription_that_is_not_charged_can_be_removed(
    world: World, giver: Giver
) -> None:
    number = await world.a.subscription(customer=giver.customer, auto_charge=False)
    await world.settle()
    old = str(await charged(world, number))

    done = await world.ask("method", old, "remove")
    again = await world.ask("method", old, "remove")

    assert (done.status, again.code) == (CommandStatus.APPLIED, "NoSuchMethod")
    assert await charged(world, number) is None


async def test_what_the_organisation_has_switched_off_is_refused_to_customers_alone(
    world: World, giver: Giver
) -> None:
    await world.a.organisation()
    method = await giver.give()
    await world.a.preference("edit.payment_methods", False)

    by_customer = await world.ask("method", method, "remove")
    by_staff = await world.ask("method", method, "remove", by=ActorKind.STAFF)

    assert (by_customer.code, by_staff.status) == ("SwitchedOff", CommandStatus.APPLIED)


async def test_the_expiry_is_told_of_once_before_and_once_after_it(
    world: World, giver: Giver
) -> None:
    number = await world.a.subscription(customer=giver.customer, auto_charge=False, token=None)
    await giver.give(subscription=number)
    await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=True)
    found = (await methods(world, giver.customer)).popitem()[1]
    assert (found.expires_month, found.expires_year) == (12, 2059)
    async with world.books() as books:  # Not that many renewals in one test.
        (await books.subscriptions.get(number)).renews_at = datetime(2070, 1, 1, tzinfo=UTC)

    await world.advance_to("2059-12-01")
    assert "method_expiring" not in await world.mails()
    await world.advance_to("2059-12-03")
    assert (await world.mails()).count("method_expiring") == 1
    await world.advance_to("2060-01-02")

    assert (await world.mails()).count("method_expiring") == 1
    assert (await world.mails()).count("method_expired") == 1
    refused = await world.ask("method", found.number, "make_default")
    assert refused.code == "MethodHasExpired"


async def test_nobody_is_reminded_of_a_card_that_is_charged_for_nothing(
    world: World, giver: Giver
) -> None:
    await giver.give()

    await world.advance_to("2060-01-02")

    assert await world.mails() == []


async def test_a_card_that_is_kept_when_an_invoice_is_paid_is_that_of_its_subscription(
    world: World, giver: Giver
) -> None:
    number = await world.a.subscription(customer=giver.customer, token=None, auto_charge=False)
    await world.settle()
    [invoice] = await world.invoices(number)

    payment = await Payer(world).pay(invoice, save=True)

    assert payment.status is PaymentStatus.SUCCEEDED
    assert await charged(world, number) == payment.method
    assert (await methods(world, giver.customer))[str(payment.method)].is_default


async def test_a_new_subscription_that_is_to_be_charged_is_charged_to_the_default(
    world: World, giver: Giver
) -> None:
    method = await giver.give()

    number = await world.a.subscription(customer=giver.customer, token=None)
    await world.settle()

    assert await charged(world, number) == method
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE


async def test_nobody_pays_with_what_has_expired_or_is_not_allowed(
    world: World, giver: Giver
) -> None:
    number = await world.a.subscription(customer=giver.customer, token=None, auto_charge=False)
    await world.a.allow_bank_account(giver.customer)
    account = await giver.give("pm_bank_account")
    card = await giver.give("pm_card_visa")
    [invoice] = await world.invoices(number)
    async with world.books() as books:
        (await books.customers.get(giver.customer)).bank_account_allowed = False
        (await books.payment_methods.get(card)).expires_year = 2054

    refused = [(await Payer(world).ask([invoice], method=each)).code for each in (account, card)]

    assert refused == ["BankAccountNotAllowed", "MethodHasExpired"]
