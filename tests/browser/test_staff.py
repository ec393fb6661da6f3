"""What staff see and do about access to the portal, and the way from a page to its process."""

import pytest
from playwright.async_api import expect

from tests.browser.deeds import NewCustomer, accept, create_customer
from tests.browser.person import DESK, PATIENCE, PHONE, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

OSKAR = NewCustomer("Nightjar Press", "Oskar Lind", "oskar@nightjar.example")
STEFAN = "stefan.moser@lindenhof.example"


async def test_whoever_is_shut_out_is_out_at_the_next_click(
    windows: Windows, staff: Person
) -> None:
    await create_customer(staff, OSKAR)
    await staff.reads("Invited")
    oskar = await windows.open(PHONE)
    await accept(oskar, OSKAR)
    await oskar.sees(f"Hello, {OSKAR.name}")

    await staff.page.reload()
    await staff.sees(OSKAR.company)
    await staff.reads("Accepted")
    await staff.clicks("Disable portal access")
    await staff.sees(OSKAR.company)
    await staff.reads("Disabled")
    await oskar.clicks("Invoices")
    await oskar.sees("Sign in")
    await oskar.misses(OSKAR.company)
    await oskar.signs_in(OSKAR.email, OSKAR.password)
    await oskar.reads("There is a problem")
    await oskar.sees("Sign in")


async def test_an_invitation_that_ran_out_is_sent_again(windows: Windows, staff: Person) -> None:
    await staff.opens("/console")
    await staff.sees("Overview")
    await staff.clicks("Stefan Moser")
    await staff.sees("Kulturverein Lindenhof")
    await staff.clicks("Send again")
    await staff.sees("Kulturverein Lindenhof")
    await staff.reads("Invited")

    stefan = await windows.open(DESK, speaks="de-AT")
    await stefan.opens_mail(STEFAN, "lädt Sie in das Kundenportal ein")
    await stefan.clicks_in_mail("Einladung annehmen")
    await stefan.sees("Wählen Sie Ihr Passwort")


async def test_a_page_leads_to_its_process(staff: Person) -> None:
    await staff.opens("/console/subscriptions/SUB-000001")
    await staff.sees("Team")
    assert await staff.follows("subscription/SUB-000001") == 200
    assert staff.page.url.startswith(staff.stack.temporal)
    page = staff.page.locator("body")
    await expect(page).to_contain_text("subscription/SUB-000001", timeout=PATIENCE)
    await expect(page).to_contain_text("Running", timeout=PATIENCE)


async def test_staff_find_a_customer_by_a_part_of_the_name(staff: Person) -> None:
    await staff.opens("/console")
    await staff.sees("Overview")
    await staff.page.keyboard.press("/")
    await staff.page.keyboard.type("swiftwater")
    await staff.page.keyboard.press("Enter")
    await staff.sees("Customers")
    await staff.clicks("Swiftwater Rowing Club")
    await staff.sees("Swiftwater Rowing Club")
