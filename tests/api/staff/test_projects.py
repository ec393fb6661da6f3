"""Projects at the console's doors: written, worked on, approved, and invoiced."""

from typing import Any

import httpx

from domain.policy import Role
from tests.api.staff.house import UNTICKED, Browser, House, text_of
from tests.api.staff.test_retainers import asks, reads


async def project(staff: Browser, customer: str) -> str:
    """A project with a billable task and one that is not; its page."""
    page = await staff.send(
        "/console/projects",
        seen_on=f"/console/projects/new?customer={customer}",
        name="Relaunch",
        rate="60.00",
    )
    home = page.headers["location"]
    tasks = f"{home}/tasks"
    await staff.send(tasks, seen_on=f"{tasks}/new", name="Design")
    await staff.send(tasks, seen_on=f"{tasks}/new", name="Talks", billable=UNTICKED)
    return home


async def logged(staff: Browser, home: str, hours: str, **fields: str) -> httpx.Response:
    return await staff.send(f"{home}/time", seen_on=f"{home}/time/new", hours=hours, **fields)


async def test_staff_write_a_project_and_log_time(house: House) -> None:
    customer = await house.a.customer()
    staff = await house.staff(Role.BILLING_AGENT)
    refused = await staff.send(
        "/console/projects", seen_on="/console/projects/new", customer="CUST-9", name="Relaunch"
    )
    assert refused.status_code == 422
    assert "Relaunch" in refused.text
    home = await project(staff, customer)
    assert "“soon” is no time" in text_of((await logged(staff, home, "soon")).text)
    assert (await logged(staff, home, "1:30", note="Logo", internal_note="slow")).is_redirect
    talks = "TASK-000002"
    await logged(staff, home, "8", task=talks)
    told = await reads(staff, f"{home}/time")
    assert "1:30 h" in told
    assert "Internal: slow" in told
    assert "Not billable" in told

    time = "/console/time/TIME-000001"
    changed = await staff.send(time, seen_on=time, hours="2")
    assert "The time was changed." in await staff.said(changed)
    deleted = await staff.send(f"{time}/delete", seen_on=time)
    assert "The time was deleted." in await staff.said(deleted)


async def worked_on_days(house: House) -> tuple[Browser, Browser]:
    """Staff, and a customer whose project has time of three days and two tasks."""
    customer = await house.a.customer()
    await house.a.preference("view.projects", True)
    staff = await house.staff(Role.BILLING_AGENT)
    home = await project(staff, customer)
    await staff.send(f"{home}/tasks", seen_on=f"{home}/tasks/new", name="Build")
    for day, note, task in (
        ("2055-01-02", "Early", "TASK-000001"),
        ("2055-01-05", "Middle", "TASK-000001"),
        ("2055-01-05", "Other", "TASK-000003"),
        ("2055-01-09", "Late", "TASK-000001"),
    ):
        assert (await logged(staff, home, "1", day=day, note=note, task=task)).is_redirect
    return staff, await house.guest(await house.a.contact_of(customer))


OWN = "/projects/PRJ-000001/time"
BACKWARDS = "?first=2055-02-01&last=2055-01-01"


async def test_time_is_found_by_day_and_by_task(house: House) -> None:
    staff, ada = await worked_on_days(house)
    asked = "?first=2055-01-03&last=2055-01-08&task=TASK-000001"
    for who, path in ((staff, f"/console{OWN}"), (ada, OWN), (ada, f"{OWN}.csv")):
        found = (await who.page(f"{path}{asked}")).text
        assert "Middle" in found, path
        assert not [word for word in ("Early", "Other", "Late") if word in found], path
    for who, path in ((staff, f"/v1/staff{OWN}"), (ada, f"/v1{OWN}")):
        items = (await asks(who, "GET", f"{path}{asked}")).json()["items"]
        assert [each["note"] for each in items] == ["Middle"]
        wrong = await asks(who, "GET", f"{path}{BACKWARDS}")
        assert wrong.json()["code"] == "DaysTheWrongWayRound"
    for who, path in ((staff, f"/console{OWN}"), (ada, OWN)):
        assert "No such time" in await reads(who, f"{path}?first=2055-03-01")


async def test_days_that_are_mistyped_show_nothing_to_invoice(house: House) -> None:
    staff, ada = await worked_on_days(house)
    for who, path in ((staff, f"/console{OWN}"), (ada, OWN)):
        page = await who.page(f"{path}{BACKWARDS}")
        assert page.status_code == 422
        assert "Early" not in page.text
        assert "/invoice" not in page.text.split("<main")[1]


async def test_time_is_invoiced_as_it_was_found(house: House) -> None:
    staff, _ = await worked_on_days(house)
    home = "/console/projects/PRJ-000001"
    seen_on = f"{home}/time?last=2055-01-05"
    draft = await staff.send(f"{home}/invoice", seen_on=seen_on, do="entry")
    shown = await reads(staff, draft.headers["location"])
    assert all(word in shown for word in ("Early", "Middle", "Other"))
    assert "Late" not in shown
    rest = {"first": "2055-01-08", "task": "TASK-000001", "lines": "entry"}
    billed = await asks(staff, "POST", "/v1/staff/projects/PRJ-000001/invoice", rest)
    assert "Late" in await reads(staff, f"/console/invoice-drafts/{billed.json()['draft']}")


