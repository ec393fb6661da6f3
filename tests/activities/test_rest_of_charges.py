"""All that a charge of ours asked for was taken, and more is owed by then: nothing has failed."""

from datetime import timedelta

from activities.contracts import StepDue
from activities.invoice_drafts import Written, issue_draft, write_draft
from activities.offline_payments import Received, record_payment, return_payment
from domain.dunning import DunningStatus, StepKind
from domain.invoice_drafts import WrittenLine
from domain.invoices import InvoiceStatus
from domain.messages import MailKind
from domain.payments import OfflineMeans, PaymentChannel
from domain.processor import ChargeStatus
from domain.subscriptions import SubscriptionStatus
from storage.invariants import offences
from storage.payments import PaymentRow
from tests.activities.test_invoice_drafts import ACME
from tests.activities.test_meetings import in_dunning
from tests.activities.test_refunds import credit_now, eur, receive
from tests.support.life import WAITS
from tests.support.office import Office


async def under_way(office: Office) -> PaymentRow:
    async with office.books() as books:
        [number] = await books.payments.undecided()
        return await books.payments.get(number)


async def succeeds(office: Office, payment: PaymentRow) -> None:
    answer = await office.answer(payment.number, ChargeStatus.SUCCEEDED)
    await office.payments.record_answer(answer)


async def failures_told(office: Office, customer: str) -> int:
    async with office.books() as books:
        mails = await books.messages.of_customer(customer)
        found = await offences(books.session, office.clock.at)
    assert [each for each in found if each.invariant not in WAITS] == []
    return [each.kind for each in mails].count(MailKind.CHARGE_FAILED)


async def test_credit_that_went_elsewhere_meanwhile_is_charged_at_once(office: Office) -> None:
    late = await office.offline()
    await receive(office, late, 4100, keep_rest=True)
    number = await office.a.subscription(customer=late.customer)
    await office.begin(number)
    first = await under_way(office)
    line = WrittenLine("Advice", 1, eur(5000), eur(0), None)
    async with office.books() as books:
        draft = await write_draft(
            books, late.customer, Written((line,), ACME), "s", office.clock.at
        )
        await issue_draft(books, draft.number, office.clock.at)
    assert await credit_now(office, late.customer) == 0

    await succeeds(office, first)
    rest = await under_way(office)
    assert (first.amount, rest.amount) == (eur(2100), eur(1000))
    assert rest.channel is PaymentChannel.AUTO_CHARGE
    await succeeds(office, rest)

    async with office.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
        subscription = await books.subscriptions.get(number)
    assert (invoice.status, subscription.status) == (InvoiceStatus.PAID, SubscriptionStatus.LIVE)
    assert await failures_told(office, late.customer) == 0


async def test_a_retry_that_took_all_it_asked_for_is_followed_by_one_of_the_rest(
    office: Office,
) -> None:
    number = await in_dunning(office)
    async with office.books() as books:
        [owed] = await books.invoices.outstanding_of(number)
    told = await failures_told(office, owed.customer)
    other = await _credit(office, owed.customer, 1000)
    office.clock.at += timedelta(days=3)
    due = StepDue(owed.number or "", StepKind.RETRY, office.clock.at)
    await office.dunning.take_dunning_step(due)
    retry = await under_way(office)
    assert retry.amount == eur(2100)
    async with office.books() as books:
        await return_payment(books, other, "other", office.clock.at)

    await succeeds(office, retry)
    await office.dunning.take_dunning_step(due)
    rest = await under_way(office)
    assert (rest.amount, rest.channel) == (eur(1000), PaymentChannel.DUNNING)
    await succeeds(office, rest)

    async with office.books() as books:
        assert (await books.dunning.get(owed.number)).status is DunningStatus.RECOVERED
    assert await failures_told(office, owed.customer) == told


async def _credit(office: Office, customer: str, minor_units: int) -> str:
    """Credit that a payment has brought; the payment."""
    paid = await office.offline(customer)
    async with office.books() as books:
        received = Received(
            customer,
            eur(3100 + minor_units),
            OfflineMeans.BANK_TRANSFER,
            "TX-2",
            office.clock.at.date(),
            invoices=(paid.number or "",),
            keep_rest=True,
        )
        return (await record_payment(books, received, office.clock.at)).number
