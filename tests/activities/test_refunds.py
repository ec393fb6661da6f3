"""Refunds in the books: taken once, spread, ended by the processor, undone when they fail."""

import pytest

from activities.credit_notes import void_credit_note
from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoice_ends import give_up_invoice
from activities.offline_payments import Received, record_payment, return_payment
from domain.allocations import MoreThanOwed
from domain.commands import CommandStatus
from domain.credit_notes import CreditNoteUsed, CreditNoteVoid, CreditReason
from domain.credits import NothingToCredit
from domain.invoices import InvoiceStatus
from domain.messages import MailKind
from domain.money import Money
from domain.payments import OfflineMeans, PaymentStatus
from domain.processor import ChargeStatus, RefundStatus
from domain.refunds import RefundStage
from storage.invariants import offences
from storage.invoices import InvoiceRow
from tests.support.office import Office
from tests.support.race import race


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


async def in_order(office: Office) -> None:
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert [each for each in found if each.invariant != "commands_are_carried"] == []


async def paid(office: Office) -> tuple[InvoiceRow, str]:
    """An invoice over 31.00 EUR that a card has paid, and the payment."""
    number = await office.a.subscription()
    await office.begin(number)
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    await office.payments.record_answer(await office.answer(payment, ChargeStatus.SUCCEEDED))
    async with office.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
    return invoice, payment


async def invoice_now(office: Office, invoice: InvoiceRow) -> InvoiceRow:
    async with office.books() as books:
        return await books.invoices.get(invoice.id)


async def credit_now(office: Office, customer: str) -> int:
    async with office.books() as books:
        credits = await books.journal.credits(customer)
    return sum(each.minor_units for each in credits)


async def receive(
    office: Office, invoice: InvoiceRow, minor_units: int, *, keep_rest: bool = False
) -> str:
    async with office.books() as books:
        received = Received(
            invoice.customer,
            eur(minor_units),
            OfflineMeans.BANK_TRANSFER,
            "TX-1",
            office.clock.at.date(),
            keep_rest=keep_rest,
            again=True,
        )
        return (await record_payment(books, received, office.clock.at)).number


async def test_what_is_refunded_of_an_invoice_is_owed_again(office: Office) -> None:
    invoice, payment = await paid(office)

    command = await office.refund(payment, 1000)
    answer = await office.refund_answer(command.key, RefundStatus.SUCCEEDED)
    for _ in range(2):
        await office.refunds.record_refund(answer)

    row = await invoice_now(office, invoice)
    assert (row.status, row.outstanding_minor_units) == (InvoiceStatus.PARTIALLY_PAID, 1000)
    async with office.books() as books:
        assert (await books.payments.get(payment)).status is PaymentStatus.PARTIALLY_REFUNDED
        mails = [each.kind for each in await books.messages.of_customer(invoice.customer)]
    assert mails.count(MailKind.REFUNDED) == 1
    await in_order(office)


async def test_a_refund_that_fails_leaves_everything_as_it_was(office: Office) -> None:
    invoice, payment = await paid(office)

    command = await office.refund(payment, 3100)
    assert (await invoice_now(office, invoice)).status is InvoiceStatus.OPEN
    await office.refunds.record_refund(await office.refund_answer(command.key, RefundStatus.FAILED))

    assert (await invoice_now(office, invoice)).status is InvoiceStatus.PAID
    async with office.books() as books:
        assert (await books.payments.get(payment)).status is PaymentStatus.SUCCEEDED
    await in_order(office)


async def test_a_refund_that_fails_pays_what_was_given_up_meanwhile(office: Office) -> None:
    invoice, payment = await paid(office)
    parts = [(await office.refund(payment, each)).key for each in (1000, 2100)]
    async with office.books() as books:
        await give_up_invoice(books, invoice.number or "", office.clock.at)

    standings = []
    for part in parts:
        await office.refunds.record_refund(await office.refund_answer(part, RefundStatus.FAILED))
        row = await invoice_now(office, invoice)
        standings.append((row.status, row.paid_minor_units, row.written_off_minor_units))
        await in_order(office)

    assert standings == [
        (InvoiceStatus.WRITTEN_OFF, 1000, 2100),
        (InvoiceStatus.PAID, 3100, 0),
    ]
    assert await credit_now(office, invoice.customer) == 0


async def test_a_refund_that_comes_back_late_pays_its_invoice_again(office: Office) -> None:
    invoice, payment = await paid(office)
    command = await office.refund(payment, 3100)
    for status in (RefundStatus.PENDING, RefundStatus.SUCCEEDED):
        await office.refunds.record_refund(await office.refund_answer(command.key, status))
    async with office.books() as books:
        assert (await books.payments.get(payment)).status is PaymentStatus.REFUNDED

    await office.asked("refund", command.key, "gateway_event", kind="refund.updated")
    await office.refunds.record_refund(await office.refund_answer(command.key, RefundStatus.FAILED))

    assert (await invoice_now(office, invoice)).status is InvoiceStatus.PAID
    async with office.books() as books:
        assert (await books.payments.get(payment)).status is PaymentStatus.SUCCEEDED
        assert (await books.refunds.get(command.key)).stage is RefundStage.FAILED
    await in_order(office)


