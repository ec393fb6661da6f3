"""Sales orders at the doors: written, fulfilled, followed and invoiced; seen by both sides."""

import pytest
from sqlalchemy import text

from domain.policy import Role
from tests.api.staff.house import Browser, House
from tests.api.staff.test_retainers import asks, reads
from tests.support.order_office import sales_order

ORDERS = "/console/sales-orders"
SHIPMENT = "/v1/staff/shipments/SHIP-000001"
PRICE = {"amount": 1_000, "currency": "EUR"}


async def written(staff: Browser, customer: str) -> str:
    """Three chairs, written in the console; the page of the order."""
    new = f"{ORDERS}/new?customer={customer}"
    saved = await staff.send(
        ORDERS,
        seen_on=new,
        do="save",
        description="Chair",
        quantity="3",
        price="10.00",
        discount="10 %",
        purchase_order="PO-7",
    )
    assert saved.is_redirect, await staff.said(saved)
    return saved.headers["location"]


async def guest_of(house: House, customer: str) -> Browser:
    await house.a.preference("view.sales_orders", True)
    return await house.guest(await house.a.contact_of(customer))


async def confirmed(staff: Browser, customer: str) -> str:
    page = await written(staff, customer)
    answer = await staff.send(f"{page}/confirm", seen_on=page)
    assert "The order is confirmed." in await staff.said(answer)
    return page


async def fulfilled(staff: Browser, page: str, **fields: str) -> str:
    """As the form was filled in but for these; what the page says then."""
    return await staff.said(await staff.send(f"{page}/fulfil", seen_on=f"{page}/fulfil", **fields))


async def drafted(staff: Browser, page: str) -> str:
    """The page of the draft of an invoice of all that came."""
    answer = await staff.send(f"{page}/invoice", seen_on=f"{page}/invoice")
    assert "Look at it, and issue it." in await staff.said(answer)
    return answer.headers["location"]


