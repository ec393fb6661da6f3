"""Invoices that end without money: void, written off and back; credit, dunning and reminders."""

import asyncio
from datetime import timedelta

import pytest

from activities.contracts import StepDue
from activities.credits import credit_of, use_credit
from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoice_drafts import Written, issue_draft, write_draft
from activities.invoice_ends import give_up_invoice, restore_invoice, void_invoice
from activities.late_fees import charge_late_fee, waive_late_fee
from activities.offline_payments import Received, record_payment
from activities.subscriptions import RENEW
from domain.credit_notes import CreditReason
from domain.dunning import DunningStatus
from domain.errors import BillingError
from domain.invoice_drafts import WrittenLine
from domain.invoices import InvoiceHasPayments, InvoiceStatus, PaymentUnderWay, UnknownInvoice
from domain.lifecycle import UnlawfulTransition
from domain.money import Money
from domain.payments import OfflineMeans
from domain.processor import ChargeStatus
from domain.subscriptions import SubscriptionStatus
from storage.invariants import offences
from storage.invoices import InvoiceRow
from tests.activities.test_invoice_drafts import ACME
from tests.support.office import Office

NOBODY_CARRIES = ("what_is_due_is_done", "commands_are_carried")
"""An office has no processes: what they would do stays undone."""


async def void(office: Office, number: str | None) -> InvoiceRow:
    async with office.books() as books:
        return await void_invoice(books, str(number), office.clock.at)


async def give_up(office: Office, number: str | None) -> InvoiceRow:
    async with office.books() as books:
        return await give_up_invoice(books, str(number), office.clock.at)


async def restore(office: Office, number: str | None) -> InvoiceRow:
    async with office.books() as books:
        return await restore_invoice(books, str(number), office.clock.at)


async def sound(office: Office) -> bool:
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert [each for each in found if each.invariant not in NOBODY_CARRIES] == []
    return True


async def dunned(office: Office) -> tuple[str, InvoiceRow]:
    """A subscription whose second term could not be charged, and that invoice."""
    number = await office.a.subscription()
    await office.begin(number)
    await settle(office, ChargeStatus.SUCCEEDED)
    office.clock.at += timedelta(days=31)
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    await settle(office, ChargeStatus.FAILED)
    async with office.books() as books:
        [invoice] = await books.invoices.outstanding_of(number)
    return number, invoice


async def settle(office: Office, status: ChargeStatus) -> None:
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    await office.payments.record_answer(await office.answer(payment, status))


async def status_of(office: Office, subscription: str) -> SubscriptionStatus:
    async with office.books() as books:
        return (await books.subscriptions.get(subscription)).status


async def test_a_void_invoice_is_owed_by_nobody_and_reminded_of_no_more(office: Office) -> None:
    invoice = await office.offline()

    ended = await void(office, invoice.number)

    assert ended.status is InvoiceStatus.VOID
    async with office.books() as books:
        reminders = await books.reminders.for_invoice(invoice.id)
        assert reminders
        assert reminders.status is DunningStatus.STOPPED
        assert await books.invoices.outstanding(invoice.customer) == []
    with pytest.raises(UnlawfulTransition):
        await void(office, invoice.number)
    with pytest.raises(UnknownInvoice):
        await void(office, "INV-999999")
    assert await sound(office)


async def test_credit_that_was_used_goes_back(office: Office) -> None:
    invoice = await office.offline()
    credit = Money(1000, "EUR")
    received = Received(
        invoice.customer,
        invoice.total + credit,
        OfflineMeans.CASH,
        "",
        office.clock.at.date(),
        keep_rest=True,
    )
    async with office.books() as books:
        await record_payment(books, received, office.clock.at)
    invoice = await office.offline(customer=invoice.customer)
    async with office.books() as books:
        [held] = await books.invoices.lock_all([invoice.id])
        await use_credit(books, held, office.clock.at)
        assert held.status is InvoiceStatus.PARTIALLY_PAID
        assert (await credit_of(books, invoice.customer, "EUR")).is_zero

    await void(office, invoice.number)

    async with office.books() as books:
        assert await credit_of(books, invoice.customer, "EUR") == credit
    assert await sound(office)


