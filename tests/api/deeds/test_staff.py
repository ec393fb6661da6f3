"""Staff do what customers may, whatever the preferences say, and choose a little more."""

import pytest

from domain.invoices import InvoiceStatus
from domain.policy import Role
from domain.subscriptions import SubscriptionStatus
from tests.api.staff.forms import Forms
from tests.api.staff.house import SAME_ORIGIN, Browser, House, text_of


@pytest.fixture
async def number(house: House) -> str:
    return await house.a.subscription(token=None, auto_charge=False)


async def check(staff: Browser, number: str, path: str, **fields: str) -> str:
    """The page on which staff see what it comes to."""
    home = f"/console/subscriptions/{number}"
    return (await staff.send(f"{home}/{path}", seen_on=f"{home}/{path}", **fields)).text


async def confirm(staff: Browser, page: str) -> str:
    forms = Forms(page).values
    path = next(path for path, form in forms.items() if "fingerprint" in form)
    return await staff.said(await staff.client.post(path, data=forms[path], headers=SAME_ORIGIN))


async def test_staff_change_what_customers_may_not(house: House, number: str) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    page = await check(staff, number, "change", quantity="3", when="end_of_term")
    said = await confirm(staff, page)
    assert "The change is accepted." in said
    assert "3 × Plan" in said
    assert "The next term then costs €93.00." in said
    home = f"/console/subscriptions/{number}"
    said = await staff.said(await staff.send(f"{home}/change/withdraw", seen_on=home))
    assert "The change is withdrawn." in said


async def test_staff_pause_and_resume(house: House, number: str) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    said = await confirm(staff, await check(staff, number, "pause", when="now"))
    assert "The pause is accepted." in said
    page = await staff.page(f"/console/subscriptions/{number}/resume")
    assert "Billing goes on." in await confirm(staff, page.text)


async def test_staff_choose_what_is_given_back_and_given_up(house: House, number: str) -> None:
    staff = await house.staff()
    page = await check(
        staff,
        number,
        "cancel",
        mode="immediately",
        credit="prorate",
        open_invoices="write_off",
        reason="unused",
        comment="Called us",
    )
    assert "It ends at once." in text_of(page)
    said = await confirm(staff, page)
    assert "The cancellation is received." in said
    assert "It is not used enough" in said
    assert "Called us" in said
    async with house.books() as books:
        row = await books.subscriptions.get(number)
        notes = await books.credit_notes.of_subscription(number)
        (invoice,) = await books.invoices.page(subscription=number)
    assert row.status is SubscriptionStatus.CANCELLED
    assert len(notes) == 1
    assert invoice.status in (InvoiceStatus.WRITTEN_OFF, InvoiceStatus.PAID)

    page = await check(staff, number, "reactivate", cycles="2")
    assert "The subscription is being reactivated." in await confirm(staff, page)
    async with house.books() as books:
        row = await books.subscriptions.get(number)
    assert (row.status, row.cycles) == (SubscriptionStatus.LIVE, 2)


async def test_agents_give_nothing_away_that_they_may_not_by_itself(
    house: House, number: str
) -> None:
    agent = await house.staff(Role.BILLING_AGENT)
    home, api = f"/console/subscriptions/{number}/cancel", f"/v1/staff/subscriptions/{number}"
    form = (await agent.page(home)).text
    assert "prorate" not in form
    assert "write_off" not in form
    seen = {"fingerprint": "x", "previewed_at": "2026-01-01T00:00:00+00:00"}
    for choice in ({"credit": "prorate"}, {"open_invoices": "write_off"}):
        wish = {"mode": "immediately", **choice}
        for typed in ({"step": "check"}, {"step": "confirm", **seen}):
            assert (await agent.send(home, seen_on=home, **wish, **typed)).status_code == 403
        for path, body in (("previews", {"kind": "cancel"}), ("cancellation", seen)):
            headers = {**SAME_ORIGIN, "accept": "application/json", "idempotency-key": "given-away"}
            answer = await agent.client.post(f"{api}/{path}", json=wish | body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "NotAllowed")
    await house.a.preference("cancel.open_invoices", "write_off")
    wish = {"mode": "immediately", "open_invoices": "write_off"}
    assert (await agent.send(home, seen_on=home, **wish, step="check")).status_code == 200


async def test_staff_keep_what_was_cancelled(house: House, number: str) -> None:
    staff = await house.staff()
    said = await confirm(staff, await check(staff, number, "cancel"))
    assert "Take the cancellation back" in said
    home = f"/console/subscriptions/{number}"
    said = await staff.said(await staff.send(f"{home}/keep", seen_on=home))
    assert "The cancellation is taken back." in said


async def test_what_staff_ask_for_in_vain_is_said_on_the_form(house: House, number: str) -> None:
    staff = await house.staff()
    for path, fields, words in (
        ("change", {"quantity": "0"}, "Choose a quantity"),
        ("change", {}, "nothing would change"),
        ("change", {"coupon": "NOSUCH"}, "cannot be used here"),
        ("pause", {"when": "date"}, "Choose the day on which billing pauses."),
    ):
        assert words in text_of(await check(staff, number, path, **fields))


async def test_the_same_for_programs(house: House, number: str) -> None:
    staff = await house.staff()
    address = f"/v1/staff/subscriptions/{number}"

    async def ask(method: str, path: str, key: str, body: object = None) -> dict[str, object]:
        headers = {**SAME_ORIGIN, "accept": "application/json", "idempotency-key": key}
        answer = await staff.client.request(method, f"{address}{path}", json=body, headers=headers)
        found: dict[str, object] = answer.json()
        return found

    wish = {"mode": "immediately", "credit": "prorate", "open_invoices": "leave"}
    missing = await ask("POST", "/cancellation", "key-number-1", wish)
    assert missing["code"] == "FingerprintMissing"
    seen = await ask("POST", "/previews", "key-number-2", {"kind": "cancel", **wish})
    assert seen["credit"] == {"amount": 3100, "currency": "EUR"}
    confirmed = {name: seen[name] for name in ("fingerprint", "previewed_at")}
    done = await ask("POST", "/cancellation", "key-number-3", {**wish, **confirmed})
    assert done["status"] == "applied"


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_only_reads_is_offered_nothing(house: House, number: str, role: Role) -> None:
    staff = await house.staff(role)
    page = await staff.page(f"/console/subscriptions/{number}")
    for path in ("change", "pause", "cancel"):
        assert f"/{path}" not in page.text.partition("<main")[2]
        answer = await staff.page(f"/console/subscriptions/{number}/{path}")
        assert answer.status_code == 403
