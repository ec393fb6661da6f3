"""Void, written off, restored: who may, with a reason, and what the page says then."""

import pytest

from domain.policy import Role
from tests.api.staff.house import House, text_of

INVOICE = "/console/invoices/INV-000001"


async def open_invoice(house: House) -> str:
    await house.a.subscription(token=None, auto_charge=False)
    return INVOICE


async def test_each_end_asks_for_a_reason_and_shows_it(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    page = await open_invoice(house)
    refused = await staff.send(f"{page}/write-off", seen_on=page, reason="")
    assert "Give a reason." in await staff.said(refused)

    for path, reason, status in (
        ("write-off", "Gone for good", "Written off"),
        ("restore", "Found again", "Open"),
        ("void", "Sent to the wrong one", "Void"),
    ):
        said = await staff.said(await staff.send(f"{page}/{path}", seen_on=page, reason=reason))
        assert reason in said
        assert status in said
    assert "Declare it void" not in text_of((await staff.page(page)).text)


async def test_a_second_void_is_refused_with_words(house: House) -> None:
    staff = await house.staff()
    page = await open_invoice(house)
    await staff.send(f"{page}/void", seen_on=page, reason="Wrong")
    again = await staff.send(f"{page}/void", seen_on=page, key="another-key-2", reason="Wrong")
    assert "not possible any more" in await staff.said(again)


@pytest.mark.parametrize("role", [Role.BILLING_AGENT, Role.SUPPORT, Role.AUDITOR])
async def test_others_may_not(house: House, role: Role) -> None:
    staff = await house.staff(role)
    page = await open_invoice(house)
    assert "Declare it void" not in text_of((await staff.page(page)).text)
    for path in ("void", "write-off", "restore"):
        answer = await staff.send(f"{page}/{path}", seen_on="/console", reason="x")
        assert answer.status_code == 403


async def test_programs_end_invoices_too(house: House) -> None:
    staff = await house.staff()
    await open_invoice(house)
    headers = {"sec-fetch-site": "same-origin", "accept": "application/json"}
    for place, (path, status) in enumerate(
        (("write-off", "written_off"), ("restore", "open"), ("void", "void"))
    ):
        answer = await staff.client.post(
            f"/v1/staff/invoices/INV-000001/{path}",
            json={"reason": "As agreed"},
            headers={**headers, "idempotency-key": f"key-0000000{place}"},
        )
        assert answer.json()["status"] == status, answer.text
