"""The main journey: invited, in, informed, paid, thanked, out."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.deeds import NewCustomer, accept, create_customer, sell
from tests.browser.person import DESK, PHONE_WITHOUT_SCRIPTS, Device, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DEVICES = (DESK, PHONE_WITHOUT_SCRIPTS)
PRICE = "€279.00"


@pytest.mark.parametrize("device", DEVICES, ids=lambda device: device.name)
async def test_a_customer_comes_in_pays_and_leaves(
    windows: Windows, staff: Person, device: Device
) -> None:
    new = _customer_of(device)
    await create_customer(staff, new)
    await sell(staff, "Venue")
    zoe = await windows.open(device)

    await _try_a_poor_password(zoe, new)
    await accept(zoe, new)
    await zoe.sees(f"Hello, {new.name}")
    await zoe.reads(PRICE)
    await zoe.clicks(f"Pay {PRICE}")
    await _pay(zoe)
    await zoe.opens_mail(new.email, "Receipt:")
    await zoe.opens("/")
    await zoe.sees(f"Hello, {new.name}")
    await zoe.reads("There is nothing to pay.")
    await _leave(zoe, new)


def _customer_of(device: Device) -> NewCustomer:
    place = re.sub(r"\W+", "-", device.name)
    return NewCustomer(f"Harbour Lights ({device.name})", "Zoë Byrne", f"zoe@{place}.example")


async def _try_a_poor_password(zoe: Person, new: NewCustomer) -> None:
    await zoe.opens_mail(new.email, "invites you to its customer portal")
    await zoe.clicks_in_mail("Accept invitation")
    await zoe.sees("Choose your password")
    await zoe.fills("New password", "short")
    await zoe.clicks("Set password")
    await zoe.reads("There is a problem")
    await zoe.looks()


async def _pay(zoe: Person) -> None:
    await zoe.sees("Pay everything")
    await zoe.ticks("Keep a new card for future payments")
    await zoe.clicks(f"Pay {PRICE}")
    await zoe.sees("How would you like to pay?")
    await zoe.page.get_by_text("to charge this card for future invoices").click()
    await zoe.clicks(f"Pay {PRICE}")
    await zoe.sees("Thank you, it is paid")
    await zoe.reads("Visa •••• 4242")


async def _leave(zoe: Person, new: NewCustomer) -> None:
    await zoe.clicks("Sign out")
    await zoe.sees("Sign in")
    await zoe.page.go_back()
    await expect(zoe.page.locator("h1")).to_have_text("Sign in")
    await zoe.looks()
    for private in (new.name, new.company, PRICE):
        await zoe.misses(private)
