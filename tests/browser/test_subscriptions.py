"""What customers do to a subscription: each step is looked at first, with and without scripts."""

import pytest

from tests.browser.deeds import sell
from tests.browser.person import DESK, PHONE_WITHOUT_SCRIPTS, Device, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CUSTOMER = "CUST-000002"
CONTACT = "June Whitaker"
DEVICES = pytest.mark.parametrize(
    "device", [DESK, PHONE_WITHOUT_SCRIPTS], ids=lambda each: each.name
)


async def sold(staff: Person) -> str:
    """A yearly subscription of the customer, charged to a card; customers may do everything."""
    await staff.opens("/console/preferences")
    await staff.sees("Preferences")
    for words in (
        "Customers change their subscriptions",
        "Customers pause their subscriptions",
        "Customers resume",
        "Customers cancel their subscriptions",
        "Customers reactivate",
    ):
        await staff.ticks(words)
    for choice in ("pause_when", "cancel_modes"):
        for box in await staff.page.locator(f"input[name={choice}]").all():
            await box.check()
    async with staff.page.expect_navigation():
        await staff.clicks("Save preferences")
    await staff.sees("Preferences")
    await staff.opens(f"/console/customers/{CUSTOMER}")
    await staff.sees("Cedar Alley Playhouse")
    return await sell(staff, "Business", charged_to="Visa •••• 4242")


async def at(windows: Windows, device: Device, number: str) -> Person:
    june = await windows.open(device, CONTACT)
    await june.opens(f"/subscriptions/{number}")
    await june.sees("Business")
    return june


@DEVICES
async def test_a_change_is_paid_for_and_made(
    windows: Windows, staff: Person, device: Device
) -> None:
    june = await at(windows, device, await sold(staff))

    await june.clicks("Change")
    await june.sees("Change the subscription")
    await june.fills("Quantity", "0")
    await june.clicks("Check")
    await june.reads("There is a problem")
    await june.looks()
    await june.fills("Quantity", "2")
    await june.clicks("Check")
    await june.reads("Check and confirm")
    await june.reads("Next renewal")
    await june.looks()
    await june.page.locator("main form button").first.click()
    await june.sees("Business")
    await june.reads("Price per unit")
    await june.looks()


@DEVICES
async def test_a_pause_is_taken_and_ended(windows: Windows, staff: Person, device: Device) -> None:
    june = await at(windows, device, await sold(staff))

    await june.clicks("Pause")
    await june.sees("Pause")
    await june.field("Now").check()
    await june.clicks("Check")
    await june.reads("Check and confirm")
    await june.looks()
    await june.clicks("Pause")
    await june.sees("Business")
    await june.reads("Nothing is charged until it is resumed.")
    await june.clicks("Resume")
    await june.sees("Resume")
    await june.reads("Billing goes on at once.")
    await june.clicks("Resume")
    await june.sees("Business")
    await june.reads("is charged to Visa •••• 4242.")


@DEVICES
async def test_who_cancels_changes_their_mind_leaves_and_comes_back(
    windows: Windows, staff: Person, device: Device
) -> None:
    number = await sold(staff)
    june = await at(windows, device, number)

    await june.clicks("Cancel the subscription")
    await june.sees("Cancel the subscription")
    await june.chooses("Why do you leave?", "unused")
    await june.clicks("Go on")
    await june.reads("Until that moment you can take the cancellation back, here.")
    await june.looks()
    await june.clicks("Cancel the subscription")
    await june.sees("Business")
    await june.reads("The cancellation is received.")
    await june.clicks("Take the cancellation back")
    await june.sees("Business")
    await june.reads("The cancellation is taken back.")

    await _leave_and_come_back(june, number)


async def _leave_and_come_back(june: Person, number: str) -> None:
    await june.opens(f"/subscriptions/{number}/cancel")
    await june.sees("Cancel the subscription")
    await june.field("Now").check()
    await june.clicks("Go on")
    await june.reads("It ends at once")
    await june.looks()
    await june.clicks("Cancel the subscription")
    await june.sees("Business")
    await june.clicks("Reactivate")
    await june.sees("Reactivate")
    await june.clicks("Check")
    await june.reads("The subscription goes on at once.")
    await june.looks()
    await june.page.locator("main form button").first.click()
    await june.sees("Business")
    await june.reads("is charged to Visa •••• 4242.")
    await june.looks()


async def test_staff_see_and_do_the_same(staff: Person) -> None:
    number = await sold(staff)
    home = f"/console/subscriptions/{number}"
    for path, heading in (
        ("change", "Change the subscription"),
        ("pause", "Pause the subscription"),
        ("cancel", "Cancel the subscription"),
    ):
        await staff.opens(f"{home}/{path}")
        await staff.sees(heading)
    await staff.clicks("Check")
    await staff.reads("Check and confirm")
    await staff.looks()
    await staff.clicks("Cancel the subscription")
    await staff.sees("Business")
    await staff.reads("Take the cancellation back")
