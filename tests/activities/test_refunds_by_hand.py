"""What was given back by hand can come back; of the rest the processor alone knows."""

import pytest

from activities.pay_outs import take_pay_out_back
from domain.invoices import InvoiceStatus
from domain.lifecycle import UnlawfulTransition
from domain.payments import PaymentStatus
from domain.refunds import NotAPayOut
from tests.activities.test_refunds import credit_now, in_order, invoice_now, paid, receive
from tests.support.office import Office


@pytest.mark.parametrize("source", ["invoices", "credit"])
async def test_what_was_given_back_by_hand_can_be_taken_back(office: Office, source: str) -> None:
    invoice = await office.offline()
    payment = await receive(office, invoice, 4100, keep_rest=True)
    command = await office.refund(payment, 1000, source)
    async with office.books() as books:
        await take_pay_out_back(books, command.key, office.clock.at)
        row = await books.payments.get(payment)
    assert row.status is PaymentStatus.SUCCEEDED
    assert (await invoice_now(office, invoice)).status is InvoiceStatus.PAID
    assert await credit_now(office, invoice.customer) == 1000
    with pytest.raises(UnlawfulTransition):
        async with office.books() as books:
            await take_pay_out_back(books, command.key, office.clock.at)
    await in_order(office)


async def test_what_went_by_the_processor_is_not_taken_back_by_hand(office: Office) -> None:
    _, payment = await paid(office)
    command = await office.refund(payment, 1000)
    with pytest.raises(NotAPayOut):
        async with office.books() as books:
            await take_pay_out_back(books, command.key, office.clock.at)
