"""Credit that pays an invoice: whoever collected it stops, and what waited for it goes on."""

import pytest

from activities.contracts import StepDue
from activities.invoice_credits import CreditWish, credit_invoice, spend_credit
from activities.subscriptions import RENEW
from domain.credit_notes import CreditReason
from domain.dunning import DunningStatus
from domain.processor import ChargeStatus
from domain.subscriptions import SubscriptionStatus
from storage.invariants import offences
from storage.invoices import InvoiceRow
from tests.support.life import WAITS
from tests.support.office import Office


async def in_dunning(office: Office) -> tuple[str, InvoiceRow, InvoiceRow]:
    """A subscription whose second term a card has refused: its number, first and second invoice."""
    number = await office.a.subscription()
    await office.begin(number)
    await answer(office, ChargeStatus.SUCCEEDED)
    async with office.books() as books:
        row = await books.subscriptions.get(number)
    assert row.renews_at
    office.clock.at = row.renews_at
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    await answer(office, ChargeStatus.FAILED)
    async with office.books() as books:
        second, first = await books.invoices.page(subscription=number)
    return number, first, second


async def answer(office: Office, status: ChargeStatus) -> None:
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    await office.payments.record_answer(await office.answer(payment, status))


@pytest.mark.parametrize("way", ["used", "given"])
async def test_an_invoice_that_credit_pays_is_collected_by_nobody_any_more(
    office: Office, way: str
) -> None:
    number, first, second = await in_dunning(office)
    back = CreditWish(first.number or "", CreditReason.GOODWILL, "", {}, apply=False)
    off = CreditWish(second.number or "", CreditReason.GOODWILL, "", {})

    async with office.books() as books:
        if way == "used":
            await credit_invoice(books, back, office.clock.at)
            await spend_credit(books, second.number or "", office.clock.at)
        else:
            await credit_invoice(books, off, office.clock.at)

    async with office.books() as books:
        run = await books.dunning.get(second.number)
        subscription = await books.subscriptions.get(number)
    assert run.status is DunningStatus.RECOVERED
    assert subscription.status is SubscriptionStatus.LIVE
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
    assert [each for each in found if each.invariant not in WAITS] == []
