"""Money that comes back in more than one way: refunds, disputes and returns that meet."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from activities.invoice_credits import CreditWish, credit_invoice
from activities.invoice_ends import give_up_invoice, restore_invoice
from activities.offline_payments import return_payment
from domain.accounts import Account
from domain.credit_notes import CreditReason
from domain.invoices import InvoiceStatus
from domain.messages import MailKind
from domain.notifications import NotificationKind
from domain.payments import PaymentStatus
from domain.processor import ChargeStatus, DisputeStatus, RefundStatus
from domain.refunds import RefundStage
from storage.invoices import InvoiceRow
from storage.journal import JournalLineRow
from storage.messages import MessageRow
from storage.notifications import NotificationRow
from tests.activities.test_refunds import credit_now, eur, in_order, invoice_now, paid, receive
from tests.support.office import Office


async def dispute(
    office: Office, payment: str, told: DisputeStatus, disputed: int | None = None
) -> None:
    answer = await office.answer(payment, ChargeStatus.SUCCEEDED)
    assert answer.charge
    amount = None if disputed is None else eur(disputed)
    charge = replace(answer.charge, dispute=told, disputed=amount)
    await office.payments.record_answer(replace(answer, charge=charge))


async def refund_ends(office: Office, refund: str, status: RefundStatus) -> None:
    await office.refunds.record_refund(await office.refund_answer(refund, status))


async def status_of(office: Office, payment: str) -> PaymentStatus:
    async with office.books() as books:
        return (await books.payments.get(payment)).status


async def stage_of(office: Office, refund: str) -> RefundStage:
    async with office.books() as books:
        return (await books.refunds.get(refund)).stage


async def lost(office: Office) -> int:
    """What the journal says was given up, in cents."""
    async with office.books() as books:
        lines = await books.session.scalars(
            select(JournalLineRow.amount_minor_units).where(
                JournalLineRow.account == Account.BAD_DEBT
            )
        )
    return sum(lines)


async def returned_by_mail(office: Office) -> set[tuple[str, int]]:
    """What customers were told to have come back: of which invoice, how many cents."""
    async with office.books() as books:
        kind = MessageRow.kind == MailKind.PAYMENT_RETURNED
        rows = await books.session.scalars(select(MessageRow).where(kind))
        return {(row.facts["invoice"], row.facts["amount"]["money"][0]) for row in rows}


async def goodwill(office: Office, invoice: InvoiceRow, units: int) -> None:
    wish = CreditWish(invoice.number or "", CreditReason.GOODWILL, "", {1: units}, apply=False)
    async with office.books() as books:
        await credit_invoice(books, wish, office.clock.at)


@pytest.mark.parametrize("part", [1000, 3100])
async def test_a_dispute_that_is_won_leaves_refunded_what_was_refunded(
    office: Office, part: int
) -> None:
    _, payment = await paid(office)
    command = await office.refund(payment, part)
    await dispute(office, payment, DisputeStatus.OPEN)
    await refund_ends(office, command.key, RefundStatus.SUCCEEDED)

    await dispute(office, payment, DisputeStatus.WON)

    refunded = PaymentStatus.REFUNDED if part == 3100 else PaymentStatus.PARTIALLY_REFUNDED
    assert await status_of(office, payment) is refunded
    await in_order(office)


async def test_a_debit_comes_back_though_a_part_of_it_was_refunded(office: Office) -> None:
    invoice, payment = await paid(office)
    command = await office.refund(payment, 1000)
    await refund_ends(office, command.key, RefundStatus.SUCCEEDED)

    for _ in range(2):
        await office.payments.record_answer(await office.answer(payment, ChargeStatus.FAILED))

    assert await status_of(office, payment) is PaymentStatus.LATE_FAILED
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    assert await lost(office) == 1000
    await in_order(office)


async def test_a_debit_comes_back_though_all_of_it_was_refunded(office: Office) -> None:
    invoice, payment = await paid(office)
    command = await office.refund(payment, 3100)
    await refund_ends(office, command.key, RefundStatus.SUCCEEDED)

    for _ in range(2):
        await office.payments.record_answer(await office.answer(payment, ChargeStatus.FAILED))

    assert await status_of(office, payment) is PaymentStatus.LATE_FAILED
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    assert await lost(office) == 3100
    async with office.books() as books:
        news = await books.session.scalars(select(NotificationRow.kind))
    assert NotificationKind.PAID_BACK_TWICE in set(news)
    await in_order(office)

    await refund_ends(office, command.key, RefundStatus.FAILED)

    assert await lost(office) == 0
    assert await credit_now(office, invoice.customer) == 0
    await in_order(office)


async def test_a_dispute_of_a_part_opens_that_part_of_the_invoice(office: Office) -> None:
    invoice, payment = await paid(office)

    await dispute(office, payment, DisputeStatus.LOST, 900)

    assert await status_of(office, payment) is PaymentStatus.CHARGED_BACK
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 900
    assert await lost(office) == 0
    await in_order(office)


@pytest.mark.parametrize(
    ("told", "status", "owed"),
    [
        (DisputeStatus.OPEN, PaymentStatus.DISPUTED, 0),
        (DisputeStatus.WON, PaymentStatus.SUCCEEDED, 0),
        (DisputeStatus.LOST, PaymentStatus.CHARGED_BACK, 3100),
    ],
)
@pytest.mark.parametrize("before", [None, ChargeStatus.PROCESSING])
async def test_a_charge_that_is_heard_of_when_it_is_disputed_was_taken_first(
    office: Office,
    before: ChargeStatus | None,
    told: DisputeStatus,
    status: PaymentStatus,
    owed: int,
) -> None:
    number = await office.a.subscription()
    await office.begin(number)
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    if before:
        await office.payments.record_answer(await office.answer(payment, before))

    for _ in range(2):
        await dispute(office, payment, told)

    assert await status_of(office, payment) is status
    async with office.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
    assert invoice.outstanding_minor_units == owed
    await in_order(office)


async def test_what_was_paid_with_the_credit_of_a_payment_that_comes_back_is_owed_again(
    office: Office,
) -> None:
    invoice = await office.offline()
    payment = await receive(office, invoice, 4000, keep_rest=True)
    other = await office.offline(invoice.customer)
    assert (await invoice_now(office, other)).outstanding_minor_units == 2200

    async with office.books() as books:
        await return_payment(books, payment, "returned", office.clock.at)

    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    assert (await invoice_now(office, other)).outstanding_minor_units == 3100
    assert await lost(office) == 0
    assert await returned_by_mail(office) == {(invoice.number, 3100), (other.number, 900)}
    await in_order(office)


async def test_what_the_bank_took_is_not_the_customers_when_its_refund_fails(
    office: Office,
) -> None:
    invoice, payment = await paid(office)
    command = await office.refund(payment, 1000)
    await dispute(office, payment, DisputeStatus.LOST)

    await refund_ends(office, command.key, RefundStatus.FAILED)

    assert await stage_of(office, command.key) is RefundStage.FAILED
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    assert await credit_now(office, invoice.customer) == 0
    await in_order(office)


async def test_a_refund_that_comes_back_after_a_lost_dispute_is_the_customers_credit(
    office: Office,
) -> None:
    invoice, payment = await paid(office)
    command = await office.refund(payment, 1000)
    await refund_ends(office, command.key, RefundStatus.SUCCEEDED)
    await dispute(office, payment, DisputeStatus.LOST, 2100)

    await refund_ends(office, command.key, RefundStatus.FAILED)

    assert await status_of(office, payment) is PaymentStatus.CHARGED_BACK
    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    assert await credit_now(office, invoice.customer) == 1000
    await in_order(office)


async def test_a_payment_of_which_credit_went_back_can_be_charged_back(office: Office) -> None:
    invoice, payment = await paid(office)
    await goodwill(office, invoice, 1200)
    command = await office.refund(payment, 1200, "credit")
    await refund_ends(office, command.key, RefundStatus.SUCCEEDED)

    await dispute(office, payment, DisputeStatus.LOST)

    assert (await invoice_now(office, invoice)).outstanding_minor_units == 1900
    await in_order(office)


async def test_what_was_given_up_twice_can_come_back_twice(office: Office) -> None:
    invoice = await office.offline()
    for _ in range(2):
        await receive(office, invoice, 1000)
        async with office.books() as books:
            await give_up_invoice(books, invoice.number or "", office.clock.at)
            [newest, *_] = await books.payments.page(invoice.customer)
        command = await office.refund(newest.number, 1000)
        assert command.code is None
        assert (await invoice_now(office, invoice)).status is InvoiceStatus.WRITTEN_OFF
        async with office.books() as books:
            await restore_invoice(books, invoice.number or "", office.clock.at)

    assert (await invoice_now(office, invoice)).outstanding_minor_units == 3100
    await in_order(office)
