"""Dunning in the console: rules written down and given out, runs held, released, stopped."""

from datetime import timedelta

import pytest

from domain.dunning import DunningRule, DunningStatus, opened
from domain.payments import FailureClass
from domain.policy import Role
from domain.subscriptions import SubscriptionStatus
from storage.dunning import DunningRow
from tests.api.staff.house import Browser, House
from tests.api.staff.test_v1 import JSON, get, post

HOME = "/console/dunning-rules"


async def failed(house: House) -> tuple[str, str]:
    """A subscription in dunning, and its invoice."""
    number = await house.a.subscription(token="pm_card_visa", auto_charge=False)
    async with house.books() as books:
        row = await books.subscriptions.get(number)
        row.status, row.auto_charge = SubscriptionStatus.DUNNING, True
        [invoice] = await books.invoices.page(subscription=number)
        assert invoice.number
        run = opened(DunningRule(), FailureClass.SOFT, zone="UTC", at=house.clock.now())
        books.dunning.open_run(invoice.number, invoice.id, row, run)
    return number, invoice.number


async def run_of(house: House, invoice: str) -> DunningRow:
    async with house.books() as books:
        return await books.dunning.get(invoice)


async def write(staff: Browser, **fields: str) -> str:
    answer = await staff.send(HOME, seen_on=f"{HOME}/new", **{"name": "Gentle", **fields})
    return await staff.said(answer)


