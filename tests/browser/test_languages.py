"""The language that somebody chooses is theirs from then on."""

import pytest
from playwright.async_api import expect

from tests.browser.person import DESK, PHONE
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

HARUTO = "相沢 陽翔"


async def test_german_stays_german(windows: Windows) -> None:
    haruto = await windows.open(DESK, HARUTO)
    await haruto.opens("/")
    await haruto.sees(f"Hello, {HARUTO}")
    await haruto.clicks("Deutsch")
    await haruto.sees(f"Guten Tag, {HARUTO}")
    await expect(haruto.page.locator("html")).to_have_attribute("lang", "de")
    for name in ("Abonnements", "Rechnungen", "Zahlungen"):
        await haruto.clicks(name)
        await haruto.sees(name)
    await haruto.misses("Invoices")

    elsewhere = await windows.open(PHONE, HARUTO)
    await elsewhere.opens("/")
    await elsewhere.sees(f"Guten Tag, {HARUTO}")
