"""Access has a view of its own: what may be used is not the same as what was paid."""

from datetime import timedelta

from domain.dunning import DunningRule, opened
from domain.invoices import InvoiceStatus
from domain.payments import FailureClass
from domain.subscriptions import SubscriptionStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person


async def in_dunning(
    house: House, people: People, customer: str, *, grace_days: int
) -> tuple[str, str]:
    """A subscription whose invoice could not be charged today."""
    number = await people.subscription(customer, SubscriptionStatus.DUNNING)
    invoice = await people.invoice(customer)
    rule = DunningRule(grace_days=grace_days)
    async with house.books() as books:
        owed = await books.invoices.with_number(invoice)
        assert owed is not None
        row = await books.subscriptions.get(number)
        run = opened(rule, FailureClass.SOFT, zone="UTC", at=house.clock.now())
        books.dunning.open_run(invoice, owed.id, row, run)
    return number, invoice


async def access(portal: Browser, number: str) -> tuple[str, str | None]:
    body = (await portal.send("GET", f"/v1/subscriptions/{number}/access")).json()
    return body["access"], body["until"]


async def test_what_is_live_can_be_used_and_what_has_ended_cannot(
    portal: Browser, people: People, ada: Person
) -> None:
    live = await people.subscription(ada.customer)
    over = await people.subscription(ada.customer, SubscriptionStatus.CANCELLED)

    assert await access(portal, live) == ("full", None)
    assert await access(portal, over) == ("none", None)
    await portal.get(f"/subscriptions/{live}")
    assert "It can be used." in portal.words


async def test_access_goes_on_for_the_days_of_grace_and_ends_with_them(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number, invoice = await in_dunning(house, people, ada.customer, grace_days=3)
    assert (await access(portal, number))[0] == "grace"
    await portal.get(f"/subscriptions/{number}")
    assert "although it is not paid" in portal.words

    for days, expected in ((2, "grace"), (1, "none")):
        async with house.books() as books:
            (await books.dunning.get(invoice)).first_failure_at -= timedelta(days=days)
        assert (await access(portal, number))[0] == expected


async def test_an_unpaid_subscription_has_no_longer_grace_than_its_run_gave(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number, invoice = await in_dunning(house, people, ada.customer, grace_days=0)
    async with house.books() as books:
        (await books.subscriptions.get(number)).status = SubscriptionStatus.UNPAID
    assert await access(portal, number) == ("none", None)

    async with house.books() as books:
        owed = await books.invoices.with_number(invoice)
        assert owed is not None
        owed.status, owed.paid_minor_units = InvoiceStatus.PAID, owed.total_minor_units
        (await books.subscriptions.get(number)).status = SubscriptionStatus.LIVE
    assert await access(portal, number) == ("full", None)
