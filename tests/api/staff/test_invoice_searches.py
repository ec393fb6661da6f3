"""Lists of invoices: what is late, what is looked for; alike on pages, in `/v1` and in files."""

import pytest

from domain.policy import Role
from tests.api.staff.house import Browser, House
from tests.api.staff.test_retainers import asks, reads


async def billed(staff: Browser, customer: str, order: str, due_days: int) -> str:
    price = {"amount": 1000, "currency": "EUR"}
    body = {
        "customer": customer,
        "lines": [{"description": "Advice", "unit_price": price}],
        "purchase_order": order,
        "due_days": due_days,
        "project": "Roof_1" if due_days else "",
    }
    made = await asks(staff, "POST", "/v1/staff/invoice-drafts", body, key=f"draft-{order}")
    issue, seen = f"{made.headers['location']}/issue", made.headers["etag"]
    issued = await asks(staff, "POST", issue, key=f"issue-{order}", if_match=seen)
    return str(issued.json()["number"])


@pytest.fixture
async def two(house: House) -> tuple[Browser, Browser]:
    """The console and the portal; INV-000001 is due at once and late, INV-000002 is not."""
    customer, staff = await house.a.customer(), await house.staff(Role.BILLING_AGENT)
    await billed(staff, customer, "PO-100%", 0)
    await billed(staff, customer, "PO-1000", 30)
    house.clock.move(days=2)
    return await house.staff(Role.BILLING_AGENT), await house.guest(
        await house.a.contact_of(customer)
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("overdue=true", {1}),
        ("q=po-100%25", {1}),
        ("q=po-1000", {2}),
        ("q=roof_1", {2}),
        ("q=000002&overdue=true", set()),
        ("q=", {1, 2}),
    ],
)
async def test_staff_find_invoices(
    two: tuple[Browser, Browser], asked: str, found: set[int]
) -> None:
    staff, _ = two
    numbers = {f"INV-{number:06d}" for number in found}
    page = await reads(staff, f"/console/invoices?{asked}")
    listed = (await asks(staff, "GET", f"/v1/staff/invoices?{asked}")).json()["items"]
    csv = (await staff.page(f"/console/invoices.csv?{asked}")).text

    everything = {"INV-000001", "INV-000002"}
    assert {number for number in everything if number in page} == numbers
    assert {each["number"] for each in listed} == numbers
    assert {number for number in everything if number in csv} == numbers


@pytest.mark.parametrize(
    ("asked", "found"),
    [("show=overdue", {1}), ("show=outstanding&q=PO-1000", {2}), ("q=nothing+of+this", set())],
)
async def test_customers_find_their_invoices(
    two: tuple[Browser, Browser], asked: str, found: set[int]
) -> None:
    _, customer = two
    numbers = {f"INV-{number:06d}" for number in found}
    page = await reads(customer, f"/invoices?{asked}")
    listed = (await asks(customer, "GET", f"/v1/invoices?{asked}")).json()["items"]
    csv = (await customer.page(f"/invoices.csv?{asked}")).text

    everything = {"INV-000001", "INV-000002"}
    assert {number for number in everything if number in page} == numbers
    assert {each["number"] for each in listed} == numbers
    assert {number for number in everything if number in csv} == numbers