async def test_an_order_is_written_like_an_invoice(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    page = await written(staff, await house.a.customer())
    more = await staff.send(page, seen_on=f"{page}/edit", do="add")
    assert "Line 2" in more.text
    refused = await staff.send(page, seen_on=f"{page}/edit", quantity="none")
    assert "is not a whole number" in await staff.said(refused)
    assert "€27.00" in await reads(staff, page)
    assert (await staff.page(f"{page}/pdf")).status_code == 409
    void = await staff.said(await staff.send(f"{page}/void", seen_on=page))
    assert "The order is void." in void


async def test_staff_fulfil_it_in_parts_and_follow_each(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    page = await confirmed(staff, await house.a.customer())
    assert "only 3 are left to fulfil" in await fulfilled(staff, page, quantities="4")
    unsafe = {"tracking_url": "javascript:alert(1)", "carrier": "Post"}
    kept = await staff.send(f"{page}/fulfil", seen_on=f"{page}/fulfil", **unsafe)
    assert kept.status_code == 422
    assert 'value="Post"' in kept.text
    sent = {"quantities": "2", "carrier": "Post", "status": "shipped", "note": "Careful"}
    assert "Partly fulfilled" in await fulfilled(staff, page, **sent)
    own = "/console/shipments/SHIP-000001"
    moved = await staff.send(f"{own}/deliver", seen_on=own, note="Thanks")
    assert "Delivered" in await staff.said(moved)
    no_day = await staff.send(own, seen_on=own, expected_on="soon", carrier="Couriers")
    assert "“soon” is not a date" in await staff.said(no_day)
    assert 'value="Couriers"' in no_day.text
    assert "Courier" in await staff.said(await staff.send(own, seen_on=own, carrier="Courier"))
    assert "SO-000001" in await reads(staff, f"{ORDERS}?status=partly_fulfilled")
    assert "SO-000001" not in await reads(staff, f"{ORDERS}?status=draft")


async def test_staff_invoice_what_came(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    page = await confirmed(staff, await house.a.customer())
    await fulfilled(staff, page, quantities="2")
    draft = await drafted(staff, page)
    assert "€18.00" in await reads(staff, draft)
    await staff.send(f"{draft}/issue", seen_on=draft)
    told = await reads(staff, page)
    assert "INV-000001" in told
    assert "SO-000001" in await reads(staff, "/console/invoices/INV-000001")
    assert "Declare it void" not in told
    assert "All that was fulfilled is invoiced" in await reads(staff, f"{page}/invoice")


async def test_a_customer_sees_what_was_confirmed_and_nothing_before(house: House) -> None:
    customer = await house.a.customer()
    staff = await house.staff()
    page = await written(staff, customer)
    ada = await guest_of(house, customer)
    own = page.removeprefix("/console")
    assert "No sales orders here" in await reads(ada, "/sales-orders")
    assert (await ada.page(own)).status_code == 404
    await staff.send(f"{page}/confirm", seen_on=page)
    assert "Nothing was sent yet." in await reads(ada, own)
    assert "This is no invoice." in await reads(ada, f"{own}/print")


async def test_a_customer_follows_shipments_and_finds_the_invoices(house: House) -> None:
    customer = await house.a.customer()
    staff = await house.staff()
    page = await confirmed(staff, customer)
    ada, own = await guest_of(house, customer), page.removeprefix("/console")
    link = "https://post.example/1"
    tracking = {"carrier": "Post", "tracking_url": link, "expected_on": "2055-01-14"}
    await fulfilled(staff, page, status="shipped", **tracking)
    draft = await drafted(staff, page)
    read = await reads(ada, own)
    for words in ("On its way", "14 Jan 2055", "Nothing of it was invoiced yet."):
        assert words in read
    assert await counted(ada, own) == [0]
    assert f'href="{link}"' in (await ada.page(own)).text
    await staff.send(f"{draft}/issue", seen_on=draft)
    assert "INV-000001" in await reads(ada, own)
    assert f'href="{own}"' in (await ada.page("/invoices/INV-000001")).text
    shown = (await asks(ada, "GET", f"/v1{own}")).json()
    assert (shown["status"], shown["invoices"]) == ("fulfilled", ["INV-000001"])
    assert 0 not in await counted(ada, own)
    assert [each["status"] for each in shown["shipments"][0]["history"]] == ["shipped"]
    assert "SO-000001" in await reads(ada, "/sales-orders?show=fulfilled")


async def counted(browser: Browser, page: str) -> list[int]:
    """How much of each line is invoiced, as a program reads it."""
    lines = (await asks(browser, "GET", f"/v1{page}")).json()["lines"]
    return [each["invoiced"] for each in lines]


async def test_no_order_leads_to_what_is_anothers(house: House) -> None:
    """TV 98: an order that names an invoice of somebody else's."""
    customer, other = await house.a.customer(), await house.a.customer()
    mine = await sales_order(house.books, customer, house.clock.now())
    await sales_order(house.books, other, house.clock.now())
    staff = await house.staff()
    draft = "/console/invoice-drafts/DRAFT-000002"
    assert (await staff.send(f"{draft}/issue", seen_on=draft)).is_redirect
    async with house.books() as books:
        await books.session.execute(
            text(
                "INSERT INTO sales_order_invoices"
                " (invoice, line, quantity, returned, discount_minor_units)"
                " SELECT i.id, l.id, 1, 0, 0 FROM invoices i, sales_order_lines l"
                " WHERE i.number = 'INV-000001' AND l.sales_order = :mine AND l.position = 1"
            ),
            {"mine": mine},
        )
    ada = await guest_of(house, customer)

    assert "INV-000001" not in await reads(ada, f"/sales-orders/{mine}")
    assert (await asks(ada, "GET", f"/v1/sales-orders/{mine}")).json()["invoices"] == []
    assert "INV-000001" not in await reads(staff, f"{ORDERS}/{mine}")


async def made_by_program(staff: Browser, customer: str) -> str:
    """Its address, once however often it is sent."""
    lines = [{"description": "Chair", "quantity": 3, "unit_price": PRICE}]
    body = {"customer": customer, "lines": lines}
    made = [await asks(staff, "POST", "/v1/staff/sales-orders", body) for _ in range(2)]
    number = made[0].json()["number"]
    assert [each.json()["number"] for each in made] == [number, number]
    return f"/v1/staff/sales-orders/{number}"


async def test_programs_do_the_same_once(house: House) -> None:
    customer, staff = await house.a.customer(), await house.staff()
    home = await made_by_program(staff, customer)
    changed = {"lines": [{"description": "Table", "quantity": 2, "unit_price": PRICE}]}
    put = (await asks(staff, "PUT", home, changed, key="key-000001", if_match="*")).json()
    assert put["lines"][0]["description"] == "Table"
    await asks(staff, "POST", f"{home}/confirm", key="key-000002", if_match="*")
    some = {"quantities": [{"line": 1, "quantity": 1}], "status": "packed"}
    sent = await asks(staff, "POST", f"{home}/shipments", some, key="key-000003")
    assert sent.json()["shipments"][0]["quantities"] == {"1": 1}
    await asks(staff, "POST", f"{SHIPMENT}/moves", {"event": "ship"}, key="key-000004")
    tracking = {"carrier": "P", "expected_on": "2055-01-14"}
    tracked = await asks(staff, "PUT", f"{SHIPMENT}/tracking", tracking, key="key-000005")
    assert tracking.items() <= tracked.json()["shipments"][0].items()
    path = f"{home}/invoices"
    drafts = [await asks(staff, "POST", path, {}, key="key-000006") for _ in range(2)]
    assert drafts[0].json() == drafts[1].json() == {"draft": "DRAFT-000001"}
    gone = {"key": "key-000007", "if_match": "*"}
    assert (await asks(staff, "POST", f"{home}/void", **gone)).status_code == 409
    listed = (await asks(staff, "GET", f"/v1/staff/sales-orders?customer={customer}")).json()
    assert [each["status"] for each in listed["items"]] == ["partly_fulfilled"]


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_only_looks_changes_nothing(house: House, role: Role) -> None:
    page = await written(await house.staff(), await house.a.customer())
    staff = await house.staff(role)

    assert "Confirm the order" not in await reads(staff, page)
    assert (await staff.page(f"{page}/fulfil")).status_code == 403
    assert (await staff.page(f"{ORDERS}/new")).status_code == 403
