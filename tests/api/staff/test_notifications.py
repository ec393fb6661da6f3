"""The first look at an invoice: noted once, told to staff, read by one of them for all."""

import asyncio

from domain.policy import Role
from tests.api.staff.house import House, text_of
from tests.api.staff.test_approvals import studio_of

SEEN = "The customer has seen INV-000001 for the first time."
JSON = {"sec-fetch-site": "same-origin", "accept": "application/json"}


async def open_invoice(house: House) -> str:
    await house.a.subscription(token=None, auto_charge=False)
    return "/invoices/INV-000001"


async def seen_at(house: House) -> object:
    async with house.books() as books:
        row = await books.invoices.with_number("INV-000001")
    assert row
    return row.viewed_at


async def test_the_first_look_is_noted_once_and_told_to_staff(house: House) -> None:
    staff = await house.staff(Role.SUPPORT)
    path = await open_invoice(house)
    contact = await house.guest("CON-000001")
    first = house.clock.now()
    await asyncio.gather(*(contact.page(path) for _ in range(5)))
    house.clock.move(minutes=5)
    await contact.page(path)

    assert await seen_at(house) == first
    assert text_of((await staff.page("/console")).text).count(SEEN) == 1
    assert "Seen by the customer: " in (await staff.page("/console/invoices")).text
    assert "Viewed" in text_of((await staff.page("/console/invoices/INV-000001")).text)


async def test_staff_scanners_and_strangers_are_no_look(house: House) -> None:
    path = await open_invoice(house)
    await house.browser().page(path)
    await (await house.staff()).page(f"/console{path}")
    contact = await house.guest("CON-000001")
    await contact.page(path, **{"sec-purpose": "prefetch;prerender"})
    await contact.page("/invoices")
    assert await seen_at(house) is None


async def test_what_one_has_read_is_new_to_nobody(house: House) -> None:
    path = await open_invoice(house)
    await (await house.guest("CON-000001")).page(path)
    reader, other = await house.staff(Role.SUPPORT), await house.staff(Role.ADMIN)
    auditor = await house.staff(Role.AUDITOR)
    assert "Mark as read" not in text_of((await auditor.page("/console")).text)

    answer = await reader.send("/console/notifications/1/read", seen_on="/console")
    assert "What was new is read." in await reader.said(answer)
    assert SEEN not in text_of((await other.page("/console")).text)
    missing = await reader.send("/console/notifications/99/read", seen_on="/console")
    assert missing.status_code == 404


async def test_programs_read_them_too(house: House) -> None:
    path = await open_invoice(house)
    await (await house.guest("CON-000001")).page(path)
    staff = await house.staff()
    listed = (await staff.client.get("/v1/staff/notifications", headers=JSON)).json()
    assert [each["document"] for each in listed["items"]] == ["INV-000001"]
    for _ in range(2):
        read = await staff.client.post("/v1/staff/notifications/1/read", headers=JSON)
        assert read.status_code == 204
    listed = (await staff.client.get("/v1/staff/notifications", headers=JSON)).json()
    assert listed["items"] == []


async def test_all_that_was_shown_is_read_at_once(house: House) -> None:
    await open_invoice(house)
    await house.a.subscription(token=None, auto_charge=False)
    for contact, path in (("CON-000001", "INV-000001"), ("CON-000002", "INV-000002")):
        await (await house.guest(contact)).page(f"/invoices/{path}")
    staff = await house.staff()
    answer = await staff.send("/console/notifications/read", seen_on="/console")
    assert SEEN not in await staff.said(answer)


async def test_projects_and_approvals_are_opened_once_by_the_customer_alone(house: House) -> None:
    studio, ada = await studio_of(house)
    number = await studio.submitted(await studio.worked(90))
    project, approval = f"/projects/{studio.project}", f"/approvals/{number}"
    staff = await house.staff()
    for path in (project, approval):
        await staff.page(f"/console{path}")
        await ada.page(path, **{"sec-purpose": "prefetch"})
        assert "Seen by" not in (await staff.page(f"/console{path.rpartition('/')[0]}")).text
    assert "Viewed" not in text_of((await staff.page(f"/console{approval}")).text)
    await asyncio.gather(*(ada.page(path) for path in (project, approval) * 3))

    news = text_of((await staff.page("/console")).text)
    for path, about in ((project, studio.project), (approval, number)):
        assert news.count(f"The customer has opened {about} for the first time.") == 1
        assert (
            "Seen by the customer: "
            in (await staff.page(f"/console{path.rpartition('/')[0]}")).text
        )
        assert "Viewed" in text_of((await staff.page(f"/console{path}")).text)
