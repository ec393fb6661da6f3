"""Invoices that staff write: on pages and by programs, and nobody else sees them before."""

from typing import Any

import pytest

from domain.invoices import InvoiceStatus
from domain.policy import Role
from domain.taxes import TaxBehaviour
from tests.api.staff.house import Browser, House, text_of

JSON = {"sec-fetch-site": "same-origin", "accept": "application/json"}
NEW = "/console/invoice-drafts/new?customer=CUST-000001"
DRAFTS = "/console/invoice-drafts"
DRAFT = f"{DRAFTS}/DRAFT-000001"


def _v1(key: int, seen: str = "") -> dict[str, str]:
    return {**JSON, "idempotency-key": f"key-0000000{key}", "if-match": seen}


async def written(house: House, staff: Browser, **fields: str | list[str]) -> str:
    """A draft of two hours of advice; what the page says after saving it."""
    await house.a.customer()
    typed: dict[str, Any] = {
        "description": ["Advice"],
        "quantity": ["2"],
        "price": ["100.00"],
        **fields,
    }
    answer = await staff.send(DRAFTS, seen_on=NEW, do="save", **typed)
    assert answer.is_redirect, text_of(answer.text)
    return await staff.said(answer)


async def numbers(house: House) -> list[str | None]:
    async with house.books() as books:
        return [row.number for row in await books.invoices.page()]