async def test_staff_agree_on_a_rate_and_invoice_time(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    home = await project(staff, await house.a.customer())
    await logged(staff, home, "1:30", note="Logo", internal_note="slow")
    rates = f"{home}/rates"
    me = (await asks(staff, "GET", "/v1/staff/projects/PRJ-000001/time")).json()["items"][0]
    await staff.send(rates, seen_on=rates, person=me["person_number"], rate="90.00")
    draft = await staff.send(f"{home}/invoice", seen_on=f"{home}/time", do="entry")
    shown = await reads(staff, draft.headers["location"])
    assert "Design · 1:30 h × 90.00 EUR · Logo" in shown
    assert "slow" not in shown
    assert "On a draft" in await reads(staff, f"{home}/time")
    again = await staff.send(
        f"{home}/invoice", seen_on=f"{home}/time", key="key-00000002", do="task"
    )
    assert "There is no time to invoice" in await staff.said(again)
    assert "It is locked" in await reads(staff, "/console/time/TIME-000001")
    assert "Relaunch" in await reads(staff, home)


async def test_staff_submit_time_take_it_back_and_mark_it_approved(house: House) -> None:
    customer = await house.a.customer()
    await house.a.preference("timesheets.customer_approval.enabled", True)
    staff = await house.staff(Role.BILLING_AGENT)
    home = await project(staff, customer)
    await logged(staff, home, "1:30")
    time, approvals = f"{home}/time", f"{home}/approvals"
    off = await staff.send(approvals, seen_on=time, entries="TIME-000001", do="submit")
    assert "Customers see no projects in the portal" in await staff.said(off)
    await house.a.preference("view.projects", True)

    await submitted_and_taken_back(staff, home)


async def submitted_and_taken_back(staff: Browser, home: str) -> None:
    time, approvals = f"{home}/time", f"{home}/approvals"
    draft = await staff.send(approvals, seen_on=time, entries="TIME-000001", do="save")
    page = draft.headers["location"]
    assert "It waits for somebody to submit it" in await staff.said(draft)
    sent = await staff.send(f"{page}/submit", seen_on=page)
    assert "It was submitted to the customer." in await staff.said(sent)
    early = await staff.send(f"{page}/remind", seen_on=page)
    assert "within the last hour" in await staff.said(early)
    await staff.send(f"{page}/recall", seen_on=page)
    assert "Taken back" in await reads(staff, page)
    await staff.send(f"{page}/entries", seen_on=page, entries="TIME-000001")
    await staff.send(f"{page}/submit", seen_on=page)
    await marked(staff, page)


async def marked(staff: Browser, page: str) -> None:
    number = page.rpartition("/")[2]
    no_word = await staff.send(f"{page}/approve", seen_on=page, reason="")
    assert "Say how the customer has approved it." in await staff.said(no_word)
    done = await staff.send(f"{page}/approve", seen_on=page, reason="By telephone")
    assert "By telephone" in await staff.said(done)
    assert number in await reads(staff, "/console/approvals?status=approved")
    assert number not in await reads(staff, "/console/approvals?status=submitted")


async def test_programs_do_the_same_once(house: House) -> None:
    customer = await house.a.customer()
    await house.a.preference("view.projects", True)
    staff = await house.staff(Role.BILLING_AGENT)
    body: dict[str, Any] = {"customer": customer, "name": "Relaunch", "rate": 6_000}
    body["customer_approval"] = True
    made = [await asks(staff, "POST", "/v1/staff/projects", body) for _ in range(2)]
    home = f"/v1/staff/projects/{made[0].json()['number']}"
    assert [each.headers["location"] for each in made] == [home, home]
    task = (await asks(staff, "POST", f"{home}/tasks", {"name": "Design"})).json()["tasks"][0]
    entry = {"task": task["number"], "day": "2026-11-20", "minutes": 90, "note": "Logo"}
    assert (await asks(staff, "POST", f"{home}/time", {**entry, "minutes": 0})).status_code == 422
    time = (await asks(staff, "POST", f"{home}/time", entry)).json()["number"]
    sheet = {"entries": [time], "submit": True}
    approval = (await asks(staff, "POST", f"{home}/approvals", sheet)).json()
    assert (approval["status"], approval["minutes"]) == ("submitted", 90)
    assert approval["total"] == {"amount": 9_000, "currency": "EUR"}
    locked = await asks(staff, "POST", f"/v1/staff/time/{time}", entry, key="key-00000002")
    assert locked.json()["code"] == "EntryLocked"
    await approved_and_invoiced(staff, home, f"/v1/staff/approvals/{approval['number']}")


async def approved_and_invoiced(staff: Browser, home: str, place: str) -> None:
    mark = {"round": 2, "reason": "By mail"}
    assert (await asks(staff, "POST", f"{place}/approve", mark)).json()["code"] == "SubmittedAgain"
    await asks(staff, "POST", f"{place}/approve", {**mark, "round": 1}, key="key-00000002")
    shown = (await asks(staff, "GET", place)).json()
    history = [(each["event"], each["reason"]) for each in shown["history"]]
    assert history == [("approve", "By mail"), ("submit", "")]
    draft = (await asks(staff, "POST", f"{home}/invoice", {})).json()["draft"]
    lines = (await asks(staff, "GET", f"/v1/staff/invoice-drafts/{draft}")).json()["lines"]
    assert [each["description"] for each in lines] == ["Design · 1:30 h × 60.00 EUR"]
    hours = (await asks(staff, "GET", home)).json()["hours"]
    assert hours == {"logged": 90, "billed": 90, "unbilled": 0, "approved": 0}
