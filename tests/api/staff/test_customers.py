"""Customers: created, found, changed; their people let into the portal and out again."""

import asyncio
from typing import Any

import pytest

from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of

CUSTOMER: dict[str, Any] = {
    "name": "Acme Works",
    "country": "AT",
    "currency": "EUR",
    "language": "de",
    "time_zone": "Europe/Vienna",
    "main_name": "Ada Lovelace",
    "main_email": "ada@acme.example",
}
NEW = "/console/customers/new"
NASTY = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'


async def create(staff: Browser, **fields: str) -> str:
    """The address of the new customer's page."""
    answer = await staff.send("/console/customers", seen_on=NEW, **{**CUSTOMER, **fields})
    assert answer.status_code == 303, text_of(answer.text)
    return str(answer.headers["location"])


async def test_a_customer_is_created_and_its_main_contact_invited_once(house: House) -> None:
    staff = await house.staff()
    wanted = {**CUSTOMER, "main_portal": "on"}

    first = await staff.send("/console/customers", seen_on=NEW, key="form-key-1", **wanted)
    again = await staff.send("/console/customers", seen_on=NEW, key="form-key-1", **wanted)

    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert await house.commands("invitation", "invite") == 1
    assert await house.commands("customer", "create") == 1
    said = await staff.said(first)
    assert "Acme Works" in said
    assert "Invited on" in said
    assert "The link expires." in said


async def test_two_clicks_in_the_same_instant_are_one(house: House) -> None:
    staff = await house.staff()

    answers = await asyncio.gather(
        *(
            staff.send("/console/customers", seen_on=NEW, key="form-key-1", **CUSTOMER)
            for _ in range(4)
        )
    )

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    async with house.books() as books:
        assert len(await books.customers.page()) == 1


async def test_the_same_key_for_another_customer_is_refused(house: House) -> None:
    staff = await house.staff()
    await staff.send("/console/customers", seen_on=NEW, key="form-key-1", **CUSTOMER)

    other = {**CUSTOMER, "name": "Other"}
    answer = await staff.send("/console/customers", seen_on=NEW, key="form-key-1", **other)

    assert answer.status_code == 422
    assert "used before" in text_of(answer.text)


async def test_two_people_are_created_and_only_the_ticked_one_is_invited(house: House) -> None:
    staff = await house.staff()

    page = await create(
        staff, other_name="Grace", other_email="grace@acme.example", other_portal="on"
    )

    assert await house.commands("invitation", "invite") == 1
    async with house.books() as books:
        contacts = await books.customers.contacts_of(page.rsplit("/", 1)[1])
    assert [(each.name, each.is_primary) for each in contacts] == [
        ("Ada Lovelace", True),
        ("Grace", False),
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Give a name."),
        ("country", "XX", "Choose one of the list."),
        ("currency", "EURO", "is not the ISO 4217 code"),
        ("language", "tlh", "Choose one of the list."),
        ("time_zone", "Mars/Olympus", "is not a time zone"),
        ("main_email", "ada at acme", "is not an e-mail address"),
    ],
)
async def test_what_cannot_be_used_is_said_beside_its_field(
    quiet: House, field: str, value: str, words: str
) -> None:
    staff = await quiet.staff()

    answer = await staff.send(
        "/console/customers", seen_on=NEW, **{**CUSTOMER, field: value, "tax_id": "ATU 1"}
    )

    assert answer.status_code == 422
    assert words in text_of(answer.text)
    assert f'href="#f-{field}"' in answer.text
    assert 'value="ATU 1"' in answer.text, "what was typed is kept"
    assert await quiet.commands("customer", "create") == 0


async def test_nobody_is_let_in_without_an_address(quiet: House) -> None:
    staff = await quiet.staff()

    answer = await staff.send(
        "/console/customers",
        seen_on=NEW,
        **{**CUSTOMER, "main_email": "", "main_portal": "on"},
    )

    assert answer.status_code == 422
    assert "has no e-mail address: add one first" in text_of(answer.text)


async def test_an_address_belongs_to_one_person_of_a_customer(quiet: House) -> None:
    staff = await quiet.staff()

    answer = await staff.send(
        "/console/customers",
        seen_on=NEW,
        **{**CUSTOMER, "other_name": "Twin", "other_email": "ADA@acme.example"},
    )

    assert answer.status_code == 422
    assert "has this e-mail address already" in text_of(answer.text)
    async with quiet.books() as books:
        assert await books.customers.page() == []


async def test_what_people_type_stays_text(house: House) -> None:
    staff = await house.staff()

    page = await create(staff, name=NASTY, main_name=NASTY, billing_city=NASTY, tax_id=NASTY)

    for path in (page, f"{page}/edit", "/console/customers", "/console"):
        text = (await staff.page(path)).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert NASTY in text_of((await staff.page(page)).text)


