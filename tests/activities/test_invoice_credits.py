"""Credit that pays an invoice: whoever collected it stops, and what waited for it goes on."""

from datetime import timedelta

import pytest

from activities.contracts import StepDue
from activities.invoice_credits import CreditWish, credit_invoice, spend_credit
from activities.invoice_drafts import Written, issue_draft, write_draft
from activities.late_fees import charge_late_fee
from activities.retainers import RetainerFor, issue_retainer
from domain.credit_notes import CreditReason
from domain.dunning import DunningStatus, StepKind
from domain.invoice_drafts import WrittenLine
from domain.invoices import InvoiceStatus
from domain.messages import MailKind
from domain.periods import Interval, IntervalUnit
from domain.processor import ChargeStatus
from domain.subscriptions import SubscriptionStatus
from storage.invariants import offences
from storage.invoices import InvoiceRow
from tests.activities.test_invoice_drafts import ACME
from tests.activities.test_meetings import in_dunning
from tests.activities.test_refunds import credit_now, eur, in_order, invoice_now, paid
from tests.support.life import WAITS
from tests.support.office import Office


@pytest.mark.parametrize("way", ["used", "given", "tried"])
async def test_an_invoice_that_credit_pays_is_collected_by_nobody_any_more(
    office: Office, way: str
) -> None:
    number = await in_dunning(office)
    async with office.books() as books:
        second, first = await books.invoices.page(subscription=number)
    back = CreditWish(first.number or "", CreditReason.GOODWILL, "", {}, apply=False)
    off = CreditWish(second.number or "", CreditReason.GOODWILL, "", {})

    async with office.books() as books:
        await credit_invoice(books, off if way == "given" else back, office.clock.at)
        if way == "used":
            await spend_credit(books, second.number or "", office.clock.at)
    if way == "tried":
        await _is_tried(office, second.number or "")

    async with office.books() as books:
        run = await books.dunning.get(second.number)
        subscription = await books.subscriptions.get(number)
    assert run.status is DunningStatus.RECOVERED
    assert subscription.status is SubscriptionStatus.LIVE
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert [each for each in found if each.invariant not in WAITS] == []


@pytest.mark.parametrize(
    ("credit", "owed", "status"),
    [
        (3100, [0], SubscriptionStatus.LIVE),
        (2000, [500, 1100], SubscriptionStatus.CANCELLED_FROM_DUNNING),
    ],
)
async def test_credit_goes_before_a_reminder_a_late_fee_and_the_final_action(
    office: Office, credit: int, owed: list[int], status: SubscriptionStatus
) -> None:
    number, late = await _ended_by_reminders(office)
    other = await office.offline(late.customer)
    wish = CreditWish(other.number or "", CreditReason.GOODWILL, "", {1: credit}, apply=False)
    async with office.books() as books:
        await credit_invoice(books, wish, office.clock.at)

    await _is_reminded(office, late.number or "")

    assert await credit_now(office, late.customer) == 0
    async with office.books() as books:
        invoices = await books.invoices.page(subscription=number)
        mails = await books.messages.of_customer(late.customer)
        assert (await books.subscriptions.get(number)).status is status
        found = await offences(books.session, office.clock.at)
    assert [each.outstanding_minor_units for each in invoices] == owed
    said = [each.facts for each in mails if each.kind is MailKind.INVOICE_REMINDER]
    assert {each["amount"]["money"][0] for each in said} == set(owed[1:])
    assert [each for each in found if each.invariant not in WAITS] == []


async def _ended_by_reminders(office: Office) -> tuple[str, InvoiceRow]:
    """A subscription for a year that nobody charges, and its invoice: 5.00 more when it is late."""
    rules = {"reminders.final_action": "cancel", "late_fee.after_days": 10}
    for key, value in {**rules, "late_fee.amounts": ["5.00 EUR"]}.items():
        await office.a.preference(key, value)
    plan = await office.a.plan(interval=Interval(IntervalUnit.YEAR, 1))
    number = await office.a.subscription(plan, token=None, auto_charge=False)
    await office.begin(number)
    async with office.books() as books:
        [late] = await books.invoices.page(subscription=number)
    return number, late


