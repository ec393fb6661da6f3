"""A payment that is declined: said why, in words, and paid another way."""

import pytest
from playwright.async_api import expect

from tests.browser.person import PHONE, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

INVOICE = "INV-000003"
PRICE = "US$350.00"


async def test_a_declined_card_is_no_dead_end(windows: Windows) -> None:
    june = await windows.open(PHONE, "June Whitaker")
    await june.opens("/invoices")
    await june.sees("Invoices")
    await june.clicks(INVOICE)
    await june.sees(INVOICE)
    await june.clicks(f"Pay {PRICE}")
    await _pay_with(june, "declined: insufficient funds")
    await june.sees("The payment did not succeed")
    await june.reads("There was not enough money in the account. Nothing was charged.")

    await june.clicks("Pay another way")
    await _pay_with(june, "needs 3-D Secure", "Approve")
    await june.sees("Thank you, it is paid")
    await june.page.reload()
    await june.sees("Thank you, it is paid")
    await june.clicks(INVOICE)
    await june.sees(INVOICE)
    await june.reads("Paid on")
    await expect(june.control(f"Pay {PRICE}")).to_have_count(0)


async def test_a_customer_who_turns_back_has_paid_nothing(windows: Windows) -> None:
    june = await windows.open(PHONE, "June Whitaker")
    await june.opens("/invoices/INV-000004/pay")
    await june.sees("Pay INV-000004")
    await june.ticks("A new card, on the payment page")
    await june.clicks("Pay €180.00")
    await june.sees("How would you like to pay?")
    await june.clicks("Cancel and go back")
    await june.sees("The payment was called off")
    await june.reads("Nothing was charged.")
    await june.clicks("Pay another way")
    await june.sees("Pay INV-000004")


async def _pay_with(june: Person, card: str, answer: str = "") -> None:
    await june.sees(f"Pay {INVOICE}")
    await june.ticks("A new card, on the payment page")
    await june.clicks(f"Pay {PRICE}")
    await june.sees("How would you like to pay?")
    await june.page.get_by_text(card).click()
    await june.page.get_by_role("button", name="Pay").click()
    if answer:
        await june.page.get_by_role("button", name=answer).wait_for()
        await june.looks()
        await june.page.get_by_role("button", name=answer).click()
