"""Bank debits: processed for days, and taken back by the bank days after they had succeeded."""

from datetime import timedelta

from domain.commands import ActorKind
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from domain.subscriptions import SubscriptionStatus
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from tests.support.payer import Payer
from tests.support.world import World


async def fresh(world: World, invoice: InvoiceRow) -> InvoiceRow:
    async with world.books() as books:
        return await books.invoices.get(invoice.id)


async def status_of(world: World, invoice: InvoiceRow) -> InvoiceStatus:
    return (await fresh(world, invoice)).status


async def by_debit(world: World, *, auto_charge: bool) -> tuple[str, InvoiceRow, PaymentRow]:
    """A subscription whose first invoice was paid from a bank account."""
    customer = await world.a.customer()
    await world.a.allow_bank_account(customer)
    number = await world.a.subscription(customer=customer, token="pm_bank_account_acme")
    await world.settle()
    if not auto_charge:
        await world.ask("subscription", number, "auto_charge", by=ActorKind.STAFF, on=False)
    await world.advance_to(await world.clock.read() + timedelta(hours=7))
    [invoice] = await world.invoices(number)
    async with world.books() as books:
        [payment] = await books.payments.for_invoice(invoice.id)
    assert (invoice.status, payment.status) == (InvoiceStatus.PAID, PaymentStatus.SUCCEEDED)
    return number, invoice, payment


async def comes_back(world: World, payment: str, code: str = "insufficient_funds") -> None:
    await world.take_back(payment, code)
    await world.ask(
        "payment", payment, "gateway_event", by=ActorKind.PROCESSOR, kind="charge.failed"
    )
    await world.settle()


async def test_a_debit_that_comes_back_days_later_opens_its_invoice_and_begins_dunning(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number, invoice, payment = await by_debit(world, auto_charge=True)
    await world.advance_to("2055-01-15T10:00:00+00:00")

    await comes_back(world, payment.number)

    assert (await world.payment(payment.number)).status is PaymentStatus.LATE_FAILED
    assert await status_of(world, invoice) is InvoiceStatus.OPEN
    assert (await world.subscription(number)).status is SubscriptionStatus.DUNNING
    assert await world.captured() == {}
    assert await world.mails() == ["receipt", "payment_returned"]
    await world.advance_to("2055-01-17")
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert await status_of(world, invoice) is InvoiceStatus.PAID


async def test_a_debit_that_comes_back_again_begins_dunning_again(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number, invoice, payment = await by_debit(world, auto_charge=True)
    await comes_back(world, payment.number)
    await world.advance_to("2055-01-13")
    async with world.books() as books:
        second = (await books.payments.for_invoice(invoice.id))[0]
    assert second.status is PaymentStatus.SUCCEEDED

    await comes_back(world, second.number, "account_closed")

    assert (await world.subscription(number)).status is SubscriptionStatus.DUNNING
    async with world.books() as books:
        run = await books.dunning.for_invoice(invoice.id)
    assert run is not None
    assert (run.hard, run.attempts, run.ended_at) == (True, 1, None)


async def test_a_debit_of_a_subscription_that_is_not_charged_only_opens_the_invoice(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    number, invoice, payment = await by_debit(world, auto_charge=False)

    await comes_back(world, payment.number)

    assert await status_of(world, invoice) is InvoiceStatus.OPEN
    assert (await world.subscription(number)).status is SubscriptionStatus.LIVE
    assert (await Payer(world).pay(await fresh(world, invoice))).status is PaymentStatus.SUCCEEDED


async def test_an_event_that_says_nothing_new_about_money_that_came_asks_nothing(
    world: World,
) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    _, invoice, payment = await by_debit(world, auto_charge=True)

    await world.ask("payment", payment.number, "gateway_event", kind="charge.succeeded")
    await world.ask("payment", payment.number, "gateway_event", kind="charge.failed")
    await world.settle()

    assert (await world.payment(payment.number)).status is PaymentStatus.SUCCEEDED
    assert await status_of(world, invoice) is InvoiceStatus.PAID