async def _is_reminded(office: Office, invoice: str) -> None:
    """Whatever its process does from now on, each at its time."""
    while (clock := await office.dunning.dunning_clock(invoice)).at:
        office.clock.at = max(office.clock.at, clock.at)
        due = StepDue(invoice, clock.step or "", office.clock.at)
        await office.dunning.take_dunning_step(due)


async def _is_tried(office: Office, invoice: str) -> None:
    office.clock.at += timedelta(days=3)
    await office.dunning.take_dunning_step(StepDue(invoice, StepKind.RETRY, office.clock.at))
    async with office.books() as books:
        assert not await books.payments.undecided()


async def test_what_comes_back_is_paid_from_other_credit_before_a_card_is_charged_again(
    office: Office,
) -> None:
    invoice, payment = await paid(office)
    wish = CreditWish(invoice.number or "", CreditReason.CORRECTION, "", {1: 2100})
    async with office.books() as books:
        await credit_invoice(books, wish, office.clock.at)

    for code in ("insufficient_funds", "insufficient_funds"):
        said = await office.answer(payment, ChargeStatus.FAILED, code=code)
        await office.payments.record_answer(said)

    row = await invoice_now(office, invoice)
    assert (row.status, row.outstanding_minor_units) == (InvoiceStatus.PARTIALLY_PAID, 1000)
    assert await credit_now(office, invoice.customer) == 0
    async with office.books() as books:
        run = await books.dunning.for_invoice(invoice.id)
        mails = await books.messages.of_customer(invoice.customer)
    assert run
    assert run.status is DunningStatus.RUNNING
    [told] = [each.facts for each in mails if each.kind is MailKind.PAYMENT_RETURNED]
    assert (told["credited"]["money"][0], told["remaining"]["money"][0]) == (2100, 1000)
    await in_order(office)


@pytest.mark.parametrize(
    ("use", "owed", "left"), [("always", [0, 3500, 900], 0), ("ask", [500, 5000, 900], 2000)]
)
async def test_what_no_term_issues_is_paid_from_credit_before_anybody_is_mailed(
    office: Office, use: str, owed: list[int], left: int
) -> None:
    await office.a.preference("credits.use", use)
    late = await office.offline()
    wish = CreditWish(late.number or "", CreditReason.GOODWILL, "", {1: 2000}, apply=False)
    async with office.books() as books:
        await credit_invoice(books, wish, office.clock.at)

    issued = await _issued(office, late)

    assert [each.balance.outstanding.minor_units for each in issued] == owed
    assert await credit_now(office, late.customer) == left
    async with office.books() as books:
        mails = await books.messages.of_customer(late.customer)
    [told] = [each.facts["remaining"] for each in mails if each.kind is MailKind.INVOICE_ISSUED]
    assert (told is None) == (use == "ask")
    await in_order(office)


async def _issued(office: Office, late: InvoiceRow) -> list[InvoiceRow]:
    """A late fee of 5.00, an invoice over 50.00, and a retainer invoice over 9.00."""
    await office.a.preference("late_fee.amounts", ["5.00 EUR"])
    at, advice = office.clock.at, WrittenLine("Advice", 1, eur(5000), eur(0), None)
    async with office.books() as books:
        row = await books.reminders.for_invoice(late.id)
        assert row
        await charge_late_fee(books, row, await books.invoices.lock(late.id), at)
        draft = await write_draft(books, late.customer, Written((advice,), ACME), "s", at)
        invoice = await issue_draft(books, draft.number, at)
        advance = await issue_retainer(books, RetainerFor(late.customer, eur(900), "x"), "s", at)
        return [await books.invoices.get(row.fee_invoice), invoice, advance]
