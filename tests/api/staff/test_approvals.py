"""Time at both doors: what customers see of projects, and how they decide about hours."""

import pytest

from api import commands
from api.projects import files
from domain import downloads
from domain.approvals import MOST_ENTRIES
from domain.commands import ActorKind
from storage.books import OpenBooks
from tests.api.staff.forms import Forms
from tests.api.staff.house import SAME_ORIGIN, Browser, House
from tests.api.staff.test_retainers import asks, reads
from tests.api.words import words_of
from tests.support.project_office import Studio

WAITS = "Waits for approval"


async def studio_of(house: House, unit: str = "sheet") -> tuple[Studio, Browser]:
    """A project of a customer whose main contact person is signed in."""
    customer = await house.a.customer()
    studio = Studio(house.books, house.a)
    await studio.open(customer)
    await house.a.preference("timesheets.unit", unit)
    return studio, await house.guest(await house.a.contact_of(customer))


async def notified(books: OpenBooks) -> list[str]:
    async with books() as opened:
        return [each.kind for each in await opened.notifications.unread("STAFF-000001")]


async def test_a_customer_sees_billable_work_alone_and_no_draft(house: House) -> None:
    studio, ada = await studio_of(house)
    await house.a.preference("timesheets.customer_approval.enabled", False)
    await studio.worked(90, note="Logo", internal_note="slow")
    await studio.worked(600, studio.meetings, note="Gossip")
    await studio.invoiced()

    assert "Website PRJ-000001 1:30 0:00 1:30" in await reads(ada, "/projects")
    tasks = await reads(ada, "/projects/PRJ-000001")
    assert "Meetings" not in tasks
    time = await reads(ada, "/projects/PRJ-000001/time")
    assert "Not invoiced" in time
    assert "Logo" in time
    assert not [each for each in ("Gossip", "slow", "10:00", "On a draft") if each in time]
    listed = (await asks(ada, "GET", "/v1/projects/PRJ-000001/time")).json()["items"]
    assert [(each["minutes"], each["status"]) for each in listed] == [(90, "unbilled")]
    await house.a.preference("view.projects", False)
    assert (await ada.page("/projects")).status_code != 200
    assert (await asks(ada, "GET", "/v1/home")).json()["pending_approvals"]["timesheets"] == 0


async def test_a_customer_rejects_with_a_reason_and_approves_the_next_round(house: House) -> None:
    studio, ada = await studio_of(house)
    number = await studio.sheet(await studio.worked(90))
    staff, submit = await house.staff(), f"/v1/staff/approvals/{number}/submit"
    assert (await asks(staff, "POST", submit)).json()["status"] == "applied"
    page, console = f"/approvals/{number}", f"/console/approvals/{number}"
    assert "Waiting for your decision 1 1 timesheet" in await reads(ada, "/")
    assert number in await reads(ada, "/approvals?status=submitted")
    no_word = await ada.send(f"{page}/reject", seen_on=page, reason="\u200b")
    assert (no_word.status_code, "Say why you reject it." in no_word.text) == (422, True)
    seen = await ada.page(page)
    rejected = await ada.send(f"{page}/reject", seen_on=page, reason="Half of it")
    assert "Half of it" in await ada.said(rejected)
    assert (await asks(staff, "POST", submit)).json()["status"] == "applied"
    assert (await studio.approval(number)).status == "rejected"
    await staff.send(f"{console}/submit", seen_on=console)
    late = await ada.client.post(
        f"{page}/approve", data=form_of(seen.text, "approve"), headers=SAME_ORIGIN
    )
    assert "submitted again since you looked" in await ada.said(late)
    assert "The hours are approved." in await ada.said(
        await ada.send(f"{page}/approve", seen_on=page)
    )
    assert (await notified(house.books))[:2] == ["approval_approved", "approval_rejected"]
    assert "Half of it" in await reads(staff, console)


def form_of(page: str, verb: str) -> dict[str, str]:
    """The fields of a form that was on a page."""
    return dict(next(each for path, each in Forms(page).values.items() if path.endswith(verb)))