async def test_what_credit_has_paid_is_waived_and_declared_void_all_the_same(
    office: Office,
) -> None:
    await office.a.preference("late_fee.amounts", ["5.00 EUR"])
    late, at = await office.offline(), office.clock.at
    wish = CreditWish(late.number or "", CreditReason.GOODWILL, "", {1: 2000}, apply=False)
    async with office.books() as books:
        await credit_invoice(books, wish, at)
    fee = await _late_fee(office, late)
    written, free = await _issued(office, late.customer, 1000), await _issued(office, late.customer)
    assert (written.status, written.credited_minor_units) == (InvoiceStatus.PAID, 1000)

    async with office.books() as books:
        ended = await waive_late_fee(books, fee, at)
    both = [ended, await void(office, written.number), await void(office, free.number)]

    assert {(each.status, each.paid_at) for each in both} == {(InvoiceStatus.VOID, None)}
    async with office.books() as books:
        assert await credit_of(books, late.customer, "EUR") == Money(2000, "EUR")
    with pytest.raises(UnlawfulTransition):
        await void(office, written.number)
    assert await sound(office)


async def _late_fee(office: Office, late: InvoiceRow) -> str:
    async with office.books() as books:
        row = await books.reminders.get(late.number)
        await charge_late_fee(books, row, late, office.clock.at)
        assert row.fee_invoice
        return str((await books.invoices.get(row.fee_invoice)).number)


async def _issued(office: Office, customer: str, minor_units: int = 0) -> InvoiceRow:
    price, none = Money(minor_units, "EUR"), Money(0, "EUR")
    line = WrittenLine("Advice", 1, price, none, None)
    async with office.books() as books:
        draft = await write_draft(books, customer, Written((line,), ACME), "s", office.clock.at)
        return await issue_draft(books, draft.number, office.clock.at)


async def test_nothing_ends_under_a_running_payment_or_after_one(office: Office) -> None:
    number = await office.a.subscription()
    await office.begin(number)
    await settle(office, ChargeStatus.SUCCEEDED)
    async with office.books() as books:
        [paid] = await books.invoices.page(subscription=number)
    with pytest.raises((InvoiceHasPayments, UnlawfulTransition)):
        await void(office, paid.number)
    office.clock.at += timedelta(days=31)
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    async with office.books() as books:
        [charged] = await books.invoices.outstanding_of(number)
    for ending in (void, give_up):
        with pytest.raises(PaymentUnderWay):
            await ending(office, charged.number)
    await settle(office, ChargeStatus.SUCCEEDED)
    assert await sound(office)


@pytest.mark.parametrize("ending", [void, give_up])
async def test_dunning_ends_with_its_invoice_and_the_subscription_is_live(
    office: Office, ending: object
) -> None:
    assert callable(ending)
    subscription, invoice = await dunned(office)
    assert await status_of(office, subscription) is SubscriptionStatus.DUNNING

    await ending(office, invoice.number)

    assert await status_of(office, subscription) is SubscriptionStatus.LIVE
    assert "dunning stop" in await office.told()
    assert await sound(office)


async def test_what_was_written_off_can_be_restored_again_and_again(office: Office) -> None:
    invoice = await office.offline()
    for _ in range(3):
        assert (await give_up(office, invoice.number)).status is InvoiceStatus.WRITTEN_OFF
        assert await sound(office)
        restored = await restore(office, invoice.number)
        assert restored.status is InvoiceStatus.OPEN
        assert restored.due_on == invoice.due_on
        assert await sound(office)
    with pytest.raises(UnlawfulTransition):
        await restore(office, invoice.number)
    async with office.books() as books:
        reminders = await books.reminders.for_invoice(invoice.id)
        assert reminders
        assert reminders.ended_at is None, "it is reminded of again"


async def test_two_who_end_it_at_once_have_one_winner(office: Office) -> None:
    invoice = await office.offline()
    ended = await asyncio.gather(
        void(office, invoice.number),
        give_up(office, invoice.number),
        void(office, invoice.number),
        return_exceptions=True,
    )
    assert sum(isinstance(each, BillingError) for each in ended) == 2
    assert await sound(office)
