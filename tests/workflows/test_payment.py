"""Payments: paid on the processor's page or with a saved method, booked once, whatever happens."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from activities.contracts import ProcessorAnswer
from domain.commands import CommandStatus
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.payments import FailureClass, PaymentStatus
from domain.processor import Charge, ChargeStatus
from domain.refunds import RefundCause
from storage.invoices import InvoiceRow
from storage.payment_methods import PaymentMethodRow
from tests.support.payer import Payer
from tests.support.world import World

START = "2055-01-10T10:00:00+00:00"
EUR_31 = Money(3100, "EUR")


async def owed(world: World, *prices: Money, customer: str | None = None) -> Sequence[InvoiceRow]:
    """Open invoices of one customer, one for each price; the oldest first."""
    await world.advance_to(START)
    first = customer or await world.a.customer()
    invoices: list[InvoiceRow] = []
    for price in prices or (EUR_31,):
        plan = await world.a.plan(price)
        number = await world.a.subscription(plan, customer=first, token=None, auto_charge=False)
        await world.settle()
        invoices += await world.invoices(number)
    return invoices


async def status_of(world: World, invoice: InvoiceRow) -> InvoiceStatus:
    async with world.books() as books:
        return (await books.invoices.get(invoice.id)).status


async def receipts(world: World) -> int:
    return (await world.mails()).count("receipt")


async def booked(world: World, payment: str) -> int:
    """How many journal entries there are for the payment."""
    async with world.books() as books:
        found = await books.session.scalar(
            text("SELECT count(*) FROM journal_entries WHERE document = :payment"),
            {"payment": payment},
        )
    return int(found or 0)


async def test_an_invoice_is_paid_on_the_processors_page(world: World) -> None:
    [invoice] = await owed(world)

    payment = await Payer(world).pay(invoice)

    assert payment.status is PaymentStatus.SUCCEEDED
    assert payment.paid_with == "Visa\N{NO-BREAK SPACE}••••\N{NO-BREAK SPACE}4242"
    assert payment.hosted_url is None
    assert await status_of(world, invoice) is InvoiceStatus.PAID
    assert await world.captured() == {payment.number: 3100}
    assert await booked(world, payment.number) == 1
    assert await receipts(world) == 1


async def test_a_decline_on_the_page_leaves_the_invoice_to_be_paid_again(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)

    declined = await payer.pay(invoice, card="pm_card_insufficient_funds")
    paid = await payer.pay(invoice)

    assert declined.status is PaymentStatus.FAILED
    assert declined.failure_class is FailureClass.SOFT
    assert declined.failure_code == "insufficient_funds"
    assert paid.status is PaymentStatus.SUCCEEDED
    assert await world.captured() == {paid.number: 3100}
    assert await receipts(world) == 1


async def test_leaving_the_page_calls_the_payment_off(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)

    await payer.cancel(number)
    await payer.come_back(number)

    assert (await world.payment(number)).status is PaymentStatus.CANCELLED
    assert await status_of(world, invoice) is InvoiceStatus.OPEN
    assert (await payer.pay(invoice)).status is PaymentStatus.SUCCEEDED


async def test_a_page_that_nobody_uses_is_closed_when_its_time_is_over(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)

    await world.advance_to(await world.clock.read() + timedelta(minutes=58))
    assert (await world.payment(number)).status is PaymentStatus.REQUIRES_ACTION
    await world.advance_to(await world.clock.read() + timedelta(minutes=5))

    assert (await world.payment(number)).status is PaymentStatus.CANCELLED
    assert (await payer.pay(invoice)).status is PaymentStatus.SUCCEEDED


async def test_who_pays_in_the_last_second_and_never_comes_back_has_paid(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)
    await world.advance_to(await world.clock.read() + timedelta(minutes=59))
    await payer.choose(number)

    await world.advance_to(await world.clock.read() + timedelta(minutes=5))

    assert (await world.payment(number)).status is PaymentStatus.SUCCEEDED
    assert await status_of(world, invoice) is InvoiceStatus.PAID
    assert await receipts(world) == 1


async def test_a_customer_who_gives_the_page_up_can_open_another_at_once(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    first = await payer.open(invoice)

    await world.ask("payment", first, "abandon")
    await world.settle()

    assert (await world.payment(first)).status is PaymentStatus.CANCELLED
    assert (await payer.pay(invoice)).status is PaymentStatus.SUCCEEDED
    assert len(await world.captured()) == 1


async def test_giving_up_after_having_paid_is_a_payment(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)
    await payer.choose(number)

    await world.ask("payment", number, "abandon")
    await world.settle()

    assert (await world.payment(number)).status is PaymentStatus.SUCCEEDED


async def test_the_bank_may_ask_the_customer_on_the_page(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)
    await payer.choose(number, "pm_card_authenticate")
    await payer.come_back(number)
    assert (await world.payment(number)).status is PaymentStatus.REQUIRES_ACTION

    await payer.confirm(number)
    await payer.come_back(number)

    assert (await world.payment(number)).status is PaymentStatus.SUCCEEDED


async def test_a_bank_that_takes_its_time_is_asked_again(world: World) -> None:
    [invoice] = await owed(world)
    await world.a.allow_bank_account(invoice.customer)
    payer = Payer(world)
    number = await payer.open(invoice)
    await payer.choose(number, "pm_bank_account")
    await payer.come_back(number)
    assert (await world.payment(number)).status is PaymentStatus.PROCESSING
    assert (await payer.ask([invoice])).code == "PaymentUnderWay"

    await world.advance_to(await world.clock.read() + timedelta(hours=7))

    assert (await world.payment(number)).status is PaymentStatus.SUCCEEDED
    assert await status_of(world, invoice) is InvoiceStatus.PAID


@pytest.mark.parametrize("behaviour", ["charge_then_drop", "charge_then_500"])
async def test_a_result_that_was_lost_is_asked_for_and_booked_once(
    world: World, behaviour: str
) -> None:
    [invoice] = await owed(world)
    customer = invoice.customer
    method = await world.a.method(customer, f"pm_card_{behaviour}")
    payer = Payer(world)
    command = await payer.ask([invoice], method=method)
    await payer.reaches(command.key, PaymentStatus.UNKNOWN, PaymentStatus.SUCCEEDED)

    await world.advance_to(await world.clock.read() + timedelta(minutes=1))

    payment = await world.payment(command.key)
    assert payment.status is PaymentStatus.SUCCEEDED
    assert payment.asked == 1
    assert await world.captured() == {command.key: 3100}
    assert await booked(world, command.key) == 1
    assert await receipts(world) == 1


async def test_a_gateway_that_is_away_is_asked_until_it_is_back(world: World) -> None:
    [invoice] = await owed(world)
    method = await world.a.method(invoice.customer, "pm_card_visa_away")
    await world.behave("pm_card_visa_away", "unreachable")
    payer = Payer(world)
    command = await payer.ask([invoice], method=method)
    await world.advance_to(await world.clock.read() + timedelta(hours=2))
    assert (await world.payment(command.key)).status is PaymentStatus.UNKNOWN
    assert (await payer.ask([invoice])).code == "PaymentUnderWay"

    await world.behave("pm_card_visa_away", "approve")
    await world.advance_to(await world.clock.read() + timedelta(hours=2))

    assert (await world.payment(command.key)).status is PaymentStatus.SUCCEEDED
    assert await world.captured() == {command.key: 3100}


async def test_events_that_come_often_and_in_any_order_change_nothing(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)
    await world.ask("payment", number, "gateway_event")
    await payer.choose(number)

    events = [world.ask("payment", number, "gateway_event") for _ in range(4)]
    decided = await asyncio.gather(*events, world.ask("payment", number, "returned"))
    await world.settle()
    late = await world.ask("payment", number, "gateway_event")

    assert {each.status for each in (*decided, late)} == {CommandStatus.APPLIED}
    assert (await world.payment(number)).status is PaymentStatus.SUCCEEDED
    assert await booked(world, number) == 1
    assert await receipts(world) == 1


async def test_pay_all_is_one_payment_for_each_currency(world: World) -> None:
    euros = await owed(world, Money(10000, "EUR"), Money(5000, "EUR"))
    async with world.books() as books:
        customer = await books.customers.lock(euros[0].customer)
        customer.currency = "USD"
    [dollars] = await owed(world, Money(2000, "USD"), customer=euros[0].customer)
    payer = Payer(world)

    mixed = await payer.ask([*euros, dollars])
    assert (mixed.status, mixed.code) == (CommandStatus.REFUSED, "CurrencyMismatch")
    both = await payer.pay(*euros)
    other = await payer.pay(dollars)

    assert (both.amount, other.amount) == (Money(15000, "EUR"), Money(2000, "USD"))
    assert await world.captured() == {both.number: 15000, other.number: 2000}
    for invoice in (*euros, dollars):
        assert await status_of(world, invoice) is InvoiceStatus.PAID
    assert await receipts(world) == 2


async def test_pay_all_can_be_switched_off(world: World) -> None:
    invoices = await owed(world, EUR_31, EUR_31)
    await world.a.preference("payments.bulk_pay", False)
    payer = Payer(world)

    assert (await payer.ask(invoices)).code == "SwitchedOff"
    assert (await payer.ask(invoices[:1])).status is CommandStatus.APPLIED


async def test_a_part_is_paid_and_the_rest_stays_due(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    assert (await payer.ask([invoice], minor_units=1200)).code == "PaidInFullOnly"
    await world.a.preference("payments.partial", True)
    command = await payer.ask([invoice], minor_units=1200)
    await payer.reaches(command.key, PaymentStatus.REQUIRES_ACTION)
    await payer.choose(command.key)
    await payer.come_back(command.key)

    async with world.books() as books:
        row = await books.invoices.get(invoice.id)
    assert row.status is InvoiceStatus.PARTIALLY_PAID
    assert row.outstanding_minor_units == 1900


async def test_what_is_paid_too_much_is_credit_where_that_is_offered(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    await world.a.preference("payments.overpay", True)

    command = await payer.ask([invoice], minor_units=4000)
    await payer.reaches(command.key, PaymentStatus.REQUIRES_ACTION)
    await payer.choose(command.key)
    await payer.come_back(command.key)

    assert await status_of(world, invoice) is InvoiceStatus.PAID
    assert await world.captured() == {command.key: 4000}
    async with world.books() as books:
        assert await books.journal.credits(invoice.customer) == [Money(900, "EUR")]
        assert await books.refunds.page(customer=invoice.customer) == []
    assert await world.disorder() == []


async def test_a_second_attempt_while_one_is_open_is_refused(world: World) -> None:
    first, second = await owed(world, EUR_31, EUR_31)
    payer = Payer(world)
    await payer.open(first)

    again = await payer.ask([first])
    all_of_them = await payer.ask([first, second])
    other = await payer.ask([second])

    assert (again.status, again.code) == (CommandStatus.REFUSED, "PaymentUnderWay")
    assert all_of_them.code == "PaymentUnderWay"
    assert other.status is CommandStatus.APPLIED


async def test_two_tabs_that_pay_in_the_same_moment_open_one_attempt(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)

    tabs = await asyncio.gather(*(payer.ask([invoice]) for _ in range(5)))

    assert sorted(each.status for each in tabs) == [
        CommandStatus.APPLIED,
        *[CommandStatus.REFUSED] * 4,
    ]
    assert {each.code for each in tabs} == {None, "PaymentUnderWay"}


async def test_what_cannot_be_paid_is_refused_by_name(world: World) -> None:
    [invoice] = await owed(world)
    [elsewhere] = await owed(world)
    payer = Payer(world)
    foreign = await world.a.method(elsewhere.customer)
    nothing = await world.ask("payment", await payer.take_number(), "pay", invoices=[
        {"number": invoice.number, "minor_units": 0}
    ])  # fmt: skip

    refusals = [
        nothing,
        await payer.ask([invoice], minor_units=9999),
        await payer.ask([invoice, elsewhere]),
        await payer.ask([invoice], method=foreign),
        await payer.ask([invoice], method="PM-999999"),
    ]
    await payer.pay(invoice)
    refusals.append(await payer.ask([invoice], minor_units=3100))

    assert [each.code for each in refusals] == [
        "NothingToAllocate",
        "AmountChanged",
        "UnknownInvoice",
        "NoSuchMethod",
        "NoSuchMethod",
        "InvoiceAlreadyPaid",
    ]


async def test_hints_about_a_payment_that_never_was_are_refused(world: World) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    refused = await payer.ask([invoice], minor_units=9999)

    late = await world.ask(
        "payment", refused.key, "returned", invoices=[{"number": invoice.number}]
    )

    assert (late.status, late.code) == (CommandStatus.REFUSED, "NothingToDecide")


async def test_an_amount_below_the_processors_minimum_is_refused_with_its_code(
    world: World,
) -> None:
    [invoice] = await owed(world, Money(40, "EUR"))
    payer = Payer(world)

    command = await payer.ask([invoice])

    assert (command.status, command.facts["cp_code"]) == (CommandStatus.REFUSED, "CP4001")
    assert await status_of(world, invoice) is InvoiceStatus.OPEN
    assert await world.captured() == {}


async def test_a_currency_that_the_processor_does_not_take_is_refused_with_its_code(
    world: World,
) -> None:
    await world.advance_to(START)
    customer = await world.a.customer(currency="ISK")
    [invoice] = await owed(world, Money(4000, "ISK"), customer=customer)
    payer = Payer(world)

    command = await payer.ask([invoice])

    assert (command.status, command.facts["cp_code"]) == (CommandStatus.REFUSED, "CP4003")


async def test_money_that_arrives_though_it_was_paid_another_way_is_given_back_by_itself(
    world: World,
) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    first = await payer.open(invoice)
    await payer.cancel(first)
    await payer.come_back(first)
    second = await payer.pay(invoice)
    late = Charge(first, "ch_1", ChargeStatus.SUCCEEDED, EUR_31, None, None, None, None)

    await world.parts_of_payments().record_answer(
        ProcessorAnswer(first, await world.clock.read(), charge=late)
    )
    await world.settle()

    both = [await world.payment(first), await world.payment(second.number)]
    assert [each.status for each in both] == [PaymentStatus.SUCCEEDED] * 2
    assert [each.excess_minor_units for each in both] == [3100, 0]
    async with world.books() as books:
        assert (await books.invoices.get(invoice.id)).paid_minor_units == 3100
        [refund] = await books.refunds.page(customer=invoice.customer)
        assert await books.refunds.pending(invoice.customer) == [EUR_31]
        assert await books.journal.credits(invoice.customer) == []
    assert (refund.payment, refund.cause) == (first, RefundCause.DUPLICATE)


async def test_a_card_is_kept_only_if_its_owner_wants_that(world: World) -> None:
    first, second = await owed(world, EUR_31, EUR_31)
    payer = Payer(world)

    await payer.pay(first)
    async with world.books() as books:
        assert list(await books.session.scalars(select(PaymentMethodRow))) == []
    await payer.pay(second, card="pm_card_mastercard", save=True)

    async with world.books() as books:
        [method] = await books.payment_methods.of_customer(second.customer)
    assert method.label == "Mastercard\N{NO-BREAK SPACE}••••\N{NO-BREAK SPACE}4444"
    assert second.subscription
    assert (await world.subscription(second.subscription)).payment_method == method.number


async def test_a_saved_card_pays_without_a_page(world: World) -> None:
    [invoice] = await owed(world)
    method = await world.a.method(invoice.customer)
    payer = Payer(world)

    command = await payer.ask([invoice], method=method)
    payment = await payer.reaches(command.key, PaymentStatus.SUCCEEDED)

    assert payment.hosted_url is None
    assert await status_of(world, invoice) is InvoiceStatus.PAID
