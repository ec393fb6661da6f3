"""Credit that pays an invoice: whoever collected it stops, and what waited for it goes on."""

import pytest

from activities.invoice_credits import CreditWish, credit_invoice, spend_credit
from domain.credit_notes import CreditReason
from domain.dunning import DunningStatus
from domain.subscriptions import SubscriptionStatus
from storage.invariants import offences
from tests.activities.test_meetings import in_dunning
from tests.support.life import WAITS
from tests.support.office import Office


@pytest.mark.parametrize("way", ["used", "given"])
async def test_an_invoice_that_credit_pays_is_collected_by_nobody_any_more(
    office: Office, way: str
) -> None:
    number = await in_dunning(office)
    async with office.books() as books:
        second, first = await books.invoices.page(subscription=number)
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
