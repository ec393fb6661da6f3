"""Retainers whose money goes back, or is taken back by a bank."""

from activities.invoice_ends import void_invoice
from activities.offline_payments import return_payment
from domain.commands import CommandStatus
from domain.invoices import (
    InvoiceStatus,
)
from domain.numbers import Series
from domain.processor import ChargeStatus, RefundStatus
from domain.retainers import (
    RetainerStatus,
)
from tests.support.office import Office
from tests.support.retainer_office import (
    balances,
    drawn,
    in_order,
    invoice,
    received,
    retainer,
    row_of,
    status_of,
)


async def test_a_payment_that_comes_back_undoes_the_newest_draws_and_asks_again(
    office: Office,
) -> None:
    customer = await office.a.customer()
    number = await retainer(office, customer)
    half, rest = (
        await received(office, customer, 4_000, number),
        await received(office, customer, 6_000, number),
    )
    one, two = await invoice(office, customer), await invoice(office, customer)
    await drawn(office, number, {one: 3_500, two: 6_000})

    await come_back(office, rest)

    assert await status_of(office, number) is RetainerStatus.SENT
    first, second = await row_of(office, one), await row_of(office, two)
    assert (first.outstanding_minor_units, second.outstanding_minor_units) == (2_500, 5_500)
    assert second.status is InvoiceStatus.PARTIALLY_PAID
    assert await balances(office, customer) == [(6_000, 0)]
    await in_order(office)

    await paid_and_drawn_again(office, number, two)
    await come_back(office, half)
    assert (await row_of(office, two)).outstanding_minor_units == 3_500
    assert await balances(office, customer) == [(4_000, 0)]
    await in_order(office)


async def come_back(office: Office, payment: str) -> None:
    async with office.books() as books:
        await return_payment(books, payment, "returned", office.clock.at)


async def paid_and_drawn_again(office: Office, number: str, bill: str) -> None:
    """It is paid once more, and what was undone is drawn once more."""
    row = await row_of(office, bill)
    await received(office, row.customer, 6_000, number)
    assert await status_of(office, number) is RetainerStatus.PARTIALLY_DRAWN
    await drawn(office, number, {bill: row.outstanding_minor_units})


async def test_what_is_left_is_given_back_and_no_more(office: Office) -> None:
    customer = await office.a.customer()
    number, bill = await retainer(office, customer), await invoice(office, customer)
    payment = await received(office, customer, 12_000, number, keep_rest=True)
    await drawn(office, number, {bill: 6_000})

    codes = [
        (await office.refund(payment, 4_001, "retainer")).code,
        (await office.refund(payment, 4_001, "invoices")).code,
        (
            await office.refund(await received(office, customer, 1, keep_rest=True), 1, "retainer")
        ).code,
    ]
    assert codes == ["RetainerUsedUp", "RetainerInUse", "NoRetainerPaid"]
    done = await office.refund(payment, 3_000, "retainer")

    assert done.status is CommandStatus.APPLIED
    assert await balances(office, customer) == [(0, 1_000)]
    assert (await office.refund(payment, 1_000, "retainer")).status is CommandStatus.APPLIED
    assert await status_of(office, number) is RetainerStatus.DRAWN
    async with office.books() as books:
        assert [each.minor_units for each in await books.journal.credits(customer)] == [2_001]
    await in_order(office)


async def paid_by_card(office: Office, customer: str, number: str) -> str:
    async with office.books() as books:
        taken = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": number, "minor_units": 10_000}]
    done = await office.asked("payment", taken, "pay", invoices=wanted)
    assert done.status is CommandStatus.APPLIED, done.code
    answer = await office.answer(taken, ChargeStatus.SUCCEEDED)
    for _ in range(2):
        await office.payments.record_answer(answer)
    return taken


async def test_a_card_pays_it_and_a_refund_that_fails_is_there_again(office: Office) -> None:
    customer = await office.a.customer()
    number = await retainer(office, customer)
    payment = await paid_by_card(office, customer, number)
    assert await balances(office, customer) == [(0, 10_000)]

    command = await office.refund(payment, 10_000, "retainer")
    assert await status_of(office, number) is RetainerStatus.DRAWN
    assert await balances(office, customer) == [(0, 0)]
    failed = await office.refund_answer(command.key, RefundStatus.FAILED)
    for _ in range(2):
        await office.refunds.record_refund(failed)

    assert await status_of(office, number) is RetainerStatus.PAID
    asked_again = await office.refund(payment, 10_000, "invoices")
    succeeded = await office.refund_answer(asked_again.key, RefundStatus.SUCCEEDED)
    await office.refunds.record_refund(succeeded)
    assert await status_of(office, number) is RetainerStatus.SENT
    assert await balances(office, customer) == [(10_000, 0)]
    async with office.books() as books:
        await void_invoice(books, number, office.clock.at)
    await in_order(office)