async def test_a_draft_is_read_as_its_customer_will_read_it(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    rate = await house.a.tax_rate(20, TaxBehaviour.EXCLUSIVE)

    said = await written(
        house,
        staff,
        discount=["10 %"],
        tax=[rate],
        purchase_order="PO-7",
        notes="With thanks\nfor <b>it</b>",
        due_days="30",
    )

    for words in ("Advice 2 × €100.00", "Discount: €20.00", "VAT 20 % €36.00", "Total €216.00"):
        assert words in said
    for words in ("Given when it is issued", "PO-7", "Thu 24 Dec 2026", "for <b>it</b>", "Acme 1"):
        assert words in said


async def test_lines_come_and_go_without_scripts_and_with_them(house: House) -> None:
    staff = await house.staff()
    await house.a.customer()
    typed: dict[str, Any] = {
        "description": ["One", "Two"],
        "quantity": ["1", "1"],
        "price": ["1", "2"],
    }
    more = (await staff.send(DRAFTS, seen_on=NEW, do="add", **typed)).text
    fewer = (await staff.send(DRAFTS, seen_on=NEW, do="remove-1", **typed)).text

    assert more.count('name="description"') == 3
    assert 'value="Two"' in fewer
    assert 'value="One"' not in fewer
    assert await house.commands("invoice", "write") == 0


async def test_what_is_wrong_is_said_at_its_field(house: House) -> None:
    staff = await house.staff()
    await house.a.customer()
    wrong: dict[str, Any] = {
        "description": ["A", ""],
        "quantity": ["0", "1"],
        "price": ["1", "x"],
        "due_on": "soon",
    }
    answer = await staff.send(DRAFTS, seen_on=NEW, do="save", **wrong)
    assert answer.status_code == 422
    for field in ("quantity-1", "price-2", "due_on"):
        assert f'href="#f-{field}"' in answer.text
    nothing = await staff.send(DRAFTS, seen_on=NEW, do="save", description=[""], price=[""])
    assert "An invoice needs at least one line." in text_of(nothing.text)
    dear: dict[str, Any] = {
        "description": ["A"],
        "quantity": ["1"],
        "price": ["5"],
        "discount": ["6"],
    }
    answer = await staff.send(DRAFTS, seen_on=NEW, do="save", **dear)
    assert 'href="#f-discount-1"' in answer.text


async def test_it_is_changed_issued_and_sent_again(house: House) -> None:
    staff = await house.staff()
    await written(house, staff)
    changed = await staff.send(DRAFT, seen_on=f"{DRAFT}/edit", do="save", price=["50.00"])
    assert "Total €100.00" in await staff.said(changed)

    issued = await staff.send(f"{DRAFT}/issue", seen_on=DRAFT)
    assert issued.headers["location"] == "/console/invoices/INV-000001"
    assert "The invoice was issued." in await staff.said(issued)
    again = await staff.send(
        "/console/invoices/INV-000001/send", seen_on="/console/invoices/INV-000001"
    )

    assert "on its way" in await staff.said(again)
    assert await numbers(house) == ["INV-000001"]
    late = await staff.send(f"{DRAFT}/discard", seen_on="/console/invoices/INV-000001")
    assert "cannot be changed any more" in await staff.said(late)


async def test_the_same_form_writes_one_draft(house: House) -> None:
    staff = await house.staff()
    await house.a.customer()
    typed: dict[str, Any] = {"description": ["Advice"], "quantity": ["2"], "price": ["100.00"]}
    for _ in range(2):
        await staff.send(DRAFTS, seen_on=NEW, key="one-key-for-both", do="save", **typed)
    page = text_of((await staff.page(DRAFTS)).text)
    assert "DRAFT-000001" in page
    assert "DRAFT-000002" not in page


async def test_a_ready_draft_can_be_held(house: House) -> None:
    staff = await house.staff()
    await house.a.preference("invoices.grace_hours", 24)
    await written(house, staff)
    ready = await staff.said(await staff.send(f"{DRAFT}/ready", seen_on=DRAFT))
    assert "Wed 25 Nov 2026, 09:00It is issued by itself" in ready
    assert "DRAFT-000001" in (await staff.page("/console/processes?kind=invoice")).text

    held = await staff.said(await staff.send(f"{DRAFT}/hold", seen_on=DRAFT))
    assert "It waits until somebody issues it." in held


async def test_the_customer_never_sees_a_draft(house: House) -> None:
    staff = await house.staff()
    await written(house, staff)
    contact = await house.guest("CON-000001")
    listed = await contact.page("/invoices")
    assert listed.status_code == 200
    assert "DRAFT" not in listed.text
    for path in ("/invoices/DRAFT-000001", "/v1/invoices/DRAFT-000001"):
        assert (await contact.page(path)).status_code == 404

    await staff.send(f"{DRAFT}/issue", seen_on=DRAFT)

    said = text_of((await contact.page("/invoices/INV-000001")).text)
    for words in (
        "Advice 2 × €100.00",
        "Total €200.00",
        "Billed to Acme 1 Street 1 1010 Vienna Austria",
    ):
        assert words in said
    async with house.books() as books:
        [message] = await books.messages.of_customer("CUST-000001")
    assert message.facts["portal"] == "yes"


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_may_not_issue_sees_no_button(house: House, role: Role) -> None:
    await written(house, await house.staff())
    reader = await house.staff(role)
    page = text_of((await reader.page(DRAFT)).text)
    assert "Issue the invoice" not in page
    assert (await reader.page(f"{DRAFT}/edit")).status_code == 403


async def test_programs_write_change_and_issue(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer()
    price = {"amount": 10000, "currency": "EUR"}
    body: dict[str, Any] = {
        "customer": customer,
        "lines": [{"description": "Advice", "unit_price": price}],
    }
    client = staff.client

    made = await client.post("/v1/staff/invoice-drafts", json=body, headers=_v1(1))
    assert made.status_code == 201, made.text
    assert made.json()["total"] == price
    content = {"lines": [{**body["lines"][0], "quantity": 3}], "due_days": 5}
    seen = made.headers["etag"]
    changed = await client.put(
        "/v1/staff/invoice-drafts/DRAFT-000001", json=content, headers=_v1(2, seen)
    )
    assert changed.json()["total"]["amount"] == 30000
    seen = changed.headers["etag"]
    issued = await client.post("/v1/staff/invoice-drafts/DRAFT-000001/issue", headers=_v1(3, seen))

    assert issued.json()["number"] == "INV-000001"
    assert issued.json()["status"] == InvoiceStatus.OPEN
    wrong = {**body, "lines": [{"description": "A", "unit_price": {**price, "currency": "USD"}}]}
    refused = await client.post("/v1/staff/invoice-drafts", json=wrong, headers=_v1(4))
    assert refused.status_code == 422
