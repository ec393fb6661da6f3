"""Refunds: sent once whatever is lost, waited for while the bank works, undone when it says no."""

from datetime import timedelta

from domain.commands import ActorKind, CommandStatus
from domain.invoices import InvoiceStatus
from domain.numbers import Series
from domain.payments import PaymentStatus
from domain.refunds import RefundCause, RefundStage
from storage.commands import CommandRow
from storage.invoices import InvoiceRow
from storage.payments import PaymentRow
from storage.refunds import RefundRow
from tests.support.world import World


async def paid(world: World) -> tuple[InvoiceRow, PaymentRow]:
    """An invoice over 31.00 EUR that a card has paid."""
    number = await world.a.subscription()
    await world.settle()
    [invoice] = await world.invoices(number)
    async with world.books() as books:
        [payment] = await books.payments.for_invoice(invoice.id)
    assert payment.status is PaymentStatus.SUCCEEDED
    return invoice, payment


async def refund(
    world: World, payment: PaymentRow, minor_units: int, *, source: str = "invoices"
) -> CommandRow:
    async with world.books() as books:
        number = await books.numbers.take(Series.REFUND)
    command = await world.ask(
        "refund",
        number,
        "refund",
        by=ActorKind.STAFF,
        payment=payment.number,
        minor_units=minor_units,
        currency="EUR",
        source=source,
        cause=RefundCause.REQUESTED,
    )
    await world.settle()
    return command


async def row_of(world: World, number: str) -> RefundRow:
    async with world.books() as books:
        return await books.refunds.get(number)


async def status_of(world: World, invoice: InvoiceRow) -> InvoiceStatus:
    async with world.books() as books:
        return (await books.invoices.get(invoice.id)).status


async def returned(world: World) -> int:
    """What the processor has really given back."""
    charges = (await world.simulator.get("/sandbox/charges")).json()
    return sum(each["refunded_minor_units"] for each in charges)


async def test_money_goes_back_once_and_its_customer_is_told(world: World) -> None:
    invoice, payment = await paid(world)

    command = await refund(world, payment, 1000)

    assert (await row_of(world, command.key)).stage is RefundStage.SUCCEEDED
    assert await returned(world) == 1000
    assert (await world.payment(payment.number)).status is PaymentStatus.PARTIALLY_REFUNDED
    assert await status_of(world, invoice) is InvoiceStatus.PARTIALLY_PAID
    assert "refunded" in await world.mails()
    assert await world.disorder() == []


async def test_too_much_is_refused_and_the_process_is_over(world: World) -> None:
    _, payment = await paid(world)

    command = await refund(world, payment, 3101)

    assert (command.status, command.code) == (CommandStatus.REFUSED, "RefundTooLarge")
    assert await returned(world) == 0


async def test_an_answer_that_was_lost_is_asked_for_and_nothing_goes_back_twice(
    world: World,
) -> None:
    _, payment = await paid(world)
    await world.behave("pm_card_visa", "refund_then_drop")

    command = await refund(world, payment, 3100)
    await world.advance_to(await world.clock.read() + timedelta(minutes=5))

    assert (await row_of(world, command.key)).stage is RefundStage.SUCCEEDED
    assert await returned(world) == 3100
    assert await world.disorder() == []


async def test_a_refund_takes_the_bank_days_and_can_still_fail(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    invoice, payment = await paid(world)
    await world.behave("pm_card_visa", "refund_pending:259200")

    command = await refund(world, payment, 3100)
    assert (await row_of(world, command.key)).stage is RefundStage.PENDING
    assert await status_of(world, invoice) is InvoiceStatus.OPEN
    answer = await world.simulator.post(
        f"/sandbox/refunds/{command.key}/settle", json={"failure_code": "account_closed"}
    )
    answer.raise_for_status()
    await world.advance_to(await world.clock.read() + timedelta(hours=7))

    assert (await row_of(world, command.key)).stage is RefundStage.FAILED
    assert await status_of(world, invoice) is InvoiceStatus.PAID
    assert await returned(world) == 0
    assert await world.disorder() == []


async def test_a_dispute_that_is_lost_opens_the_invoice_again(world: World) -> None:
    await world.advance_to("2055-01-10T10:00:00+00:00")
    invoice, payment = await paid(world)

    for verdict, after in ((None, PaymentStatus.DISPUTED), ("lost", PaymentStatus.CHARGED_BACK)):
        answer = await world.simulator.post(
            f"/sandbox/charges/{payment.number}/dispute", json={"verdict": verdict}
        )
        answer.raise_for_status()
        await world.ask(
            "payment",
            payment.number,
            "gateway_event",
            by=ActorKind.PROCESSOR,
            kind="dispute.closed",
        )
        await world.settle()
        assert (await world.payment(payment.number)).status is after

    assert await status_of(world, invoice) is InvoiceStatus.OPEN
    assert await world.disorder() == []
