"""Days where the customer is and where the organisation is: nothing is booked before its cause."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from activities.invoice_credits import CreditWish, credit_invoice
from activities.offline_payments import Received, record_payment, return_payment
from activities.pay_outs import PaidOut, pay_out, take_pay_out_back
from domain.credit_notes import CreditReason
from domain.payments import OfflineMeans, ReceivedTooLate
from storage.invoices import InvoiceRow
from storage.journal import JournalEntryRow
from tests.activities.test_refunds import eur, in_order
from tests.support.office import Office

FIRST = date(2055, 2, 1)


@pytest.fixture
async def vienna(office: Office) -> Office:
    await office.a.organisation(time_zone="Europe/Vienna")
    return office


async def booked(office: Office) -> dict[str, date]:
    async with office.books() as books:
        rows = await books.session.scalars(select(JournalEntryRow).order_by(JournalEntryRow.id))
        return {each.cause: each.booked_on for each in rows}


async def receive(office: Office, invoice: InvoiceRow, day: date) -> str:
    """Write down that the invoice was paid on this day."""
    received = Received(invoice.customer, eur(3100), OfflineMeans.BANK_TRANSFER, "TX-1", day)
    async with office.books() as books:
        return (await record_payment(books, received, office.clock.at)).number


async def test_credit_of_a_customer_ahead_is_paid_out_on_the_day_of_the_credit(
    vienna: Office,
) -> None:
    """It is January in Vienna, and February in Auckland."""
    office = vienna
    office.clock.at = datetime(2055, 1, 31, 13, tzinfo=UTC)
    invoice = await office.offline(await office.a.customer(time_zone="Pacific/Auckland"))
    with pytest.raises(ReceivedTooLate):
        await receive(office, invoice, date(2055, 2, 2))
    payment = await receive(office, invoice, FIRST)
    wish = CreditWish(str(invoice.number), CreditReason.GOODWILL, "", {1: 1000})
    async with office.books() as books:
        note = await credit_invoice(books, wish, office.clock.at)
        out = PaidOut(invoice.customer, eur(1000), FIRST)
        refund = await pay_out(books, out, office.clock.at)
    days = await booked(office)
    causes = f"{payment} received", f"{note} issued", f"{refund.number} paid"
    assert [days[each] for each in causes] == [FIRST] * 3
    await in_order(office)


async def test_money_of_a_customer_behind_comes_back_on_the_day_on_which_it_was_there(
    vienna: Office,
) -> None:
    """It is February in Vienna, and January in Los Angeles."""
    office = vienna
    office.clock.at = datetime(2055, 2, 1, 6, 30, tzinfo=UTC)
    customer = await office.a.customer(time_zone="America/Los_Angeles")
    returned = await receive(office, await office.offline(customer), FIRST)
    async with office.books() as books:
        await return_payment(books, returned, "other", office.clock.at)
    refunded = await receive(office, await office.offline(customer), FIRST)
    refund = (await office.refund(refunded, 1000)).key
    async with office.books() as books:
        await take_pay_out_back(books, refund, office.clock.at)

    days = await booked(office)

    undone = [each for each in days if each.startswith((returned, refunded, refund))]
    assert [each.split(" ", 1)[1] for each in undone] == [
        "received",
        "returned",
        "received",
        "requested",
        "paid",
        "came back",
        "failed",
    ]
    assert {days[each] for each in undone} == {FIRST}
    await in_order(office)
