"""The console for programs: the same as its pages, as JSON."""

from typing import Any

import httpx
import pytest

from domain.policy import Role
from tests.api.staff.house import Browser, House

JSON = {"sec-fetch-site": "same-origin", "accept": "application/json"}
CUSTOMER: dict[str, Any] = {
    "name": "Acme",
    "currency": "EUR",
    "language": "en",
    "time_zone": "Europe/Vienna",
    "country": "AT",
    "contacts": [{"name": "Ada", "email": "ada@acme.example", "portal": True}],
}
PLAN: dict[str, Any] = {
    "code": "team",
    "name": "Team",
    "interval_unit": "month",
    "prices": [{"unit": {"amount": 2400, "currency": "EUR"}}],
}


async def post(
    browser: Browser, path: str, body: dict[str, Any] | None = None, key: str = "key-00000001"
) -> httpx.Response:
    return await browser.client.post(
        f"/v1/staff{path}", json=body or {}, headers={**JSON, "idempotency-key": key}
    )


async def get(browser: Browser, path: str) -> httpx.Response:
    return await browser.client.get(f"/v1/staff{path}", headers=JSON)


async def test_a_customer_is_made_once_and_found_again(house: House) -> None:
    staff = await house.staff()

    first = await post(staff, "/customers", CUSTOMER)
    again = await post(staff, "/customers", CUSTOMER)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["main_contact"]["invitation"]["status"] == "invited"
    shown = await staff.client.get(first.headers["location"], headers=JSON)
    assert shown.json()["name"] == "Acme"
    found = (await get(staff, "/customers?search=acm")).json()
    assert [each["number"] for each in found["items"]] == [first.json()["number"]]


async def test_everything_can_be_sold_by_a_program(house: House) -> None:
    staff = await house.staff()
    customer = (await post(staff, "/customers", CUSTOMER)).json()["number"]
    await post(staff, "/plans", PLAN)

    sold = await post(
        staff,
        "/subscriptions",
        {"customer": customer, "plan": "team", "quantity": 2, "starts_on": "2026-11-24"},
    )

    assert sold.status_code == 201, sold.text
    number = sold.json()["number"]
    assert sold.json()["status"] == "live"
    invoices = (await get(staff, f"/invoices?customer={customer}&status=open")).json()["items"]
    assert invoices[0]["total"] == {"amount": 4800, "currency": "EUR"}
    lines = (await get(staff, f"/invoices/{invoices[0]['number']}")).json()["lines"]
    assert lines[0]["quantity"] == 2
    toggled = await post(staff, f"/subscriptions/{number}/auto-charge", {"on": True})
    assert toggled.status_code == 409
    assert toggled.json()["code"] == "NoMethodToCharge"
    refused = (await get(staff, "/commands?status=refused")).json()["items"]
    assert [each["code"] for each in refused] == ["NoMethodToCharge"]


async def test_a_command_that_waits_is_accepted_with_a_place_to_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.PATIENCE_SECONDS", 0.05)
    staff = await house.staff()
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)
    house.post.is_away = True

    answer = await post(staff, f"/contacts/{contact}/invitation/invite")

    assert answer.status_code == 202
    look = await staff.client.get(answer.headers["location"], headers=JSON)
    assert look.json()["status"] == "pending"


async def test_lists_go_on_by_their_link(house: House) -> None:
    staff = await house.staff(Role.AUDITOR)
    for _ in range(5):
        await house.a.customer()

    first = await get(staff, "/customers?limit=3")
    second = await staff.client.get(first.json()["next"], headers=JSON)

    assert first.headers["link"] == f'<{first.json()["next"]}>; rel="next"'
    numbers = [each["number"] for page in (first, second) for each in page.json()["items"]]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 5
    assert second.json()["next"] is None


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/customers", {**CUSTOMER, "status": "vip"}, 422, "InvalidInput"),
        ("/customers", {**CUSTOMER, "language": "tlh"}, 422, "InvalidInput"),
        ("/customers", {**CUSTOMER, "time_zone": "Mars"}, 422, "UnknownTimeZone"),
        ("/customers", {**CUSTOMER, "currency": "XXX"}, 422, "UnknownCurrency"),
        ("/customers", {**CUSTOMER, "contacts": [{"name": "A", "email": "no"}]}, 422, "NotAnEmail"),
        ("/contacts", {"customer": "CUST-000099", "name": "A"}, 404, "NoSuchCustomer"),
        ("/plans", {**PLAN, "interval_count": True}, 422, "InvalidInput"),
        ("/plans", {**PLAN, "prices": []}, 422, "PlanNeedsPrice"),
        ("/plans", {**PLAN, "tax_rate": "none"}, 404, "NoSuchTaxRate"),
        ("/contacts/CON-000099/disable", {}, 404, "NoSuchContact"),
        ("/contacts/CON-000099/invitation/accept", {}, 404, "NothingHere"),
    ],
)
async def test_refusals_have_names(
    quiet: House, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    staff = await quiet.staff()

    answer = await post(staff, path, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_request_that_changes_something_needs_a_key(quiet: House) -> None:
    staff = await quiet.staff()

    answer = await staff.client.post("/v1/staff/customers", json=CUSTOMER, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "IdempotencyKeyMissing")


async def test_access_is_taken_away(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)
    await post(staff, f"/contacts/{contact}/invitation/invite")

    answer = await post(staff, f"/contacts/{contact}/disable", key="key-00000002")

    assert answer.json()["invitation"]["status"] == "disabled"
    contacts = (await get(staff, f"/customers/{customer}/contacts")).json()["items"]
    assert [each["invitation"]["status"] for each in contacts] == ["disabled"]


async def test_tax_rates_are_written_and_changed_from_a_day_on(house: House) -> None:
    staff = await house.staff()
    rate = {"code": "AT20", "name": "VAT 20 %", "percent": "20", "behaviour": "exclusive"}

    made = await post(staff, "/tax-rates", rate)
    again = await post(staff, "/tax-rates", rate, key="key-00000002")
    change = {"name": "VAT 19.5 %", "percent": "19.5", "starts_on": "2027-01-01"}
    changed = await post(staff, "/tax-rates/AT20/changes", change, key="key-00000003")
    backwards = {**change, "ends_on": "2026-12-31"}
    refused = await post(staff, "/tax-rates/AT20/changes", backwards, key="key-00000004")

    assert made.status_code == 201
    assert made.json()["percent"] == "20"
    assert (again.status_code, again.json()["code"]) == (409, "TaxRateTaken")
    assert changed.status_code == 200, changed.text
    assert changed.json()["changes"] == [{**change, "ends_on": None}]
    assert (refused.status_code, refused.json()["code"]) == (422, "NotAValidity")
    [listed] = (await get(staff, "/tax-rates")).json()["items"]
    assert listed == changed.json()
    assert (await get(staff, "/tax-rates/none")).status_code == 404


async def test_how_a_customer_is_taxed_is_said_to_programs(house: House) -> None:
    staff = await house.staff()

    made = await post(staff, "/customers", {**CUSTOMER, "tax_treatment": "exempt"})

    assert made.json()["tax_treatment"] == "exempt", made.text
    wrong = {**CUSTOMER, "tax_treatment": "none"}
    assert (await post(staff, "/customers", wrong, key="key-00000002")).status_code == 422
