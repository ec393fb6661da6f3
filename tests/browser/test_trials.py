"""A trial that its customer ends early: told first what it costs, and charged once."""

import pytest
from playwright.async_api import expect

from tests.browser.deeds import sell
from tests.browser.person import DARK_DESK, PHONE_WITHOUT_SCRIPTS, Device, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CUSTOMER = "CUST-000002"
CONTACT = "June Whitaker"
PRICE = "US$26.00"


@pytest.mark.parametrize("device", [DARK_DESK, PHONE_WITHOUT_SCRIPTS], ids=lambda each: each.name)
async def test_pressing_twice_makes_one_invoice(
    windows: Windows, staff: Person, device: Device
) -> None:
    await staff.opens(f"/console/customers/{CUSTOMER}")
    await staff.sees("Cedar Alley Playhouse")
    number = await sell(staff, "Team", charged_to="Visa •••• 4242")
    june = await windows.open(device, CONTACT)

    await june.opens(f"/subscriptions/{number}")
    await june.sees("Team")
    await june.reads("You are trying it out until")
    await june.clicks("Activate now")
    await june.sees("Activate now")
    await june.reads("Due now")
    await june.reads("Next renewal")
    await june.control(f"Pay {PRICE}").dblclick()
    await june.sees("Team")
    await june.reads(f"Each term, {PRICE} is charged to Visa •••• 4242.")
    await expect(june.page.get_by_role("link", name="INV-")).to_have_count(1)
    await june.looks()

    await june.opens(f"/subscriptions/{number}")
    await june.sees("Team")
    await expect(june.page.get_by_role("link", name="INV-")).to_have_count(1)
