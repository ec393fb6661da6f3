"""A customer gives a method on the simulator's page: nothing is charged, nothing is given away."""

import re

import pytest

from domain.processor import ChargeStatus, MethodKind
from domain.set_ups import SetUp, SetUpRequest
from tests.gateways.sandbox import Sandbox

BACK = "http://portal.test/payment-methods/PM-000001/return"


def request(attempt: str = "PM-000001", *, bank_account: bool = False) -> SetUpRequest:
    return SetUpRequest(attempt, "CUST-000007", BACK, "de", "Nordwind Räder", bank_account)


async def opened(simulator: Sandbox, *, bank_account: bool = False) -> str:
    answer = await simulator.processor.open_set_up(request(bank_account=bank_account))
    assert answer.hosted_url is not None
    return answer.hosted_url


async def outcome(simulator: Sandbox) -> SetUp:
    found = await simulator.processor.find_set_up("PM-000001")
    assert found is not None
    return found


async def test_a_page_waits_for_its_customer_and_the_same_attempt_is_the_same_page(
    simulator: Sandbox,
) -> None:
    first = await simulator.processor.open_set_up(request())

    assert await simulator.processor.open_set_up(request()) == first
    assert first.status is ChargeStatus.REQUIRES_ACTION
    assert first.expires_at is not None
    assert first.expires_at > simulator.clock.now()
    assert re.fullmatch(r"http://pay\.test/set-up/page_[\w-]{43,}", first.hosted_url or "")
    assert await simulator.processor.find_set_up("PM-000002") is None
    assert (await simulator.browser.get("/set-up/page_of_nobody")).status_code == 404


async def test_a_card_that_is_given_can_be_charged_and_nothing_was_taken(
    simulator: Sandbox,
) -> None:
    url = await opened(simulator)
    shown = (await simulator.browser.get(url)).text
    answer = await simulator.browser.post(url, data={"card": "pm_card_visa"})

    given = await outcome(simulator)
    assert "Nordwind Räder" in shown
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert (given.status, given.hosted_url) == (ChargeStatus.SUCCEEDED, None)
    assert given.method is not None
    assert (given.method.kind, given.method.last4) == (MethodKind.CARD, "4242")
    assert simulator.taken() == []
    later = await simulator.charged(given.method.token)
    assert later.status is ChargeStatus.SUCCEEDED


async def test_giving_twice_gives_once(simulator: Sandbox) -> None:
    url = await opened(simulator)
    await simulator.browser.post(url, data={"card": "pm_card_visa"})
    first = await outcome(simulator)
    await simulator.browser.post(url, data={"card": "pm_card_mastercard"})

    assert await outcome(simulator) == first


async def test_a_bank_account_is_offered_only_where_it_may_be_given(simulator: Sandbox) -> None:
    url = await opened(simulator)
    assert "pm_bank_account" not in (await simulator.browser.get(url)).text
    forced = await simulator.browser.post(url, data={"card": "pm_bank_account"})
    assert forced.status_code == 422
    assert (await outcome(simulator)).status is ChargeStatus.REQUIRES_ACTION

    answer = await simulator.processor.open_set_up(request("PM-000002", bank_account=True))
    await simulator.browser.post(answer.hosted_url or "", data={"card": "pm_bank_account"})
    given = await simulator.processor.find_set_up("PM-000002")
    assert given is not None
    assert given.method is not None
    assert given.method.kind is MethodKind.BANK_ACCOUNT


@pytest.mark.parametrize("answer", ["approve", "refuse"])
async def test_the_bank_asks_and_the_customers_answer_decides(
    simulator: Sandbox, answer: str
) -> None:
    url = await opened(simulator)
    await simulator.browser.post(url, data={"card": "pm_card_authenticate"})
    assert "Your bank asks" in (await simulator.browser.get(url)).text
    waiting = await outcome(simulator)
    assert (waiting.status, waiting.method) == (ChargeStatus.REQUIRES_ACTION, None)

    await simulator.browser.post(f"{url}/confirmation", data={"answer": answer})

    given = await outcome(simulator)
    if answer == "refuse":
        assert (given.status, given.method) == (ChargeStatus.FAILED, None)
        return
    assert given.method is not None
    assert (await simulator.charged(given.method.token)).status is ChargeStatus.SUCCEEDED


async def test_a_card_that_its_bank_has_blocked_is_not_saved(simulator: Sandbox) -> None:
    url = await opened(simulator)
    await simulator.browser.post(url, data={"card": "pm_card_lost"})

    given = await outcome(simulator)
    assert (given.status, given.decline_code, given.method) == (
        ChargeStatus.FAILED,
        "lost_card",
        None,
    )


async def test_a_card_without_money_is_saved_all_the_same(simulator: Sandbox) -> None:
    url = await opened(simulator)
    await simulator.browser.post(url, data={"card": "pm_card_insufficient_funds"})

    given = await outcome(simulator)
    assert given.method is not None
    assert (await simulator.charged(given.method.token)).status is ChargeStatus.FAILED


async def test_a_page_that_was_left_or_came_too_late_saves_nothing(simulator: Sandbox) -> None:
    url = await opened(simulator)
    left = await simulator.browser.post(f"{url}/cancellation")
    assert left.headers["location"] == BACK
    await simulator.browser.post(url, data={"card": "pm_card_visa"})
    assert (await outcome(simulator)).status is ChargeStatus.CANCELLED

    late = await simulator.processor.open_set_up(request("PM-000002"))
    simulator.clock.advance(hours=2)
    await simulator.browser.post(late.hosted_url or "", data={"card": "pm_card_visa"})
    closed = await simulator.processor.cancel_set_up("PM-000002")
    assert (closed.status, closed.method) == (ChargeStatus.CANCELLED, None)


async def test_closing_a_page_after_the_method_was_given_tells_of_the_method(
    simulator: Sandbox,
) -> None:
    url = await opened(simulator)
    await simulator.browser.post(url, data={"card": "pm_card_visa"})

    told = await simulator.processor.cancel_set_up("PM-000001")

    assert told.status is ChargeStatus.SUCCEEDED
    assert told.method is not None
