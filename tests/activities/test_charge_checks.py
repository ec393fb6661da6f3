"""A payment that would be refused is not begun, and its refusal names the code."""

from dataclasses import replace
from datetime import timedelta

import pytest

from activities.payments import PaymentActivities
from domain.capabilities import Capabilities
from domain.commands import ActorKind, CommandStatus
from domain.numbers import Series
from domain.processor import ChargeStatus
from storage.commands import CommandRow
from storage.invoices import InvoiceRow
from tests.support.office import Office

ABLE = Capabilities(frozenset({"EUR"}), {"EUR": 50})


def can(office: Office, capabilities: Capabilities) -> None:
    office.payments = PaymentActivities(office.books, office.post, capabilities)


async def press_pay(
    office: Office, invoice: InvoiceRow, method: str | None = None, **more: ActorKind
) -> CommandRow:
    async with office.books() as books:
        number = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice.number, "minor_units": invoice.outstanding_minor_units}]
    by = more.get("by", ActorKind.STAFF)
    return await office.asked("payment", number, "pay", by=by, invoices=wanted, method=method)


@pytest.mark.parametrize(
    ("capabilities", "refusal", "code"),
    [
        (replace(ABLE, currencies=frozenset({"USD"})), "CurrencyNotTaken", "CP4003"),
        (replace(ABLE, least={"EUR": 10**9}), "AmountTooSmall", "CP4001"),
        (replace(ABLE, charges_saved_methods=False), "RecurringNotSupported", "CP4002"),
    ],
)
async def test_what_the_processor_would_refuse_is_not_begun(
    office: Office, capabilities: Capabilities, refusal: str, code: str
) -> None:
    can(office, capabilities)
    invoice = await office.offline()
    method = await office.a.method(invoice.customer)

    row = await press_pay(office, invoice, method)

    assert (row.status, row.code, row.facts["cp_code"]) == (CommandStatus.REFUSED, refusal, code)
    async with office.books() as books:
        assert await books.payments.find(row.key) is None


async def test_a_page_needs_no_saved_methods(office: Office) -> None:
    can(office, replace(ABLE, charges_saved_methods=False))

    row = await press_pay(office, await office.offline())

    assert row.status is CommandStatus.APPLIED


async def test_a_contact_who_was_deleted_pays_nothing(office: Office) -> None:
    invoice = await office.offline()
    async with office.books() as books:
        contact = await books.customers.primary_contact(invoice.customer)
        await books.session.delete(contact)

    row = await press_pay(office, invoice, by=ActorKind.CONTACT)

    assert (row.code, row.facts["cp_code"]) == ("ContactIsGone", "CP1003")


async def twins(office: Office) -> tuple[InvoiceRow, InvoiceRow]:
    """Two invoices of one customer over the same amount."""
    first = await office.offline()
    number = await office.a.subscription(customer=first.customer, token=None, auto_charge=False)
    await office.begin(number)
    async with office.books() as books:
        [second] = await books.invoices.page(subscription=number)
    assert second.outstanding_minor_units == first.outstanding_minor_units
    return first, second


async def test_the_same_amount_is_not_charged_twice_within_minutes(office: Office) -> None:
    first, second = await twins(office)
    method = await office.a.method(first.customer)
    paid = await press_pay(office, first, method)
    await office.payments.record_answer(await office.answer(paid.key, ChargeStatus.SUCCEEDED))

    too_soon = await press_pay(office, second, method)
    by_page = await press_pay(office, second)
    office.clock.at += timedelta(minutes=6)

    assert paid.status is CommandStatus.APPLIED
    assert (too_soon.code, too_soon.facts["cp_code"]) == ("PaidMomentsAgo", "CP3005")
    assert by_page.status is CommandStatus.APPLIED


async def test_what_failed_may_be_tried_again_at_once(office: Office) -> None:
    invoice = await office.offline()
    method = await office.a.method(invoice.customer)
    first = await press_pay(office, invoice, method)
    failed = await office.answer(first.key, ChargeStatus.FAILED, code="insufficient_funds")
    await office.payments.record_answer(failed)

    assert (await press_pay(office, invoice, method)).status is CommandStatus.APPLIED


async def test_the_guard_can_be_switched_off(office: Office) -> None:
    first, second = await twins(office)
    method = await office.a.method(first.customer)
    await office.a.preference("payments.prevent_duplicates", False)
    paid = await press_pay(office, first, method)
    await office.payments.record_answer(await office.answer(paid.key, ChargeStatus.SUCCEEDED))

    assert (await press_pay(office, second, method)).status is CommandStatus.APPLIED


async def test_an_invoice_without_tax_is_not_paid_where_every_line_needs_one(
    office: Office,
) -> None:
    invoice = await office.offline()
    await office.a.preference("taxes.required", True)

    row = await press_pay(office, invoice)

    assert (row.code, row.facts["cp_code"]) == ("NoDefaultTax", "CP2001")
    await office.a.preference("taxes.required", False)
    assert (await press_pay(office, invoice)).status is CommandStatus.APPLIED
