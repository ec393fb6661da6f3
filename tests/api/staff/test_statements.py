"""A customer's statement in the console."""

from datetime import timedelta

from domain.policy import Role
from tests.api.staff.house import House, text_of


async def test_staff_read_the_statement_of_a_customer(house: House) -> None:
    staff = await house.staff(Role.SUPPORT)
    number = await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
    customer = invoice.customer

    page = await staff.page(f"/console/customers/{customer}/statement")

    assert page.status_code == 200
    assert str(invoice.number) in text_of(page.text)
    assert "Closing balance" in text_of(page.text)
    assert "Statement" in text_of((await staff.page(f"/console/customers/{customer}")).text)
    file = await staff.page(f"/console/customers/{customer}/statement.csv")
    assert str(invoice.number).encode() in file.content
    async with house.books() as books:
        (await books.customers.get(customer)).language = "de"
    paper = await staff.page(f"/console/customers/{customer}/statement.pdf")
    assert paper.headers["content-language"] == "de"
    assert paper.content.startswith(b"%PDF")
    told = (await staff.page(f"/v1/staff/customers/{customer}/statement")).json()
    assert told["statements"][0]["closing"]["amount"] == invoice.total_minor_units
    assert told["statements"][0]["open_items"][0]["document"] == invoice.number


async def test_days_that_are_none_and_customers_that_are_none_are_refused(house: House) -> None:
    staff = await house.staff(Role.SUPPORT)
    customer = await house.a.customer()
    today = house.clock.now().date()
    backwards = f"range=custom&first={today}&last={today - timedelta(days=1)}"

    page = await staff.page(f"/console/customers/{customer}/statement?{backwards}")

    assert page.status_code == 422
    assert "is before the first day" in text_of(page.text)
    assert (await staff.page("/console/customers/CUST-999999/statement")).status_code == 404
    assert (await staff.page("/v1/staff/customers/CUST-999999/statement")).status_code == 404