async def test_entries_are_rejected_one_by_one_and_a_refused_form_comes_back(
    house: House,
) -> None:
    studio, ada = await studio_of(house, "entry")
    one, two = await studio.worked(90), await studio.worked(30)
    number = await studio.submitted(one, two)
    page = f"/approvals/{number}"
    answer = await ada.send(f"{page}/reject", seen_on=page, reasons=["", "Not ours"])
    assert "Not ours" in await ada.said(answer)
    shown = (await asks(ada, "GET", f"/v1/approvals/{number}")).json()
    assert [each["status"] for each in shown["entries"]] == ["approved", "rejected"]
    again = await asks(ada, "POST", f"/v1/approvals/{number}/approve", {"round": 1})
    assert again.json()["code"] == "NothingWaits"
    three, four = await studio.worked(90), await studio.worked(30)
    page = f"/approvals/{await studio.submitted(three, four)}"
    reasons = ["Least of all this", ""]
    said = {"reason": "Nobody worked that week", "seen_on": page}
    assert (await ada.send(f"{page}/reject", reasons=reasons, **said)).is_redirect
    shown = (await asks(ada, "GET", f"/v1{page}")).json()
    assert [(each["status"], each["reason"]) for each in shown["entries"]] == [
        ("rejected", "Least of all this"),
        ("rejected", "Nobody worked that week"),
    ]
    assert shown["history"][0]["reason"] == (
        "Nobody worked that week; 2055-01-10: Least of all this"
    )


async def test_a_form_has_room_for_the_longest_timesheet(house: House) -> None:
    studio, ada = await studio_of(house, "entry")
    page = f"/approvals/{await studio.submitted(await studio.worked(90))}"
    strange = await ada.send(
        f"{page}/reject",
        seen_on=page,
        entries=[f"TIME-9{each:05}" for each in range(MOST_ENTRIES)],
        reasons=["Это не наша работа на той неделе"] * MOST_ENTRIES,
    )
    assert strange.status_code == 422
    assert "is not part of this approval" in strange.text


async def test_entries_are_signed_for_and_both_sides_see_by_whom(house: House) -> None:
    studio, ada = await studio_of(house, "entry")
    one, two = await studio.worked(90), await studio.worked(30)
    page = f"/approvals/{await studio.submitted(one, two)}"
    await house.a.preference("timesheets.require_signature", "typed")
    unsigned = await ada.send(f"{page}/reject", seen_on=page, reasons=["", "Not ours"])
    assert unsigned.status_code == 422
    assert "Sign with your full name." in unsigned.text
    assert 'value="Not ours"' in unsigned.text
    unsigned = await ada.send(f"{page}/approve", seen_on=page, name="\u200b\u2060")
    assert (unsigned.status_code, 'href="#f-name"' in unsigned.text) == (422, True)
    answer = await ada.send(
        f"{page}/reject", seen_on=page, reasons=["", "Not ours"], rest_name="Ada Lovelace"
    )
    said = await ada.said(answer)
    assert "Not ours" in said
    assert "Signed: Ada Lovelace" in said
    shown = (await asks(ada, "GET", f"/v1{page}")).json()
    assert [each["name"] for each in shown["history"]] == ["Ada Lovelace", ""]
    staff = await house.staff()
    kept = (await asks(staff, "GET", f"/v1/staff{page}")).json()["history"]
    assert kept[0]["name"] == "Ada Lovelace"
    assert "Signed: Ada Lovelace" in await reads(staff, f"/console{page}")


