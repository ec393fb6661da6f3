"""Reminders and late fees in the console: seen, held, stopped, waived."""

from datetime import timedelta

from activities.invoice_credits import CreditWish, credit_invoice, spend_credit
from activities.late_fees import charge_late_fee
from domain.credit_notes import CreditReason
from domain.dunning import DunningStatus
from domain.invoices import InvoiceStatus
from domain.policy import Role
from storage.reminders import ReminderRow
from tests.api.staff.house import House
from tests.api.staff.test_v1 import get, post


async def owed(house: House) -> str:
    """The number of an invoice that nobody charges."""
    number = await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
    assert invoice.number
    return invoice.number


async def row_of(house: House, invoice: str) -> ReminderRow:
    async with house.books() as books:
        return await books.reminders.get(invoice)


async def test_the_invoice_says_what_is_said_next_and_lets_staff_hold_it(house: House) -> None:
    invoice = await owed(house)
    staff = await house.staff(Role.BILLING_AGENT)
    page = f"/console/invoices/{invoice}"
    until = (house.clock.now() + timedelta(days=20)).date().isoformat()

    said = await staff.said(await staff.page(page))
    assert "its reminders run" in said
    assert "The last reminder goes out." in said
    assert "The next try is the last" not in said
    await staff.send(f"{page}/dunning/hold", seen_on=page, until=until)
    assert (await row_of(house, invoice)).status is DunningStatus.HELD
    assert "are held until" in await staff.said(await staff.page(page))
    await staff.send(f"{page}/dunning/release", seen_on=page)
    assert (await row_of(house, invoice)).status is DunningStatus.RUNNING
    await staff.send(f"{page}/dunning/stop", seen_on=page)

    assert (await row_of(house, invoice)).status is DunningStatus.STOPPED
    assert "Nobody is reminded any more." in await staff.said(await staff.page(page))


async def test_reminders_are_listed_among_the_open_processes(house: House) -> None:
    invoice = await owed(house)
    staff = await house.staff()

    said = await staff.said(await staff.page("/console/processes?kind=reminders"))
    seen = (await get(staff, f"/invoices/{invoice}/dunning")).json()

    assert invoice in said
    assert (seen["status"], seen["next"], seen["attempts"]) == ("running", "before_due", None)


async def late_fee(house: House, invoice: str) -> str:
    """The number of the invoice of its late fee."""
    await house.a.preference("late_fee.amounts", ["5.00 EUR"])
    async with house.books() as books:
        row = await books.reminders.get(invoice)
        found = await books.invoices.get(row.invoice_id)
        await charge_late_fee(books, row, found, house.clock.now())
        assert row.fee_invoice
        return str((await books.invoices.get(row.fee_invoice)).number)


async def pay_by_credit(house: House, invoice: str, fee: str) -> None:
    """Give so much of an invoice back that it pays the fee."""
    wish = CreditWish(invoice, CreditReason.GOODWILL, "", {1: 500}, apply=False)
    async with house.books() as books:
        await credit_invoice(books, wish, house.clock.now())
        await spend_credit(books, fee, house.clock.now())


async def test_finance_waives_a_late_fee_and_support_does_not(house: House) -> None:
    invoice = await owed(house)
    fee = await late_fee(house, invoice)
    page = f"/console/invoices/{fee}"
    support = await house.staff(Role.SUPPORT)
    assert "Waive the fee" not in await support.said(await support.page(page))
    assert (await post(support, f"/invoices/{fee}/waiver")).status_code == 403

    staff = await house.staff(Role.FINANCE_MANAGER)
    assert "Waive the fee" in await staff.said(await staff.page(page))
    await pay_by_credit(house, invoice, fee)
    said = await staff.said(await staff.page(page))
    assert "Declare it void" in said, "credit has paid it, nobody else"
    done = await staff.send(f"{page}/waiver", seen_on=page)

    assert "The late fee is waived." in await staff.said(done)
    async with house.books() as books:
        void = await books.invoices.with_number(fee)
    assert void is not None
    assert void.status is InvoiceStatus.VOID


async def test_the_ladder_is_set_in_the_preferences(house: House) -> None:
    staff = await house.staff()
    page = "/console/preferences"

    done = await staff.send(
        page,
        seen_on=page,
        reminders_after_days="5, 10",
        reminders_final_action="unpaid",
        late_fee_amounts="5.00 EUR, 6.00 USD",
    )

    assert "The preferences were saved." in await staff.said(done)
    async with house.books() as books:
        preferences = await books.organisations.preferences()
    assert preferences.reminders_after_days == (5, 10)
    assert [str(each) for each in preferences.late_fee_amounts] == ["5.00 EUR", "6.00 USD"]
    wrong = await staff.send(page, seen_on=page, late_fee_amounts="five")
    assert "at most one amount above zero for each currency" in await staff.said(wrong)
