"""Quotes at the doors: staff write and send them, customers choose, accept or decline."""

from typing import Any

import httpx
import pytest

from domain.policy import Role
from tests.api.staff.forms import Forms
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_v1 import JSON

HOME = "/console/quotes/QUO-000001"
OWN = "/quotes/QUO-000001"
OFFERED: dict[str, Any] = {
    "description": ["Design", "Build", "Training", "Support"],
    "quantity": ["2", "1", "1", "1"],
    "price": ["200.00", "600.00", "150.00", "99.00"],
    "discount": ["", "", "", ""],
    "tax": ["", "", "", ""],
    "taken": ["always", "always", "optional", "suggested"],
}


async def reads(browser: Browser, path: str) -> str:
    answer = await browser.page(path)
    assert answer.status_code == 200, text_of(answer.text)
    return text_of(answer.text)


async def asks(
    browser: Browser, method: str, path: str, body: object = None, **headers: str
) -> httpx.Response:
    sent = {**JSON, "sec-fetch-site": "same-origin", "idempotency-key": "key-of-a-program"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await browser.client.request(method, path, json=body, headers=sent)


async def written(staff: Browser, customer: str, **fields: Any) -> str:
    """Staff write a quote over 1,099.00 as it is suggested; its page."""
    said = {"title": "A new website", "terms": "Net 14.", **OFFERED, **fields}
    new = f"/console/quote-drafts/new?customer={customer}"
    saved = await staff.send("/console/quote-drafts", seen_on=new, do="save", **said)
    assert saved.is_redirect, text_of(saved.text)
    return saved.headers["location"]


async def sent(house: House, customer: str, **fields: Any) -> Browser:
    """A quote that waits for its customer; staff who have sent it."""
    staff = await house.staff(Role.BILLING_AGENT)
    page = await written(staff, customer, **fields)
    said = await staff.said(await staff.send(f"{page}/send", seen_on=page))
    assert "This version stays as it is." in said, said
    return staff


async def test_staff_write_it_line_by_line_and_nobody_sees_it_before_it_is_sent(
    house: House,
) -> None:
    customer = await house.a.customer()
    staff = await house.staff(Role.BILLING_AGENT)
    new = f"/console/quote-drafts/new?customer={customer}"
    more = await staff.send("/console/quote-drafts", seen_on=new, do="add", **OFFERED)
    assert more.text.count("item-line") == 5
    wrong = await staff.send(
        "/console/quote-drafts", seen_on=new, do="save", **{**OFFERED, "price": ["x", "", "", ""]}
    )
    assert wrong.status_code == 422
    assert "Write it like" in text_of(wrong.text)

    page = await written(staff, customer)

    assert page == HOME
    told = await reads(staff, page)
    for words in ("€1,099.00", "Optional", "As the customer will read it", "2 × €200.00"):
        assert words in told, words
    ada = await house.guest(await house.a.contact_of(customer))
    assert (await ada.page(OWN)).status_code == 404
    assert (await ada.page(f"{OWN}/acceptance/pdf")).status_code == 404
    assert "No quotes here" in await reads(ada, "/quotes")
    assert "Waiting for your decision" not in await reads(ada, "/")
    assert (await staff.send(f"{page}/send", seen_on=page, edition="7")).is_redirect
    assert "Draft" in await reads(staff, "/console/quotes?status=draft")


async def chooses_and_accepts(ada: Browser) -> None:
    """Without what is suggested, with another option; the second time nothing happens."""
    assert "Accept for €1,150.00" in await reads(ada, f"{OWN}?chosen=true&option=3")
    paper = await ada.page(f"{OWN}/print")
    assert "Optional, not in the total" in text_of(paper.text)
    assert "QUO-000001-1" in await reads(ada, f"{OWN}/forward")
    fragment = await ada.page(f"{OWN}?chosen=true&option=3", **{"hx-request": "true"})
    assert fragment.text.lstrip().startswith("<div")
    step = f"{OWN}/accept?version=1&option=3"
    assert "€1,150.00" in await reads(ada, step)
    done = await ada.said(await ada.send(f"{OWN}/accept", seen_on=step))
    assert "The quote is accepted." in done
    assert "Ada Example accepted it" in done
    assert "Acceptance (PDF)" in done
    again = await ada.said(await ada.send(f"{OWN}/accept", seen_on=f"{OWN}/accept?version=1"))
    assert "was accepted already, by Ada Example" in again


async def issued_and_found_again(staff: Browser, ada: Browser) -> None:
    """The invoice leads to its quote and back; its draft was nothing for customers."""
    assert "DRAFT-000001" not in await reads(ada, OWN)
    draft = "/console/invoice-drafts/DRAFT-000001"
    await staff.send(f"{draft}/issue", seen_on=draft)
    assert 'href="/invoices/INV-000001"' in (await ada.page(OWN)).text
    assert f'href="{OWN}"' in (await ada.page("/invoices/INV-000001")).text
    assert 'href="/console/invoices/INV-000001"' in (await staff.page(HOME)).text
    assert f'href="{HOME}"' in (await staff.page("/console/invoices/INV-000001")).text


async def test_a_customer_chooses_and_accepts_and_staff_convert_it_once(house: House) -> None:
    customer = await house.a.customer()
    staff = await sent(house, customer)
    ada = await house.guest(await house.a.contact_of(customer))
    assert "1 quote" in await reads(ada, "/")
    assert "A new website" in await reads(ada, "/quotes?status=sent")
    assert "Not viewed" in await reads(staff, HOME)
    assert "Accept for €1,099.00" in await reads(ada, OWN)
    assert "Viewed" in await reads(staff, HOME)
    assert "Seen by the customer: " in await reads(staff, "/console/quotes")
    assert "The customer has seen the offer QUO-000001" in await reads(staff, "/console")
    await chooses_and_accepts(ada)
    await has_the_sheet(house, staff, ada)
    converted = await staff.said(
        await staff.send(f"{HOME}/convert", seen_on=HOME, kind="draft_invoice")
    )
    assert "The quote is converted." in converted
    assert "DRAFT-000001" in converted
    assert "€1,150.00" in await reads(staff, "/console/invoice-drafts/DRAFT-000001")
    assert "Converted" in await reads(ada, "/quotes")
    await issued_and_found_again(staff, ada)


async def has_the_sheet(house: House, staff: Browser, ada: Browser) -> None:
    """The same bytes for everybody whom it concerns; nobody else's business."""
    asked = [f"{OWN}/acceptance/pdf", f"/v1{OWN}/acceptance/pdf", f"{OWN}/acceptance/pdf?sheet=1"]
    theirs = [f"{HOME}/acceptance/pdf", f"/v1/staff{OWN}/acceptance/pdf"]
    files = [await ada.page(path) for path in asked] + [await staff.page(path) for path in theirs]
    assert len({file.content for file in files}) == 1
    assert "QUO-000001-A1" in files[0].headers["content-disposition"]
    shown = text_of((await ada.page(f"{OWN}/acceptance/print?sheet=1")).text)
    for words in ("Acceptance of quote QUO-000001", "Training", "€1,150.00", "UTC+", "Ada Example"):
        assert words in shown, words
    assert f'href="{HOME}"' in (await staff.page(f"{HOME}/acceptance/print")).text
    assert (await ada.page(f"{OWN}/acceptance/pdf?sheet=2")).status_code == 404
    assert (await staff.page(f"{HOME}/acceptance/pdf?sheet=2")).status_code == 404
    stranger = await house.guest(await house.a.contact_of(await house.a.customer()))
    assert (await stranger.page(f"{OWN}/acceptance/pdf")).status_code == 404


async def revised(staff: Browser, ada: Browser) -> None:
    """The next version is cheaper; until it is sent, nobody at the customer's sees it."""
    form = (await staff.send(f"{HOME}/revise", seen_on=HOME)).headers["location"]
    assert form == f"{HOME}/edit"
    cheaper = {**OFFERED, "price": ["200.00", "500.00", "150.00", "99.00"]}
    assert (await staff.send(HOME, seen_on=form, do="save", **cheaper)).is_redirect
    stale = await staff.send(HOME, seen_on=form, do="save", edition="1", **cheaper)
    assert "Somebody else has changed this" in text_of(stale.text)
    assert (await ada.page(f"{OWN}?version=2")).status_code == 404
    assert (await ada.page(f"{OWN}/compare?before=1&after=2")).status_code == 404
    await staff.send(f"{HOME}/send", seen_on=HOME)


async def ends_as_staff_like(staff: Browser) -> None:
    """An acceptance is taken back, the offer extended, and withdrawn."""
    assert "is taken back" in await staff.said(await staff.send(f"{HOME}/undo", seen_on=HOME))
    longer = await staff.send(f"{HOME}/extend", seen_on=HOME, valid_until="2027-01-31")
    told = await staff.said(longer)
    assert "It holds for longer now." in told, told
    bad = await staff.send(f"{HOME}/extend", seen_on=HOME, valid_until="soon")
    assert "is not a date" in await staff.said(bad)
    gone = await staff.send(f"{HOME}/withdraw", seen_on=HOME)
    assert "withdrawn" in await staff.said(gone)


async def accepts_unseen(staff: Browser, ada: Browser) -> None:
    """What is accepted while staff look at the offer is not withdrawn by them."""
    page = Forms((await staff.page(HOME)).text).values[f"{HOME}/withdraw"]["edition"]
    await ada.send(f"{OWN}/accept", seen_on=f"{OWN}/accept?version=2&option=4")
    blind = await staff.send(f"{HOME}/withdraw", seen_on=HOME, edition=page)
    assert "Somebody else has changed this meanwhile" in await staff.said(blind)


async def test_declined_revised_compared_accepted_and_taken_back(house: House) -> None:
    customer = await house.a.customer()
    staff = await sent(house, customer)
    ada = await house.guest(await house.a.contact_of(customer))
    step = f"{OWN}/decline?version=1"
    refused = await ada.send(f"{OWN}/decline", seen_on=step, reason="")
    assert refused.status_code == 422
    assert "Say why you decline it." in text_of(refused.text)
    assert "declined" in await ada.said(await ada.send(f"{OWN}/decline", seen_on=step, reason="No"))
    assert "No" in await reads(staff, HOME)

    await revised(staff, ada)
    beside = await reads(ada, f"{OWN}/compare?before=1&after=2")
    assert "Changed" in beside
    assert "€500.00" in beside
    assert "Changed" in await reads(staff, f"{HOME}/compare?before=1&after=2")
    assert "There is a newer offer." in await reads(ada, f"{OWN}?version=1")
    old = await ada.send(f"{OWN}/accept", seen_on=f"{OWN}/accept?version=1")
    assert "look at version 2" in await ada.said(old)
    await accepts_unseen(staff, ada)
    await ends_as_staff_like(staff)
    assert "We have withdrawn this offer" in await reads(ada, OWN)


async def test_what_is_asked_of_whoever_accepts_comes_back_filled_in(house: House) -> None:
    customer = await house.a.customer()
    await house.a.preference("quotes.require_signature", "drawn")
    await house.a.preference("quotes.terms_tick", True)
    staff = await sent(house, customer, purchase_order="on")
    ada = await house.guest(await house.a.contact_of(customer))
    step = f"{OWN}/accept?version=1&option=4"
    said = {"name": "Ada <b>Lovelace</b>", "purchase_order": "PO-7"}
    refused = await ada.send(f"{OWN}/accept", seen_on=step, **said)
    assert refused.status_code == 422
    for words in ("Accept the terms first.", 'value="PO-7"', "Ada &lt;b&gt;Lovelace"):
        assert words in refused.text, words
    said |= {"terms": "on", "drawing": "M1 1L2 2L3 3L4 4"}
    assert "is accepted" in await ada.said(await ada.send(f"{OWN}/accept", seen_on=step, **said))
    page = (await staff.page(HOME)).text
    assert '<path d="M1 1L2 2L3 3L4 4"' in page
    assert "Ada &lt;b&gt;Lovelace" in page


PATH, V1 = "/v1/staff/quotes/QUO-000001", "/v1/quotes/QUO-000001"
PRICE = {"amount": 100_000, "currency": "EUR"}
SENT_INVOICE = {"kind": "sent_invoice"}
CONTENT = {"lines": [{"description": "A website", "unit_price": PRICE}]}


async def made(staff: Browser, customer: str) -> str:
    """A draft that a program has written and changed as it had seen it; its edition."""
    answer = await asks(staff, "POST", "/v1/staff/quotes", {"customer": customer, **CONTENT})
    assert (answer.status_code, answer.json()["total"]) == (201, PRICE)
    tag = answer.headers["etag"]
    assert (await asks(staff, "PUT", PATH, CONTENT)).status_code == 428
    changed = [
        await asks(staff, "PUT", PATH, CONTENT, idempotency_key=f"key-0000000{n}", if_match=tag)
        for n in (1, 2, 1)
    ]
    assert [each.status_code for each in changed] == [200, 412, 200]
    for _ in range(2):
        anyhow = {"idempotency_key": "key-anyhow", "if_match": "*"}
        last = await asks(staff, "PUT", PATH, CONTENT, **anyhow)
        assert last.status_code == 200, last.text
    return last.headers["etag"]


async def accepts(ada: Browser, units: int, **headers: str) -> tuple[int, str]:
    """A program accepts at this total; the status and the code of what it hears."""
    total = {"amount": units, "currency": "EUR"}
    body = {"version": 1, "total": total}
    answer = await asks(ada, "POST", f"{V1}/acceptance", body, **headers)
    return answer.status_code, str(answer.json().get("code"))


async def converts_as_seen(staff: Browser, before: str) -> None:
    """Not before it was looked at since the customer has accepted it."""
    for method, deed, body in (
        ("POST", "/withdrawal", None),
        ("DELETE", "/acceptance", None),
        ("POST", "/extension", {"valid_until": "2027-01-31"}),
        ("POST", "/conversion", SENT_INVOICE),
    ):
        path = f"{PATH}{deed}"
        blind = await asks(staff, method, path, body)
        stale = await asks(staff, method, path, body, if_match=before)
        assert (blind.status_code, stale.status_code) == (428, 412), deed
    now = (await asks(staff, "GET", PATH)).headers["etag"]
    seen = {"if_match": now, "idempotency_key": "key-of-now"}
    done = await asks(staff, "POST", f"{PATH}/conversion", SENT_INVOICE, **seen)
    assert done.status_code == 200, done.text


async def test_programs_change_and_accept_only_what_they_have_seen(house: House) -> None:
    customer = await house.a.customer()
    staff, ada = await house.staff(), await house.guest(await house.a.contact_of(customer))
    edition = await made(staff, customer)
    assert (await asks(ada, "GET", V1)).status_code == 404
    done = await asks(staff, "POST", f"{PATH}/sending", if_match=edition)
    assert done.json()["status"] == "applied", done.text
    seen = await asks(ada, "GET", V1)
    assert seen.json()["offer"]["total"] == PRICE
    tag = seen.headers["etag"]

    assert await accepts(ada, 100_000) == (428, "EditionMissing")
    assert await accepts(ada, 100_000, if_match='"another"') == (412, "EditionMoved")
    one, two = {"idempotency_key": "key-0000000a"}, {"idempotency_key": "key-0000000b"}
    assert await accepts(ada, 99_999, if_match=tag) == (409, "OfferMoved")
    assert await accepts(ada, 100_000, if_match=tag, **one) == (200, "None")
    assert await accepts(ada, 100_000, if_match=tag, **one) == (200, "None")
    assert await accepts(ada, 100_000, if_match=tag, **two) == (409, "QuoteAccepted")
    await converts_as_seen(staff, edition)
    assert (await asks(staff, "GET", PATH)).json()["became"] == "INV-000001"
    home = (await asks(ada, "GET", "/v1/home")).json()
    assert home["pending_approvals"]["quotes"] == 0


async def test_programs_revise_compare_and_decline(house: House) -> None:
    customer = await house.a.customer()
    staff = await sent(house, customer)
    ada = await house.guest(await house.a.contact_of(customer))
    path, own = "/v1/staff/quotes/QUO-000001", "/v1/quotes/QUO-000001"
    revised = await asks(staff, "POST", f"{path}/revision")
    assert revised.json()["versions"] == [1, 2]
    assert (await asks(ada, "GET", own)).json()["versions"] == [1]
    found = await asks(staff, "GET", f"{path}/comparison?before=1&after=2")
    assert {each["change"] for each in found.json()["lines"]} == {"same"}
    assert (await asks(ada, "GET", f"{own}/comparison?after=2")).status_code == 404
    tag = revised.headers["etag"]
    dropped = await asks(staff, "DELETE", f"{path}/revision", if_match=tag)
    assert dropped.json()["versions"] == [1]
    until = {"valid_until": "2027-01-31"}
    longer = await asks(staff, "POST", f"{path}/extension", until, if_match=dropped.headers["etag"])
    assert longer.status_code == 200, longer.text
    declined = await asks(ada, "POST", f"{own}/decline", {"version": 1, "reason": "Too dear"})
    assert declined.status_code == 200, declined.text
    shown = (await asks(staff, "GET", path)).json()
    assert (shown["status"], shown["decline_reason"]) == ("declined", "Too dear")


async def test_there_is_no_version_and_no_sheet_of_any_number_whatever(house: House) -> None:
    customer = await house.a.customer()
    staff = await sent(house, customer)
    ada = await house.guest(await house.a.contact_of(customer))
    asked = [
        *("?version={}", "/pdf?version={}", "/print?version={}", "/compare?before=1&after={}"),
        *("/acceptance/pdf?sheet={}", "/acceptance/print?sheet={}"),
    ]
    told = ("?version={}", "/pdf?version={}", "/comparison?before={}&after=1")
    every = [
        *((staff, HOME + each) for each in asked),
        *((staff, f"/v1/staff{OWN}{each}") for each in (*told, "/acceptance/pdf?sheet={}")),
        *((ada, OWN + each) for each in (*asked, "/accept?version={}", "/decline?version={}")),
        *((ada, f"/v1{OWN}{each}") for each in told),
    ]
    found = {
        (path, number): (await who.page(path.format(number))).status_code
        for who, path in every
        for number in (10**30, 0)
    }
    assert set(found.values()) == {422}, found


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_only_looks_writes_nothing_and_customers_see_only_their_own(
    house: House, role: Role
) -> None:
    await sent(house, await house.a.customer())
    reader = await house.staff(role)
    assert "Withdraw it" not in await reads(reader, HOME)
    assert (await reader.page(f"{HOME}/edit")).status_code == 403
    ben = await house.guest(await house.a.contact_of(await house.a.customer()))
    for path in (OWN, f"{OWN}/accept", f"{OWN}/decline", f"{OWN}/compare", f"/v1{OWN}"):
        assert (await ben.page(path)).status_code == 404, path
    await house.a.preference("view.quotes", False)
    assert (await ben.page("/quotes")).status_code == 403


async def test_a_plan_that_is_sold_is_named_wherever_the_offer_is_read(house: House) -> None:
    customer = await house.a.customer()
    plan = await house.a.plan()
    staff = await sent(house, customer, plan=plan, plan_quantity="2")
    ada = await house.guest(await house.a.contact_of(customer))
    await staff.send(f"{HOME}/revise", seen_on=HOME)
    name = f"Plan {plan.removeprefix('plan')}"
    renews = f"A subscription to 2 × {name}: it renews every month until it is cancelled."
    for path in (OWN, f"{OWN}/accept?version=1", f"{OWN}/print"):
        assert renews in await reads(ada, path), path
    for path in (HOME, f"{HOME}/print"):
        assert renews in await reads(staff, path), path
    form = f"{HOME}/edit"
    assert (await staff.send(HOME, seen_on=form, do="save", plan_quantity="3")).is_redirect
    beside = await reads(staff, f"{HOME}/compare?before=1&after=2")
    assert renews in beside
    assert renews.replace("2 ×", "3 ×") in beside
    shown = (await asks(ada, "GET", V1)).json()["offer"]["plan"]
    assert (shown["code"], shown["name"], shown["quantity"]) == (plan, name, 2)
    assert (shown["interval_unit"], shown["interval_count"]) == ("month", 1)
    assert shown["billing_cycles"] is None
