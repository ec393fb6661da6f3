"""Retainers at the doors: written, issued, paid, drawn and given back; seen by their customer."""

import io
import zipfile

import httpx
import pytest

from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_v1 import JSON


async def reads(browser: Browser, path: str) -> str:
    answer = await browser.page(path)
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)


async def files(browser: Browser, path: str) -> list[str]:
    """What a ZIP holds."""
    return zipfile.ZipFile(io.BytesIO((await browser.page(path)).content)).namelist()


async def asks(
    browser: Browser,
    method: str,
    path: str,
    body: object = None,
    *,
    key: str = "key-of-a-program",
    **headers: str,
) -> httpx.Response:
    """Further headers are named with an underscore: `if_match`."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers |= {**JSON, "idempotency-key": key, "sec-fetch-site": "same-origin"}
    return await browser.client.request(method, path, json=body, headers=headers)


async def written(staff: Browser, customer: str, project: str = "") -> str:
    """Staff write a retainer invoice over 100.00 EUR and issue it; its page."""
    new = f"/console/invoice-drafts/new?customer={customer}&kind=retainer"
    saved = await staff.send(
        "/console/invoice-drafts",
        seen_on=new,
        do="save",
        description="Advice in advance",
        price="100.00",
        project=project,
    )
    draft = saved.headers["location"]
    assert "Retainer invoice" in await reads(staff, draft)
    return (await staff.send(f"{draft}/issue", seen_on=draft)).headers["location"]


async def billed(staff: Browser, customer: str, minor_units: int, key: str) -> str:
    """An invoice of one line; its number."""
    price = {"amount": minor_units, "currency": "EUR"}
    body = {"customer": customer, "lines": [{"description": "Advice", "unit_price": price}]}
    made = await asks(staff, "POST", "/v1/staff/invoice-drafts", body, key=key)
    issue, seen = f"{made.headers['location']}/issue", made.headers["etag"]
    issued = await asks(staff, "POST", issue, key=f"{key}-issue", if_match=seen)
    return str(issued.json()["number"])


async def received(staff: Browser, customer: str, number: str) -> str:
    page = f"/console/customers/{customer}/payments"
    answer = await staff.send(page, seen_on=f"{page}/new", amount="100.00", invoices=number)
    assert answer.is_redirect, text_of(answer.text)
    return answer.headers["location"]


async def drawn_on_the_page(staff: Browser, page: str, bill: str) -> None:
    """As much as can be drawn, which the form has filled in."""
    draw = f"{page}/draw"
    too_much = await staff.send(draw, seen_on=f"{draw}?invoice={bill}", amounts="60.01")
    assert "Only 60.00 EUR are still owed" in text_of(too_much.text)
    done = await staff.said(await staff.send(draw, seen_on=f"{draw}?invoice={bill}"))
    assert "It is drawn, and the invoices are paid." in done
    assert "Partly drawn" in done
    assert "RET-000001" in await reads(staff, f"/console/invoices/{bill}")


async def test_staff_write_one_it_is_paid_drawn_and_its_rest_given_back(house: House) -> None:
    customer = await house.a.customer()
    staff = await house.staff(Role.FINANCE_MANAGER)
    page = await written(staff, customer)
    assert page == "/console/retainers/RET-000001"
    assert (await staff.page("/console/invoices/RET-000001")).headers["location"] == page
    assert "Draw it for invoices" not in await reads(staff, page)
    bill = await billed(staff, customer, 6_000, "key-00000001")
    payment = await received(staff, customer, "RET-000001")
    assert "RET-000001" in await reads(staff, payment)
    await drawn_on_the_page(staff, page, bill)

    refund = await staff.send(f"{payment}/refund", seen_on=f"{payment}/refund", amount="40.00")
    assert "It is given back." in await staff.said(refund)
    told = await reads(staff, page)
    assert "Drawn" in told
    assert "Partly refunded" in told
    assert "RET-000001" in await reads(staff, "/console/retainers?status=drawn")
    assert "RET-000001" not in await reads(staff, "/console/retainers?status=paid")
    assert "RET-000001,2026-11-24" in await reads(staff, "/console/retainers.csv?status=drawn")
    assert "RET-000001" not in await reads(staff, "/console/retainers.csv?status=paid")
    assert await files(staff, "/console/retainers.zip") == ["RET-000001.pdf"]


async def test_programs_ask_in_advance_once_and_draw_all_or_nothing(house: House) -> None:
    customer = await house.a.customer()
    staff = await house.staff(Role.BILLING_AGENT)
    body = {"customer": customer, "amount": {"amount": 10_000, "currency": "EUR"}}
    body["description"] = "Deposit"

    made = [await asks(staff, "POST", "/v1/staff/retainers", body) for _ in range(2)]
    number = made[0].json()["number"]
    assert [each.json()["number"] for each in made] == [number, number]
    await received(staff, customer, number)
    one = await billed(staff, customer, 3_000, "key-00000001")
    two = await billed(staff, customer, 9_000, "key-00000002")

    async def draw(key: str, **shares: int) -> dict[str, object]:
        wanted = {"shares": [{"invoice": f"INV-{n[1:]}", "amount": u} for n, u in shares.items()]}
        path = f"/v1/staff/retainers/{number}/draws"
        answer: dict[str, object] = (await asks(staff, "POST", path, wanted, key=key)).json()
        return answer

    refused = await draw("key-00000003", **{f"n{one[4:]}": 3_000, f"n{two[4:]}": 7_001})
    assert refused["code"] == "RetainerUsedUp"
    done = await draw("key-00000004", **{f"n{one[4:]}": 3_000, f"n{two[4:]}": 7_000})
    assert (done["status"], done["available"]) == ("drawn", {"amount": 0, "currency": "EUR"})
    listed = (await asks(staff, "GET", f"/v1/staff/retainers?customer={customer}")).json()
    assert [each["number"] for each in listed["items"]] == [number]


async def test_a_customer_sees_it_and_pays_it_by_itself(
    house: House,
) -> None:
    customer = await house.a.customer()
    staff = await house.staff()
    await written(staff, customer)
    ada = await house.guest(await house.a.contact_of(customer))
    home = "/retainers/RET-000001"

    assert "€100.00 more are asked for" in await reads(ada, "/")
    assert "There is nothing to pay." in await reads(ada, "/")
    assert "RET-000001" in await reads(ada, "/retainers")
    assert "RET-000001" not in await reads(ada, "/invoices")
    assert (await ada.page("/invoices/RET-000001")).status_code == 404
    assert "Pay €100.00" in await reads(ada, home)
    assert "stays yours until it is used" in await reads(ada, f"{home}/print")
    assert "Pay RET-000001" in await reads(ada, f"{home}/pay")
    assert (await ada.send("/payments", seen_on=f"{home}/pay")).is_redirect
    assert await files(ada, "/retainers.zip?number=RET-000001") == ["RET-000001.pdf"]
    assert "RET-000001" in await reads(ada, "/v1/retainers.csv")
    bill = await billed(staff, customer, 10_000, "key-00000009")
    amount = {"amount": 10_000, "currency": "EUR"}
    both = {"invoices": [{"number": each, "amount": amount} for each in ("RET-000001", bill)]}
    assert (await asks(ada, "POST", "/v1/payments", both)).json()["code"] == "RetainerPaidAlone"


async def test_a_customer_finds_what_is_left_on_the_first_page_and_behind_the_receipt(
    house: House,
) -> None:
    customer = await house.a.customer()
    staff = await house.staff()
    await written(staff, customer, project="P-7")
    ada = await house.guest(await house.a.contact_of(customer))

    receipt = await received(staff, customer, "RET-000001")
    assert "Used for invoices to come" in await reads(ada, "/")
    shown = (await asks(ada, "GET", "/v1/retainers/RET-000001")).json()
    assert (shown["status"], shown["project"]) == ("paid", "P-7")
    assert "RET-000001 Retainer invoice" in await reads(ada, receipt.removeprefix("/console"))
    advance = (await asks(ada, "GET", "/v1/home")).json()["retainers"]
    assert [each["available"]["amount"] for each in advance] == [10_000]


async def test_an_unpaid_one_is_declared_void_and_a_kept_one_is_refused_by_name(
    house: House,
) -> None:
    customer = await house.a.customer()
    staff = await house.staff(Role.FINANCE_MANAGER)
    page = await written(staff, customer)
    void = "/console/invoices/RET-000001/void"
    assert "Void" in await staff.said(await staff.send(void, seen_on=page, reason="A mistake"))

    await written(staff, customer, project="P-7")
    await received(staff, customer, "RET-000002")
    bill = await billed(staff, customer, 100, "key-00000001")
    assert "no open invoice" in await reads(staff, "/console/retainers/RET-000002/draw")
    share = {"invoice": bill, "amount": 100}
    draws = "/v1/staff/retainers/RET-000002/draws"
    answer = await asks(staff, "POST", draws, {"shares": [share]})
    assert answer.json()["code"] == "KeptForProject"

    twice = await asks(staff, "POST", draws, {"shares": [share, share]}, key="key-00000002")
    assert (twice.status_code, twice.json()["code"]) == (422, "GivenTwice")
    yen = {"amount": 10_000, "currency": "JPY"}
    foreign = {"customer": customer, "amount": yen, "description": "Deposit"}
    answer = await asks(staff, "POST", "/v1/staff/retainers", foreign, key="key-00000003")
    assert (answer.status_code, answer.json()["code"]) == (422, "CurrencyMismatch")


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_only_looks_draws_nothing(house: House, role: Role) -> None:
    customer = await house.a.customer()
    page = await written(await house.staff(), customer)
    staff = await house.staff(role)

    assert "Declare it void" not in await reads(staff, page)
    assert (await staff.page(f"{page}/draw")).status_code == 403
