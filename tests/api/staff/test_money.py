"""Invoices, payments and processes: what staff see of money and of what runs."""

from datetime import date, timedelta

import pytest

from domain.cancellations import CancellationStatus, CancelMode, CancelReason
from domain.dunning import DunningRule, opened
from domain.invoices import InvoiceStatus
from domain.messages import MailKind, MessageStatus
from domain.pause_schedules import PauseWhen
from domain.pauses import PauseStatus
from domain.payments import MISUSE, FailureClass, PaymentChannel, PaymentStatus
from domain.policy import Role
from domain.subscriptions import SubscriptionStatus
from storage.invoices import InvoiceRow
from tests.api.staff.house import House, text_of


async def invoice_of(house: House, subscription: str) -> InvoiceRow:
    async with house.books() as books:
        return (await books.invoices.page(subscription=subscription))[0]


async def failed(house: House, subscription: str) -> str:
    """Its first invoice could not be charged: dunning runs; the invoice's number."""
    invoice = await invoice_of(house, subscription)
    async with house.books() as books:
        row = await books.subscriptions.get(subscription)
        row.status = SubscriptionStatus.DUNNING
        run = opened(DunningRule(), FailureClass.SOFT, zone="UTC", at=house.clock.now())
        assert invoice.number
        books.dunning.open_run(invoice.number, invoice.id, row, run)
    return invoice.number


async def pay(house: House, subscription: str, status: PaymentStatus) -> str:
    invoice = await invoice_of(house, subscription)
    async with house.books() as books:
        books.payments.new(
            number="PAY-000777",
            customer=invoice.customer,
            channel=PaymentChannel.HOSTED,
            status=status,
            currency=invoice.currency,
            amount_minor_units=invoice.total_minor_units,
            failure_code="insufficient_funds" if status is PaymentStatus.FAILED else None,
            created_at=house.clock.now(),
            act_at=house.clock.now() + timedelta(minutes=5),
        )
        await books.flush()
        books.payments.add_allocation("PAY-000777", invoice.id, invoice.total)
    return "PAY-000777"


async def test_an_invoice_shows_its_lines_its_journal_and_its_eye(house: House) -> None:
    staff = await house.staff(Role.AUDITOR)
    rate = await house.a.tax_rate(20, "exclusive")  # type: ignore[arg-type]  # the value of the enumeration
    plan = await house.a.plan(setup_fee=1000, tax_rate=rate)
    number = await house.a.subscription(plan, token=None, auto_charge=False)
    invoice = await invoice_of(house, number)

    said = text_of((await staff.page(f"/console/invoices/{invoice.number}")).text)

    assert "Plan" in said
    assert "Set-up fee" in said
    assert "Total €49.20" in said
    assert "Not viewed by the customer yet" in said
    assert "Receivable Tue 24 Nov 2026 €49.20" in said
    assert "Tax payable Tue 24 Nov 2026 €8.20" in said
    async with house.books() as books:
        again = await books.invoices.with_number(str(invoice.number))
    assert again
    assert again.viewed_at is None, "staff looking is not the customer looking"


async def test_an_invoice_that_is_late_says_so(house: House) -> None:
    number = await house.a.subscription(token=None, auto_charge=False)
    invoice = await invoice_of(house, number)
    house.clock.move(days=15)
    staff = await house.staff()

    for path in ("/console/invoices", f"/console/invoices/{invoice.number}"):
        assert "Overdue" in text_of((await staff.page(path)).text)


async def test_lists_are_narrowed_by_status_and_customer(house: House) -> None:
    staff = await house.staff()
    number = await house.a.subscription(token=None, auto_charge=False)
    invoice = await invoice_of(house, number)
    await pay(house, number, PaymentStatus.PROCESSING)

    mine = f"customer={invoice.customer}"
    for path, document, status in (
        ("/console/invoices", str(invoice.number), InvoiceStatus.OPEN),
        ("/console/payments", "PAY-000777", PaymentStatus.PROCESSING),
    ):
        assert document in (await staff.page(f"{path}?{mine}&status={status}")).text
        assert document not in (await staff.page(f"{path}?customer=CUST-000099")).text
        assert document not in (await staff.page(f"{path}?status=cancelled&status=paid")).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PaymentStatus.UNKNOWN, "It is asked again; nothing is charged twice."),
        (PaymentStatus.PROCESSING, "The bank works on it"),
        (PaymentStatus.FAILED, "There was not enough money in the account."),
        (PaymentStatus.REQUIRES_ACTION, "The customer is on the payment page"),
    ],
)
async def test_a_payment_says_how_it_stands(
    house: House, status: PaymentStatus, words: str
) -> None:
    staff = await house.staff()
    number = await house.a.subscription(token=None, auto_charge=False)
    payment = await pay(house, number, status)

    said = text_of((await staff.page(f"/console/payments/{payment}")).text)

    assert words in said
    assert "Planned" in said


