"""Charges that wait for the next invoice: on it once, announced before, removed in time or not."""

import pytest

from activities.contracts import StepDue
from activities.subscribed import subscribed_of
from activities.subscriptions import RENEW
from activities.unbilled_charges import add_charge, remove_charge
from domain.invoice_drafts import DescriptionMissing, WrittenLine
from domain.money import CurrencyMismatch, Money
from domain.plans import NoSuchTaxRate
from domain.previews import renewal_preview
from domain.processor import ChargeStatus
from domain.subscriptions import NoSuchSubscription
from domain.taxes import TaxBehaviour
from domain.unbilled_charges import (
    ChargeBeingPaid,
    ChargeBilled,
    ChargeRemoved,
    NoSuchCharge,
    NoTermFollows,
)
from storage.invoices import InvoiceLineRow, InvoiceRow
from tests.support.office import Office

BY = "STAFF-000001"
FREE = Money(0, "EUR")


def training(price: int = 2500, tax: str | None = None) -> WrittenLine:
    return WrittenLine(" Training ", 2, Money(price, "EUR"), FREE, tax)


@pytest.fixture
async def number(office: Office) -> str:
    number = await office.a.subscription(await office.a.plan(Money(1000, "EUR")))
    await office.begin(number)
    await paid(office)
    return number


async def paid(office: Office) -> None:
    async with office.books() as books:
        payments = await books.payments.undecided()
    for payment in payments:
        await office.payments.record_answer(await office.answer(payment, ChargeStatus.SUCCEEDED))


async def added(office: Office, number: str, line: WrittenLine | None = None) -> str:
    async with office.books() as books:
        row = await add_charge(books, number, line or training(), BY, office.clock.at)
    return row.number


async def removed(office: Office, charge: str) -> None:
    async with office.books() as books:
        await remove_charge(books, charge, BY, office.clock.at)


async def announced(office: Office, number: str) -> Money:
    async with office.books() as books:
        row = await books.subscriptions.get(number)
        return renewal_preview(await subscribed_of(books, row)).total


async def renewed(office: Office, number: str) -> tuple[InvoiceRow, list[InvoiceLineRow]]:
    async with office.books() as books:
        row = await books.subscriptions.get(number)
        assert row.renews_at
        office.clock.at = row.renews_at
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    await paid(office)
    async with office.books() as books:
        [invoice, *_] = await books.invoices.page(subscription=number)
        return invoice, list(await books.invoices.lines(invoice.id))


async def test_it_is_announced_and_charged_with_the_next_term_and_never_again(
    office: Office, number: str
) -> None:
    rate = await office.a.tax_rate(20, TaxBehaviour.EXCLUSIVE)
    kept = await added(office, number, training(tax=rate))
    await removed(office, await added(office, number, training(99900)))
    said = await announced(office, number)

    invoice, lines = await renewed(office, number)

    assert invoice.total == said == Money(1000 + 5000 + 1000, "EUR")
    assert [(line.description, line.article_code) for line in lines[1:]] == [("Training", kept)]
    with pytest.raises(ChargeBilled):
        await removed(office, kept)
    assert (await renewed(office, number))[0].total == Money(1000, "EUR")


async def test_nothing_is_added_where_no_term_follows(office: Office, number: str) -> None:
    await office.asked("cancellation", number, "cancel", mode="end_of_term")
    with pytest.raises(NoTermFollows):
        await added(office, number)


async def test_what_is_paid_first_holds_its_charges(office: Office) -> None:
    """A declined payment lets them wait again."""
    number = await office.a.subscription(await office.a.plan(Money(1000, "EUR"), trial_days=14))
    await office.begin(number)
    charge = await added(office, number)
    await office.asked("trial", number, "activate")
    with pytest.raises(ChargeBeingPaid):
        await removed(office, charge)
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    await office.payments.record_answer(
        await office.answer(payment, ChargeStatus.FAILED, code="stolen_card")
    )
    async with office.books() as books:
        assert list(await books.unbilled_charges.waiting([number])) == [number]
    await removed(office, charge)
    with pytest.raises(ChargeRemoved):
        await removed(office, charge)


async def test_what_cannot_be_charged_is_refused(office: Office, number: str) -> None:
    yen = WrittenLine("Training", 1, Money(100, "JPY"), Money(0, "JPY"))
    for line, refusal in (
        (yen, CurrencyMismatch),
        (training(tax="nowhere"), NoSuchTaxRate),
        (WrittenLine(" ", 1, Money(1, "EUR"), FREE), DescriptionMissing),
    ):
        with pytest.raises(refusal):
            await added(office, number, line)
    with pytest.raises(NoSuchSubscription):
        await added(office, "SUB-999999")
    with pytest.raises(NoSuchCharge):
        await removed(office, "CHG-999999")