async def test_a_customer_is_changed_but_never_its_currency(house: House) -> None:
    staff = await house.staff()
    page = await create(staff)

    answer = await staff.send(
        page,
        seen_on=f"{page}/edit",
        name="Acme Works GmbH",
        country="DE",
        language="en",
        time_zone="Europe/Berlin",
        billing_city="Berlin",
    )

    said = await staff.said(answer)
    assert "Acme Works GmbH" in said
    assert "Berlin" in said
    refused = await staff.send(page, seen_on=f"{page}/edit", name="x", currency="USD")
    assert refused.status_code == 422
    assert await house.commands("customer", "change") == 1


async def test_how_a_customer_is_taxed_is_chosen_and_shown(house: House) -> None:
    staff = await house.staff()
    async with house.books() as books:
        at = house.clock.now()
        await books.organisations.set_preference("taxes.reverse_charge", True, by="test", at=at)
    page = await create(staff, country="DE", tax_id="DE123456789")

    by_rule = text_of((await staff.page(page)).text)
    fields = {"name": "Acme", "country": "DE", "language": "en", "time_zone": "UTC"}
    answer = await staff.send(page, seen_on=f"{page}/edit", tax_treatment="exempt", **fields)

    assert "Tax Reverse charge" in by_rule
    assert "Tax Exempt from tax" in await staff.said(answer)
    refused = await staff.send(page, seen_on=f"{page}/edit", tax_treatment="none", **fields)
    assert "Choose one of the list." in text_of(refused.text)
    fields |= {"tax_treatment": "reverse_charge", "tax_id": "123 456"}
    owing = await staff.send(page, seen_on=f"{page}/edit", **fields)
    assert "give their VAT number, with its country's letters." in text_of(owing.text)


async def test_the_list_is_searched_and_goes_on_by_a_key(house: House) -> None:
    staff = await house.staff()
    for number in range(53):
        async with house.books() as books:
            books.customers.new(
                number=f"CUST-9{number:05d}",
                name=f"100% Firma {number:02d}",
                currency="EUR",
                language="en",
                time_zone="UTC",
                country="AT",
                created_at=house.clock.now(),
            )

    first = (await staff.page("/console/customers?q=100%25")).text
    forward = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = await staff.page(forward.replace("&amp;", "&"))

    assert first.count('name="customer"') == 50
    assert second.text.count('name="customer"') == 3
    assert "Back to the beginning" in second.text
    forged = await staff.page("/console/customers?after=WyJDVVNULTAwMDAwMSJd.00")
    assert forged.status_code == 400
    nobody = text_of((await staff.page("/console/customers?q=nobody")).text)
    assert "Nobody found" in nobody


async def test_htmx_gets_the_list_alone(quiet: House) -> None:
    staff = await quiet.staff()

    part = await staff.page("/console/customers?q=x", **{"hx-request": "true"})

    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'id="list"' in part.text


async def test_a_number_leads_to_its_page(quiet: House) -> None:
    staff = await quiet.staff(Role.SUPPORT)

    found = await staff.page("/console/search?q=sub-42")
    other = await staff.page("/console/search?q=Acme %26 Co")

    assert found.headers["location"] == "/console/subscriptions/SUB-000042"
    assert other.headers["location"] == "/console/customers?q=Acme+%26+Co"


@pytest.mark.parametrize(
    "path",
    [
        "/console/customers/CUST-999999",
        "/console/contacts/CON-999999",
        "/console/subscriptions/SUB-999999",
        "/console/invoices/INV-999999",
        "/console/payments/PAY-999999",
        "/console/plans/none",
        "/console/commands/00000000-0000-0000-0000-000000000000",
    ],
)
async def test_what_does_not_exist_is_said_so(quiet: House, path: str) -> None:
    staff = await quiet.staff()

    answer = await staff.page(path)

    assert answer.status_code == 404
    assert "There is no" in text_of(answer.text)


async def test_a_customer_may_have_several_people_without_an_address(house: House) -> None:
    staff = await house.staff()
    home = await create(staff)
    number = home.rpartition("/")[2]
    new = f"/console/contacts/new?customer={number}"

    for name in ("Grace Hopper", "Edsger Dijkstra"):
        await staff.send("/console/contacts", seen_on=new, name=name, email="")

    said = text_of((await staff.page(home)).text)
    assert "Grace Hopper" in said
    assert "Edsger Dijkstra" in said
    assert said.count("no e-mail address") == 2


async def test_a_customers_page_names_country_and_plan(house: House) -> None:
    staff = await house.staff()
    plan = await house.a.plan()
    subscription = await house.a.subscription(plan)
    async with house.books() as books:
        row = await books.plans.get(plan)
        row.name = "The whole orchestra"
        customer = (await books.subscriptions.get(subscription)).customer

    said = text_of((await staff.page(f"/console/customers/{customer}")).text)

    assert "Country Austria" in said
    assert "Billing address Street 1 1010 Vienna Austria" in said
    assert "The whole orchestra" in said
    listed = text_of((await staff.page("/console/subscriptions")).text)
    assert "The whole orchestra" in listed
