"""Customers: created, found, changed; their people let into the portal and out again."""

from tests.api.staff.house import House

CUSTOMER = {
    "name": "Acme Works",
    "country": "AT",
    "currency": "EUR",
    "language": "de",
    "time_zone": "Europe/Vienna",
    "main_name": "Ada Lovelace",
    "main_email": "ada@acme.example",
}
NEW = "/console/customers/new"


async def test_a_customer_is_created_and_its_main_contact_invited_once(house: House) -> None:
    staff = await house.staff()

    key = "form-key-1"
    first = await staff.send(
        "/console/customers", seen_on=NEW, key=key, main_portal="on", **CUSTOMER
    )
    again = await staff.send(
        "/console/customers", seen_on=NEW, key=key, main_portal="on", **CUSTOMER
    )

    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert await house.commands("invitation", "invite") == 1
    said = await staff.said(first)
    assert "Acme Works" in said
    assert "Invited on" in said
    assert "The link expires." in said
