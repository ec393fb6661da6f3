"""The next invoice at the doors: added to and corrected by staff, read by them and its customer."""

from domain.policy import Role
from tests.api.deeds.conftest import Ada
from tests.api.staff.house import text_of
from tests.api.staff.test_retainers import asks

CHARGE = {
    "description": "Training",
    "quantity": 2,
    "unit_price": {"amount": 2500, "currency": "EUR"},
}


async def test_staff_add_to_the_next_invoice_and_correct_it(ada: Ada) -> None:
    staff = await ada.house.staff(Role.BILLING_AGENT)
    home = f"/console{ada.home}"
    page = f"{home}/next-invoice"
    refused = await staff.send(f"{home}/charges", seen_on=page, description="Work", price="1,5x")
    assert refused.status_code == 422
    assert "“1,5x” is not an amount in EUR" in text_of(refused.text)
    assert 'value="Work"' in refused.text

    work = {"description": "Work", "quantity": "2", "price": "15.00", "discount": "10 %"}
    said = await staff.said(await staff.send(f"{home}/charges", seen_on=page, **work))
    assert "It stands on the next invoice." in said
    assert "Work 2 × €15.00" in said
    assert "To be paid €58.00" in said

    gone = await staff.send(f"{home}/charges/CHG-000001/remove", seen_on=page)
    said = await staff.said(gone)
    assert "It will not be charged." in said
    assert "To be paid €31.00" in said


async def test_programs_add_them_and_the_customer_reads_them_before(ada: Ada) -> None:
    staff = await ada.house.staff(Role.BILLING_AGENT)
    charges = f"/v1/staff{ada.home}/charges"
    answers = [await asks(staff, "POST", charges, CHARGE) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len((await asks(staff, "GET", charges)).json()["items"]) == 1

    assert "Training 2 × €25.00" in await ada.reads()
    assert (await ada.asks("GET", "")).json()["next_total"] == {"amount": 8100, "currency": "EUR"}

    removed = await asks(staff, "DELETE", "/v1/staff/charges/CHG-000001", key="remove-it-again")
    assert removed.json()["removed_at"]
    assert (await asks(staff, "GET", charges)).json()["items"] == []