async def test_a_rule_is_written_down_given_out_and_removed_once_nobody_has_it(
    house: House,
) -> None:
    number = await house.a.subscription(token=None, auto_charge=False)
    staff = await house.staff(Role.FINANCE_MANAGER)

    said = await write(staff, retry_days="2, 5", final_action="unpaid", grace_days="3")
    assert "Gentle" in said
    assert "2, 5" in said
    assert "with the name" not in await write(staff)
    assert "There is a dunning rule “Gentle” already." in await write(staff)

    page = f"/console/subscriptions/{number}"
    await staff.send(f"{page}/dunning-rule", seen_on=page, rule="Gentle")
    async with house.books() as books:
        assert (await books.subscriptions.get(number)).dunning_rule == "Gentle"
    assert "cannot be removed" in await staff.said(await staff.page(f"{HOME}/Gentle"))
    used = await staff.send(f"{HOME}/Gentle/removal", seen_on=f"{HOME}/new")
    assert "have the dunning rule" in await staff.said(used)

    await staff.send(f"{page}/dunning-rule", seen_on=page, rule="")
    gone = await staff.send(f"{HOME}/Gentle/removal", seen_on=f"{HOME}/Gentle")
    assert "The dunning rule was removed." in await staff.said(gone)
    async with house.books() as books:
        assert await books.dunning_rules.all() == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("retry_days", "3, 1", "is not a retry schedule"),
        ("retry_days", "soon", "is not a"),
        ("grace_days", "61", "0 to 60 days"),
        ("name", " ", "1 to 60 characters"),
        ("name", "a/b", "1 to 60 characters"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(
    house: House, field: str, value: str, words: str
) -> None:
    staff = await house.staff()

    assert words in await write(staff, **{field: value})
    async with house.books() as books:
        assert await books.dunning_rules.all() == []


async def test_staff_hold_release_and_stop_a_run(house: House) -> None:
    number, invoice = await failed(house)
    staff = await house.staff(Role.BILLING_AGENT)
    page = f"/console/invoices/{invoice}"
    until = (house.clock.now() + timedelta(days=4)).date().isoformat()

    held = await staff.send(f"{page}/dunning/hold", seen_on=page, until=until)
    assert "Dunning is held until then." in await staff.said(held)
    assert (await run_of(house, invoice)).status is DunningStatus.HELD
    wrong = await staff.send(f"{page}/dunning/hold", seen_on=page, until="2020-01-01")
    assert "a time that has passed" in await staff.said(wrong)
    no_day = await staff.send(f"{page}/dunning/hold", seen_on=page, until="soon")
    assert "soon" in await staff.said(no_day)

    await staff.send(f"{page}/dunning/release", seen_on=page)
    assert (await run_of(house, invoice)).status is DunningStatus.RUNNING
    last = await staff.send(f"{page}/dunning/last-try", seen_on=page)
    assert "The charge is tried for the last time." in await staff.said(last)
    await staff.send(f"{page}/dunning/stop", seen_on=page)

    assert (await run_of(house, invoice)).status is DunningStatus.STOPPED
    async with house.books() as books:
        assert (await books.subscriptions.get(number)).status is SubscriptionStatus.LIVE


async def test_who_only_looks_is_offered_nothing(house: House) -> None:
    _, invoice = await failed(house)
    staff = await house.staff(Role.SUPPORT)

    said = await staff.said(await staff.page(f"/console/invoices/{invoice}"))
    answer = await post(staff, f"/invoices/{invoice}/dunning/stop")

    assert "Stop dunning" not in said
    assert answer.status_code == 403


async def test_programs_write_rules_down_and_give_them_out(house: House) -> None:
    number, _ = await failed(house)
    staff = await house.staff()
    body = {"name": "Gentle", "retry_days": [2, 5], "final_action": "end_of_term"}

    made = await post(staff, "/dunning-rules", body)
    assert made.status_code == 201, made.text
    assert made.json()["final_action"] == "end_of_term"
    put = await staff.client.put(
        f"/v1/staff/subscriptions/{number}/dunning-rule",
        json={"rule": "Gentle"},
        headers={**JSON, "idempotency-key": "key-00000002"},
    )
    assert put.json()["dunning_rule"] == "Gentle"
    listed = (await get(staff, "/dunning-rules")).json()["items"]
    assert [(each["name"], each["subscriptions"]) for each in listed] == [("Gentle", 1)]
    changed = await staff.client.put(
        "/v1/staff/dunning-rules/Gentle",
        json={"retry_days": [9]},
        headers={**JSON, "idempotency-key": "key-00000003"},
    )
    assert changed.json()["retry_days"] == [9]
    used = await staff.client.delete(
        "/v1/staff/dunning-rules/Gentle", headers={**JSON, "idempotency-key": "key-00000004"}
    )
    assert used.json()["code"] == "DunningRuleInUse"
    nothing = await post(staff, "/dunning-rules", {"name": "No", "retry_days": []}, "key-00000005")
    assert nothing.json()["code"] == "NotASchedule"


async def test_programs_hold_release_and_stop_a_run(house: House) -> None:
    _, invoice = await failed(house)
    staff = await house.staff()

    seen = (await get(staff, f"/invoices/{invoice}/dunning")).json()
    assert (seen["status"], seen["attempts"], seen["next"]) == ("running", 1, "retry")
    until = (house.clock.now() + timedelta(days=2)).isoformat()
    held = await post(staff, f"/invoices/{invoice}/dunning/hold", {"until": until}, "key-00000006")
    assert held.json()["status"] == "applied"
    for place, deed in enumerate(("release", "last-try", "stop")):
        done = await post(staff, f"/invoices/{invoice}/dunning/{deed}", key=f"key-0000001{place}")
        assert done.json()["status"] == "applied", deed
    reminders = (await get(staff, f"/invoices/{invoice}/dunning")).json()
    assert (reminders["attempts"], reminders["next"]) == (None, "before_due")
    await post(staff, f"/invoices/{invoice}/dunning/stop", key="key-00000019")
    again = await post(staff, f"/invoices/{invoice}/dunning/stop", key="key-00000020")
    assert again.json()["code"] == "UnlawfulTransition"
    never = await post(staff, "/invoices/INV-999999/dunning/stop", key="key-00000021")
    assert (never.status_code, never.json()["code"]) == (404, "NoDunning")
