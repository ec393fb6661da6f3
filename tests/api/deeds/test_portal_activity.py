"""The report of portal activities: each deed of a customer's own counts once, in its module."""

from domain.policy import Role
from tests.api.deeds.conftest import Ada
from tests.api.staff.test_retainers import asks, reads

REPORT = "portal-activity"


async def test_what_customers_do_and_open_is_counted_by_module_and_led_to(ada: Ada) -> None:
    staff = await ada.house.staff(Role.AUDITOR)
    assert "Nothing was done" in await reads(staff, f"/console/{REPORT}")
    async with ada.house.books() as books:
        [invoice] = await books.invoices.page(subscription=ada.subscription)
    for _ in range(2):
        await ada.reads()
        await ada.browser.page(f"/invoices/{invoice.number}")
    comment = {"words": "Is this right?"}
    assert (await ada.asks_at(f"/invoices/{invoice.number}/comments", body=comment)).is_success
    await ada.does("pause", "/pause", when="now")

    told = (await asks(staff, "GET", f"/v1/staff/{REPORT}")).json()["items"]

    assert [each["customer"] for each in told] == [ada.customer]
    counted = {module: count for module, count in told[0]["counts"].items() if count}
    assert counted == {"opened": 1, "subscriptions": 1, "comments": 1}
    assert told[0]["total"] == 3
    assert ada.customer in await reads(staff, f"/console/{REPORT}?customer={ada.customer}")
    assert f"{ada.customer},Acme" in await reads(staff, f"/console/{REPORT}.csv")
    led_to = await reads(staff, f"/console/commands?by=contact&customer={ada.customer}")
    assert "Pause" in led_to
    assert "Contact person" in led_to


async def test_other_days_and_other_customers_are_left_out(ada: Ada) -> None:
    staff = await ada.house.staff(Role.AUDITOR)
    await ada.does("pause", "/pause", when="now")

    other = "range=custom&first=2026-10-01&last=2026-10-31"
    for narrowed in (other, "customer=CUST-999999"):
        assert "Nothing was done" in await reads(staff, f"/console/{REPORT}?{narrowed}")
    wrong = await staff.page(f"/console/{REPORT}?range=custom&first=2026-11-02&last=2026-11-01")
    assert wrong.status_code == 422
    assert "is before the first day" in wrong.text
    assert 'id="search" value=""' in wrong.text


async def test_the_report_goes_on_from_the_latest_to_the_first(ada: Ada) -> None:
    house = ada.house
    await ada.does("pause", "/pause", when="now")
    house.clock.move(minutes=5)
    other = await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        customer = (await books.subscriptions.get(other)).customer
        [invoice] = await books.invoices.page(subscription=other)
    guest = await house.guest(await house.a.contact_of(customer))
    await guest.page(f"/invoices/{invoice.number}")
    staff = await house.staff(Role.AUDITOR)

    first = (await asks(staff, "GET", f"/v1/staff/{REPORT}?limit=1")).json()
    second = (await asks(staff, "GET", first["next"])).json()

    assert [each["customer"] for each in first["items"]] == [customer]
    assert [each["customer"] for each in second["items"]] == [ada.customer]
    assert second["next"] is None
