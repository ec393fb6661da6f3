"""Alarms and parked customers in the console: seen on the first page, released with a reason."""

from datetime import datetime

from sqlalchemy import text

from activities.parking import park_customer
from activities.watches import checked
from domain.policy import Role
from tests.api.staff.house import House, text_of


async def parked(house: House) -> str:
    customer = await house.a.customer()
    async with house.books() as books:
        at: datetime = house.clock.now()
        await park_customer(books, customer, "paid_means_paid: INV-000001", at)
    return customer


async def test_an_alarm_is_seen_on_the_first_page(house: House) -> None:
    staff = await house.staff(Role.SUPPORT)
    await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        await books.session.execute(text("UPDATE invoices SET status = 'paid'"))
    async with house.books() as books:
        await checked(books, house.clock.now())

    page = text_of((await staff.page("/console")).text)

    assert "the books are not in order" in page
    assert "INV-000001 is paid" in page
    assert "Parked: nothing is charged by itself" in page
    told = (await staff.page("/v1/staff/watch")).json()
    assert "paid_means_paid" in {each["invariant"] for each in told["alarms"]}
    assert [each["customer"] for each in told["parked"]] == ["CUST-000001"]


async def test_clerks_release_a_customer_and_say_why(house: House) -> None:
    clerk, support = await house.staff(Role.BILLING_AGENT), await house.staff(Role.SUPPORT)
    customer = await parked(house)
    home = f"/console/customers/{customer}"
    assert "paid_means_paid" in text_of((await support.page(home)).text)
    assert f"{home}/release" not in (await support.page(home)).text

    answer = await clerk.send(f"{home}/release", seen_on=home, reason=" ")
    assert "Say what was found" in await clerk.said(answer)
    answer = await clerk.send(f"{home}/release", seen_on=home, reason="an import, corrected")
    assert "The customer is released." in await clerk.said(answer)

    async with house.books() as books:
        assert (await books.customers.get(customer)).parked_at is None
        kept = [row for row in await books.commands.page(limit=20) if row.process == "customer"]
    assert {"park", "release"} <= {str(row.signal) for row in kept}
    answer = await clerk.send(f"{home}/release", seen_on=home, reason="again")
    assert "is not parked" in await clerk.said(answer)
