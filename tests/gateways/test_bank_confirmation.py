"""Where the customer's bank asks, the customer's answer decides, and nothing is taken before it."""

from domain.processor import ChargeStatus
from tests.gateways.sandbox import RETURN_URL, Sandbox


async def test_the_bank_asks_and_the_customer_approves(simulator: Sandbox) -> None:
    url = await simulator.opened()
    first = await simulator.choose(url, "pm_card_authenticate", save=True)
    asked = (await simulator.browser.get(url)).text
    waiting = await simulator.outcome()
    answer = await simulator.answer_bank(url, "approve")
    approved = await simulator.outcome()

    assert first.headers["location"] == url.removeprefix("http://pay.test")
    assert "Your bank asks" in asked
    assert waiting.status is ChargeStatus.REQUIRES_ACTION
    assert answer.headers["location"] == RETURN_URL
    assert approved.status is ChargeStatus.SUCCEEDED
    assert approved.method is not None
    later = await simulator.charged(approved.method.token, "PAY-000002")
    assert later.status is ChargeStatus.SUCCEEDED, "it was confirmed while it was saved"


async def test_the_bank_asks_and_the_customer_refuses(simulator: Sandbox) -> None:
    url = await simulator.opened()
    await simulator.choose(url, "pm_card_authenticate", save=True)
    answer = await simulator.answer_bank(url, "refuse")
    refused = await simulator.outcome()
    await simulator.answer_bank(url, "approve")

    assert answer.headers["location"] == RETURN_URL
    assert (refused.status, refused.decline_code) == (ChargeStatus.FAILED, "authentication_failed")
    assert await simulator.outcome() == refused
    assert simulator.taken() == []


async def test_the_bank_is_not_answered_before_it_asks(simulator: Sandbox) -> None:
    url = await simulator.opened()

    await simulator.answer_bank(url, "approve")

    assert simulator.taken() == []


async def test_a_renewal_that_needs_its_customer_is_confirmed_later(simulator: Sandbox) -> None:
    url = (await simulator.charged("pm_card_authenticate_acme")).hosted_url
    assert url is not None
    asked = (await simulator.browser.get(url)).text
    kept = await simulator.browser.post(f"{url}/cancellation")
    answer = await simulator.answer_bank(url, "approve")
    ended = (await simulator.browser.get(url)).text

    assert "Your bank asks" in asked
    assert kept.headers["location"] == url.removeprefix("http://pay.test")
    assert answer.headers["location"] == url.removeprefix("http://pay.test")
    assert "Your payment was successful" in ended
    assert 'href="http://portal.test/"' in ended
    assert (await simulator.outcome()).status is ChargeStatus.SUCCEEDED
    assert simulator.taken() == [("PAY-000001", 4100)]
