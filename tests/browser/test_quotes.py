"""A negotiation of three rounds: too dear, not enough, just right; and one invoice of it."""

import pytest
from playwright.async_api import expect

from tests.browser.person import DESK, PATIENCE, PHONE_WITHOUT_SCRIPTS, Device, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CUSTOMER, CONTACT = "CUST-000002", "June Whitaker"


async def write(staff: Person, *lines: tuple[str, str, str]) -> str:
    """A quote with these lines is written and sent; its number."""
    await staff.opens(f"/console/quote-drafts/new?customer={CUSTOMER}")
    await staff.sees("New quote")
    await staff.fills("Title", "A new stage")
    for place, (words, price, taken) in enumerate(lines, start=1):
        if place > 1:
            await staff.clicks("Add a line")
            await expect(staff.page.locator(f"#f-description-{place}")).to_be_visible()
        await staff.page.locator(f"#f-description-{place}").fill(words)
        await staff.page.locator(f"#f-price-{place}").fill(price)
        await staff.page.locator(f"#f-taken-{place}").select_option(taken)
    await staff.page.get_by_role("button", name="Save the draft").last.click()
    await staff.sees("QUO-")
    await staff.reads("As the customer will read it")
    number = staff.page.url.rsplit("/", 1)[-1]
    await send(staff, "Send the quote")
    return number


async def send(staff: Person, reveals: str) -> None:
    await staff.clicks(reveals)
    await staff.page.get_by_role("button", name="Send it over").locator("visible=true").click()
    await staff.sees("QUO-")
    await staff.reads("Waits for an answer" if reveals == "Send the quote" else "was sent")


async def revise(staff: Person, number: str, place: int, price: str) -> None:
    """The next version, at another price."""
    await staff.opens(f"/console/quotes/{number}")
    await staff.sees(number)
    await staff.clicks("Revise it")
    await staff.sees("Change the quote")
    await staff.page.locator(f"#f-price-{place}").fill(price)
    await staff.page.get_by_role("button", name="Save the draft").last.click()
    await staff.sees(number)


async def declines(june: Person, number: str) -> None:
    """The first round: it is more than there is."""
    await june.opens(f"/quotes/{number}")
    await june.sees(number)
    await june.reads("Accept for US$4,900.00")
    await june.clicks("Decline")
    await june.sees("Decline the quote")
    await june.fills("Why do you decline it?", "More than we have this year")
    await june.clicks("Decline")
    await june.sees(number)
    await june.reads("June Whitaker declined it")


async def talks(june: Person, staff: Person, number: str) -> None:
    """Between the rounds, on the quote itself: to each other, and staff among themselves."""
    await june.fills("Comment", "Could you do 3,600 for the stage?")
    await june.clicks("Send the comment")
    await june.reads("Your comment was sent.")
    await staff.opens(f"/console/quotes/{number}")
    await staff.sees(number)
    await staff.reads("Could you do 3,600 for the stage?")
    await staff.fills("Comment", "Our floor is 3,500")
    await staff.clicks("Add the comment")
    await staff.reads("The comment was added.")
    await staff.fills("Comment", "We can do that for you")
    await staff.ticks("Display in portal")
    await staff.clicks("Add the comment")
    await staff.reads("The comment was added and is shown in the portal.")
    await june.opens(f"/quotes/{number}")
    await june.sees(number)
    await june.reads("We can do that for you")
    await june.misses("Our floor is 3,500")


async def compares(june: Person, number: str) -> None:
    """The second round: what is cheaper now?"""
    await june.opens(f"/quotes/{number}")
    await june.sees(number)
    await june.clicks("What changed")
    await june.sees("What changed")
    await june.reads("US$4,000.00")
    await june.reads("US$3,600.00")


async def is_told_of_a_newer_one(june: Person, staff: Person, number: str) -> None:
    """The third round begins while the second one is on the screen."""
    await june.opens(f"/quotes/{number}")
    await june.sees(number)
    await june.page.get_by_role("button", name="Accept for US$4,500.00").click()
    await june.sees("Accept the quote")
    await revise(staff, number, 2, "700.00")
    await send(staff, "Send version 3")
    await june.page.get_by_role("button", name="Accept for US$4,500.00").click()
    await june.sees(number)
    await june.reads("Accept for US$4,300.00")
    await june.reads("US$700.00")


async def accepts_without_the_lights(june: Person, number: str) -> None:
    """Pressed twice, it is accepted once."""
    await june.page.get_by_role("checkbox").uncheck()
    if not june.device.scripts:
        await june.clicks("Update the total")
    accept = june.page.get_by_role("button", name="Accept for US$3,600.00")
    await expect(accept).to_be_visible(timeout=PATIENCE)
    await june.looks()
    await accept.click()
    await june.sees("Accept the quote")
    await june.page.get_by_role("button", name="Accept for US$3,600.00").dblclick()
    await june.sees(number)
    await june.reads("June Whitaker accepted it")


async def converts(staff: Person, number: str) -> None:
    """Into an invoice over what was accepted."""
    await staff.opens(f"/console/quotes/{number}")
    await staff.sees(number)
    await staff.clicks("Convert it")
    await staff.chooses("What should it become?", "sent_invoice")
    await staff.clicks("Convert")
    await staff.sees(number)
    await staff.page.locator("main").get_by_role("link", name="INV-").first.click()
    await staff.sees("INV-")
    await staff.reads("US$3,600.00")


@pytest.mark.parametrize("device", [DESK, PHONE_WITHOUT_SCRIPTS], ids=lambda each: each.name)
async def test_a_negotiation_of_three_rounds_ends_in_one_invoice(
    windows: Windows, staff: Person, device: Device
) -> None:
    lines = (("Stage", "4000.00", "always"), ("Lights", "900.00", "suggested"))
    number = await write(staff, *lines)
    june = await windows.open(device, CONTACT)

    await declines(june, number)
    await talks(june, staff, number)
    await revise(staff, number, 1, "3600.00")
    await staff.reads("More than we have this year")
    await send(staff, "Send version 2")
    await compares(june, number)
    await is_told_of_a_newer_one(june, staff, number)
    await accepts_without_the_lights(june, number)

    await converts(staff, number)
