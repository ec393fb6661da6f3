"""A customer pays on the simulator's page, which needs no script and gives nothing away."""

import asyncio
import re
from dataclasses import replace

import pytest

from domain.money import Money
from domain.processor import ChargeStatus, ProcessorMisuse
from tests.gateways.sandbox import RETURN_URL, Sandbox, charge, page


async def test_a_page_waits_for_its_customer(simulator: Sandbox) -> None:
    first = await simulator.processor.open_hosted_page(page())
    again = await simulator.processor.open_hosted_page(page())

    assert first.status is ChargeStatus.REQUIRES_ACTION
    assert first.expires_at is not None
    assert first.expires_at > simulator.clock.now()
    assert first.method is None
    assert again == first


async def test_its_address_cannot_be_guessed(simulator: Sandbox) -> None:
    first = await simulator.processor.open_hosted_page(page("PAY-000001"))
    second = await simulator.processor.open_hosted_page(page("PAY-000002"))

    assert first.hosted_url is not None
    assert re.fullmatch(r"http://pay\.test/pay/page_[\w-]{43,}", first.hosted_url)
    assert first.hosted_url != second.hosted_url
    missing = await simulator.browser.get("/pay/page_of_nobody")
    assert missing.status_code == 404
    assert "text/html" in missing.headers["content-type"]


async def test_the_page_says_what_is_paid_and_to_whom(simulator: Sandbox) -> None:
    shown = (await simulator.browser.get(await simulator.opened())).text

    for words in ("Nordwind Räder", "41,00\xa0€", "Invoice INV-000042", "4242"):
        assert words in shown


async def test_the_page_calls_the_merchant_as_the_merchant_wishes(simulator: Sandbox) -> None:
    opened = await simulator.processor.open_hosted_page(replace(page(), merchant="Südwind"))
    shown = (await simulator.browser.get(opened.hosted_url or "")).text

    assert "Südwind" in shown
    assert "Nordwind Räder" not in shown


async def test_looking_at_the_page_changes_nothing(simulator: Sandbox) -> None:
    url = await simulator.opened()
    before = await simulator.outcome()

    for _ in range(3):
        await simulator.browser.get(url)
        await simulator.browser.head(url)

    assert await simulator.outcome() == before


async def test_paying_leads_back_to_the_shop(simulator: Sandbox) -> None:
    answer = await simulator.choose(await simulator.opened(), "pm_card_visa")

    charge_made = await simulator.outcome()
    assert (answer.status_code, answer.headers["location"]) == (303, RETURN_URL)
    assert charge_made.status is ChargeStatus.SUCCEEDED
    assert charge_made.hosted_url is None
    assert charge_made.method is not None
    assert (charge_made.method.last4, charge_made.method.token) == ("4242", "")


async def test_paying_twice_pays_once(simulator: Sandbox) -> None:
    url = await simulator.opened()

    answers = await asyncio.gather(*(simulator.choose(url, "pm_card_visa") for _ in range(10)))

    assert {answer.headers["location"] for answer in answers} == {RETURN_URL}
    assert simulator.taken() == [("PAY-000001", 4100)]


async def test_a_second_card_cannot_pay_again(simulator: Sandbox) -> None:
    url = await simulator.opened()
    await simulator.choose(url, "pm_card_visa")
    await simulator.choose(url, "pm_card_mastercard")

    assert simulator.taken() == [("PAY-000001", 4100)]


async def test_a_saved_card_can_be_charged_again(simulator: Sandbox) -> None:
    await simulator.choose(await simulator.opened(), "pm_card_visa", save=True)
    method = (await simulator.outcome()).method
    assert method is not None

    later = await simulator.charged(method.token, "PAY-000002")

    assert method.token.startswith("pm_card_")
    assert later.status is ChargeStatus.SUCCEEDED


async def test_a_card_is_saved_only_where_the_merchant_asked(simulator: Sandbox) -> None:
    answer = await simulator.processor.open_hosted_page(page(save_method=False))
    assert answer.hosted_url is not None
    shown = (await simulator.browser.get(answer.hosted_url)).text

    await simulator.choose(answer.hosted_url, "pm_card_visa", save=True)

    method = (await simulator.outcome()).method
    assert 'name="save"' not in shown
    assert method is not None
    assert method.token == ""


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("pm_card_insufficient_funds", "insufficient_funds"),
        ("pm_card_lost", "lost_card"),
        ("pm_card_expired", "expired_card"),
    ],
)
async def test_a_declined_card_ends_the_attempt(simulator: Sandbox, card: str, code: str) -> None:
    answer = await simulator.choose(await simulator.opened(), card, save=True)

    failed = await simulator.outcome()
    assert answer.headers["location"] == RETURN_URL
    assert (failed.status, failed.decline_code) == (ChargeStatus.FAILED, code)
    assert failed.method is not None
    assert failed.method.token == "", "what could not be charged is not saved"
    assert simulator.taken() == []


async def test_a_slow_bank_is_told_as_it_is(simulator: Sandbox) -> None:
    answer = await simulator.choose(await simulator.opened(), "pm_card_processing")
    at_first = await simulator.outcome()
    simulator.clock.advance(seconds=30)
    later = await simulator.outcome()

    assert answer.headers["location"] == RETURN_URL
    assert at_first.status is ChargeStatus.PROCESSING
    assert later.status is ChargeStatus.SUCCEEDED


async def test_the_customer_can_go_back_without_paying(simulator: Sandbox) -> None:
    url = await simulator.opened()
    answer = await simulator.browser.post(f"{url}/cancellation")
    await simulator.choose(url, "pm_card_visa")

    assert answer.headers["location"] == RETURN_URL
    assert (await simulator.outcome()).status is ChargeStatus.CANCELLED
    assert simulator.taken() == []


async def test_nobody_pays_on_a_page_that_the_merchant_closed(simulator: Sandbox) -> None:
    url = await simulator.opened()
    await simulator.processor.cancel_charge("PAY-000001")
    await simulator.choose(url, "pm_card_visa")

    assert "was cancelled" in (await simulator.browser.get(url)).text
    assert simulator.taken() == []


async def test_nobody_pays_on_a_page_that_is_too_old(simulator: Sandbox) -> None:
    url = await simulator.opened()
    simulator.clock.advance(hours=1)
    await simulator.choose(url, "pm_card_visa")

    assert (await simulator.outcome()).status is ChargeStatus.CANCELLED
    assert simulator.taken() == []
    kinds = [request.read() for request in await simulator.deliver()]
    assert [b"charge.cancelled" in body for body in kinds] == [True]


@pytest.mark.parametrize("card", ["", "pm_card_charge_then_drop", "4242424242424242"])
async def test_only_cards_of_the_list_can_be_chosen(simulator: Sandbox, card: str) -> None:
    url = await simulator.opened()

    answer = await simulator.choose(url, card)

    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert "Choose one of the cards" in answer.text
    assert (await simulator.outcome()).status is ChargeStatus.REQUIRES_ACTION


async def test_an_attempt_is_a_page_or_a_charge_but_not_both(simulator: Sandbox) -> None:
    await simulator.opened()

    with pytest.raises(ProcessorMisuse, match="attempt_reused"):
        await simulator.processor.create_charge(charge())
    with pytest.raises(ProcessorMisuse, match="attempt_reused"):
        await simulator.processor.open_hosted_page(page(amount=Money(4101, "EUR")))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/payments", "file:///etc/passwd"])
async def test_it_leads_back_to_web_addresses_only(simulator: Sandbox, address: str) -> None:
    with pytest.raises(Exception, match="422"):
        await simulator.processor.open_hosted_page(replace(page(), return_url=address))