async def test_a_failed_charge_tells_its_whole_schedule(house: House) -> None:
    staff = await house.staff()
    number = await house.a.subscription(token=None, auto_charge=False)
    invoice = await failed(house, number)

    for path in (f"subscriptions/{number}", f"invoices/{invoice}"):
        said = text_of((await staff.page(f"/console/{path}")).text)
        assert f"1 of 4 tries to charge {invoice} have failed." in said
        for day in ("Wed 25 Nov", "Fri 27 Nov", "Tue 1 Dec"):
            assert f"{day} 2026, 09:00The charge is tried again." in said
        assert "the subscription is cancelled." in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("trial", "09:00: A mail reminds of the end of the trial."),
        ("subscription", "Wed 25 Nov 2026, 09:00: The charge is tried again."),
        ("payment", "The payment processor is asked for the result."),
        ("dunning", "1 of 4 tries to charge INV-000001 have failed."),
        ("invitation", "Invited on Tue 24 Nov 2026, 09:00, not accepted yet."),
        ("delivery", "Receipt: waits to be sent."),
        ("pause", "A pause is scheduled from Tue 1 Dec 2026."),
        ("cancellation", "Cancelled on Tue 24 Nov 2026"),
    ],
)
async def test_open_processes_are_told_from_the_books(house: House, kind: str, words: str) -> None:
    staff = await house.staff(Role.SUPPORT)
    await lived(house)

    page = await staff.page(f"/console/processes?kind={kind}")

    assert words in text_of(page.text)
    assert "/namespaces/default/workflows/" in page.text
    assert f"/workflows/{kind}%2F" in page.text


async def departing(house: House) -> None:
    """Two subscriptions, one that will rest and one that will end."""
    rests = await house.a.subscription(token=None, auto_charge=False)
    ends = await house.a.subscription(token=None, auto_charge=False)
    now = house.clock.now()
    async with house.books() as books:
        books.pauses.new(
            subscription=rests,
            status=PauseStatus.SCHEDULED,
            pause_when=PauseWhen.DATE,
            pause_on=date(2026, 12, 1),
            given_at=now,
        )
        books.cancellations.new(
            subscription=ends,
            status=CancellationStatus.SCHEDULED,
            mode=CancelMode.END_OF_TERM,
            reason=CancelReason.TOO_EXPENSIVE,
            given_at=now,
            ends_at=now + timedelta(days=30),
        )


async def lived(house: House) -> None:
    """One open process of each kind."""
    live = await house.a.subscription(token=None, auto_charge=False)
    await pay(house, live, PaymentStatus.UNKNOWN)
    await failed(house, live)
    await house.a.subscription(await house.a.plan(trial_days=1))
    await departing(house)
    admin = await house.staff()
    page = "/console/customers/CUST-000001"
    await admin.send("/console/contacts/CON-000001/enable", seen_on=page)
    async with house.books() as books:
        books.messages.new(
            number="MSG-000777",
            dedupe_key="receipt",
            kind=MailKind.RECEIPT,
            status=MessageStatus.QUEUED,
            customer="CUST-000001",
            contact="CON-000001",
            facts={},
            created_at=house.clock.now(),
        )


async def test_the_first_page_says_what_needs_somebody(house: House) -> None:
    staff = await house.staff()
    calm = text_of((await staff.page("/console")).text)
    await lived(house)
    async with house.books() as books:
        mail = await books.messages.lock("MSG-000777")
        mail.status, mail.failure = MessageStatus.UNDELIVERABLE, "550 no such user"
    await staff.send(
        "/console/contacts/CON-000001/enable", seen_on="/console/customers/CUST-000001"
    )

    said = text_of((await staff.page("/console")).text)

    assert "Nothing needs you at the moment." in calm
    assert "Payment overdue 1" in said
    assert "550 no such user" in said
    assert "Commands that were refused or wait to be delivered" in said


async def test_support_sees_no_commands_but_the_rest_of_the_first_page(house: House) -> None:
    await lived(house)
    support = await house.staff(Role.SUPPORT)

    said = text_of((await support.page("/console")).text)

    assert "Subscriptions that need somebody" in said
    assert "Newest commands" not in said
    assert (await support.page("/console/commands")).status_code == 403


async def test_a_payment_that_the_processor_did_not_understand_is_seen_and_asked_about(
    house: House,
) -> None:
    clerk, support = await house.staff(Role.BILLING_AGENT), await house.staff(Role.SUPPORT)
    subscription = await house.a.subscription(token=None, auto_charge=False)
    number = await pay(house, subscription, PaymentStatus.UNKNOWN)
    async with house.books() as books:
        payment = await books.payments.get(number)
        payment.failure_code, payment.act_at = MISUSE, None

    assert "did not understand" in text_of((await clerk.page("/console")).text)
    there = f"/console/payments/{number}"
    assert "Ask the processor again" in text_of((await clerk.page(there)).text)
    assert "Ask the processor again" not in text_of((await support.page(there)).text)
    assert (await support.send(f"{there}/ask", seen_on=there)).status_code == 403
    await clerk.send(f"{there}/ask", seen_on=there)
    assert await house.commands("payment", "gateway_event") == 1


async def test_a_payment_that_could_not_be_made_says_why_and_where_to_mend_it(house: House) -> None:
    staff = await house.staff(Role.SUPPORT)
    subscription = await house.a.subscription(token=None, auto_charge=False)
    number = await pay(house, subscription, PaymentStatus.FAILED)
    assert "could not be made" not in text_of((await staff.page("/console")).text)
    async with house.books() as books:
        payment = await books.payments.get(number)
        payment.failure_code = "CP3002"

    home = (await staff.page("/console")).text
    page = (await staff.page(f"/console/payments/{number}")).text

    for shown in (home, page):
        assert "CP3002" in text_of(shown)
        assert "The processor refused our credentials" in text_of(shown)
        assert "Enter the credentials again." in text_of(shown)
        assert f'href="{house.settings.simulator_url}"' in shown