async def test_m13_two_people_who_give_all_of_it_back_give_it_back_once(office: Office) -> None:
    invoice, payment = await paid(office)

    async def give(place: int) -> CommandStatus:
        return (await office.refund(payment, 3100)).status

    outcomes = await race(2, give)

    assert sorted(outcomes) == [CommandStatus.APPLIED, CommandStatus.REFUSED]
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    await in_order(office)


async def test_credit_is_given_back_to_the_card_and_counted_at_once(office: Office) -> None:
    invoice, payment = await paid(office)
    wish = CreditWish(invoice.number or "", CreditReason.GOODWILL, "for the trouble", {1: 1200})
    async with office.books() as books:
        note = await credit_invoice(books, wish, office.clock.at)
    assert await credit_now(office, invoice.customer) == 1200

    refused = await office.refund(payment, 1201, "credit")
    command = await office.refund(payment, 1200, "credit")

    assert (refused.status, refused.code) == (CommandStatus.REFUSED, "NotEnoughCredit")
    assert await credit_now(office, invoice.customer) == 0
    assert (await invoice_now(office, invoice)).status is InvoiceStatus.PAID
    async with office.books() as books:
        assert await books.credits.left_of_note(note) == 0
        assert await books.refunds.pending(invoice.customer) == [eur(1200)]
    await office.refunds.record_refund(await office.refund_answer(command.key, RefundStatus.FAILED))
    assert await credit_now(office, invoice.customer) == 1200
    await in_order(office)


async def test_money_by_bank_transfer_pays_the_oldest_and_keeps_the_rest_when_told(
    office: Office,
) -> None:
    invoice = await office.offline()

    with pytest.raises(MoreThanOwed):
        await receive(office, invoice, 4000)
    payment = await receive(office, invoice, 4000, keep_rest=True)

    assert (await invoice_now(office, invoice)).status is InvoiceStatus.PAID
    assert await credit_now(office, invoice.customer) == 900
    async with office.books() as books:
        await return_payment(books, payment, "returned", office.clock.at)
    assert (await invoice_now(office, invoice)).status is InvoiceStatus.OPEN
    assert await credit_now(office, invoice.customer) == 0
    await in_order(office)


async def test_a_part_by_hand_leaves_the_rest_owed(office: Office) -> None:
    invoice = await office.offline()

    payment = await receive(office, invoice, 1000)

    row = await invoice_now(office, invoice)
    assert (row.status, row.outstanding_minor_units) == (InvoiceStatus.PARTIALLY_PAID, 2100)
    command = await office.refund(payment, 1000)
    assert command.status is CommandStatus.APPLIED
    async with office.books() as books:
        assert (await books.refunds.get(command.key)).stage is RefundStage.SUCCEEDED
        assert (await books.payments.get(payment)).status is PaymentStatus.REFUNDED
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    await in_order(office)


def correction(invoice: InvoiceRow, lines: dict[int, int], *, apply: bool = True) -> CreditWish:
    return CreditWish(invoice.number or "", CreditReason.CORRECTION, "", lines, apply=apply)


async def credited(office: Office, wish: CreditWish) -> str:
    async with office.books() as books:
        return await credit_invoice(books, wish, office.clock.at)


async def test_a_credit_note_pays_its_own_invoice_first(office: Office) -> None:
    invoice = await office.offline()

    used = await credited(office, correction(invoice, {1: 3000}))

    row = await invoice_now(office, invoice)
    assert (row.status, row.outstanding_minor_units) == (InvoiceStatus.PARTIALLY_PAID, 100)
    with pytest.raises(CreditNoteUsed):
        async with office.books() as books:
            await void_credit_note(books, used, office.clock.at)
    await in_order(office)


async def test_a_credit_note_is_void_while_it_is_unused_and_can_be_given_again(
    office: Office,
) -> None:
    invoice = await office.offline()
    everything = correction(invoice, {}, apply=False)
    unused = await credited(office, everything)
    assert await credit_now(office, invoice.customer) == 3100
    with pytest.raises(NothingToCredit):
        await credited(office, everything)

    async with office.books() as books:
        await void_credit_note(books, unused, office.clock.at)
    assert await credit_now(office, invoice.customer) == 0
    with pytest.raises(CreditNoteVoid):
        async with office.books() as books:
            await void_credit_note(books, unused, office.clock.at)

    await credited(office, everything)
    assert await credit_now(office, invoice.customer) == 3100
    await in_order(office)