async def test_several_are_approved_at_once_and_a_draft_is_nobodys_business(house: House) -> None:
    studio, ada = await studio_of(house)
    one = await studio.submitted(await studio.worked(60))
    two = await studio.submitted(await studio.worked(30))
    draft = await studio.sheet(await studio.worked(15))
    listed = await reads(ada, "/approvals")
    assert (one in listed, two in listed, draft in listed) == (True, True, False)
    assert (await ada.page(f"/approvals/{draft}")).status_code == 404
    chosen = [f"{one}.1", f"{two}.1"]
    await house.a.preference("timesheets.require_signature", "typed")
    unsigned = await ada.send("/approvals/approve", seen_on="/approvals", chosen=chosen)
    assert unsigned.status_code == 422
    assert unsigned.text.count(" checked") == 2
    done = await ada.send(
        "/approvals/approve", seen_on="/approvals", chosen=chosen, name="Ada Lovelace"
    )
    assert "The hours are approved." in await ada.said(done)
    assert "Waiting for your decision" not in await reads(ada, "/")
    async with house.books() as books:
        steps = [*await books.approvals.steps(one), *await books.approvals.steps(two)]
    approved = [(each.actor_kind, each.name) for each in steps if each.event == "approve"]
    assert approved == [(ActorKind.CONTACT, "Ada Lovelace")] * 2


async def test_several_that_nobody_carries_are_waited_for_once_and_not_called_approved(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, ada = await studio_of(house)
    monkeypatch.setattr(commands, "PATIENCE_SECONDS", 0.2)
    house.post.is_away = True
    late = [f"{await studio.submitted(await studio.worked(20))}.1" for _ in range(2)]
    left = await ada.send("/approvals/approve", seen_on="/approvals", chosen=late)
    said = await ada.said(left)
    assert "It is being processed." in said
    assert "The hours are approved." not in said
    async with house.books() as books:
        waiting = await books.commands.page(limit=2)
    assert [each.status for each in waiting] == ["pending", "pending"]


async def test_a_timesheet_is_a_pdf_a_page_to_print_and_a_list(house: House) -> None:
    studio, ada = await studio_of(house)
    number = await studio.submitted(await studio.worked(90, note="=Logo"))
    page = f"/approvals/{number}"
    assert "Wanda · =Logo" in words_of((await ada.page(f"{page}/pdf")).content)
    assert "1:30" in await reads(ada, f"{page}/print")
    rows = (await ada.page(f"{page}/csv")).text.splitlines()
    assert rows[1] == f"TIME-000001,2055-01-10,Design,Wanda,'=Logo,90,90.00,EUR,{WAITS},"
    time = (await ada.page("/projects/PRJ-000001/time.csv")).text.splitlines()
    assert time[1] == f"TIME-000001,2055-01-10,Design,Wanda,'=Logo,90,{WAITS},"
    staff = await house.staff()
    inner = (await staff.page("/console/projects/PRJ-000001/time.csv")).text.splitlines()
    assert inner[0].endswith("Billable,Internal note")
    assert words_of((await staff.page(f"/console{page}/pdf")).content)
    draft = await studio.sheet(await studio.worked(15))
    refused = await staff.page(f"/console/approvals/{draft}/pdf")
    assert refused.status_code == 409


async def test_a_list_of_time_is_whole_or_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, ada = await studio_of(house)
    for minutes in (90, 15):
        await studio.worked(minutes)
    own, ours = "/projects/PRJ-000001/time.csv", "/console/projects/PRJ-000001/time.csv"
    staff = await house.staff()
    for who, path in ((ada, own), (ada, f"/v1{own}"), (staff, ours)):
        for most, status in ((2, 200), (1, 422)):
            for module in (downloads, files):
                monkeypatch.setattr(module, "MOST_LISTED", most)
            answer = await who.page(path)
            assert answer.status_code == status, path
            assert len(answer.text.splitlines()) == 3 or status == 422


async def test_a_program_signs_the_hours_and_the_timesheet_names_who_has(house: House) -> None:
    studio, ada = await studio_of(house)
    await house.a.preference("timesheets.require_signature", "drawn")
    page = f"/approvals/{await studio.submitted(await studio.worked(90))}"
    verdict = {"round": 1, "name": "Ada Lovelace"}
    unsigned = await asks(ada, "POST", f"/v1{page}/approve", verdict)
    assert unsigned.json()["code"] == "DrawingMissing"
    drawn = {**verdict, "drawing": "M1 1L20 20L30 5L40 40"}
    assert (
        await asks(ada, "POST", f"/v1{page}/approve", drawn, key="key-of-a-second")
    ).status_code == 200
    assert "Signed: Ada Lovelace" in words_of((await ada.page(f"{page}/pdf")).content)
