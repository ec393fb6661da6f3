"""What a processor forgets, loses and repeats: keys after a day, events, the same amount again."""

import pytest

from domain.money import Money
from domain.processor import ChargeStatus, ProcessorMisuse, RefundRequest
from tests.gateways.sandbox import Sandbox, charge
from tests.gateways.test_set_ups import opened

BACK = RefundRequest("REF-000001", "PAY-000001", Money(1000, "EUR"))


async def test_after_a_day_the_same_number_is_another_charge(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")
    simulator.clock.advance(hours=25)

    again = await simulator.charged("pm_card_visa")

    assert again.status is ChargeStatus.SUCCEEDED
    assert sorted(simulator.taken()) == [("PAY-000001", 4100), ("PAY-000001/1", 4100)]


async def test_whoever_asks_before_is_not_harmed_by_that(simulator: Sandbox) -> None:
    before = await simulator.charged("pm_card_visa")
    simulator.clock.advance(hours=25)

    assert await simulator.processor.find_charge("PAY-000001") == before
    assert await simulator.processor.confirm_charge("PAY-000001") == before


async def test_a_refund_is_asked_for_before_it_is_repeated(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")
    first = await simulator.processor.create_refund(BACK)
    simulator.clock.advance(hours=25)

    assert await simulator.processor.create_refund(BACK) == first
    bare = await simulator.client.post(
        "/v1/refunds",
        json={
            "refund": BACK.refund,
            "attempt": BACK.attempt,
            "amount_minor_units": 1000,
            "currency": "EUR",
        },
        headers={"Authorization": "Bearer sandbox-key"},
    )
    assert bare.json()["id"] != first.processor_id


async def test_the_same_amount_is_not_taken_again_within_minutes(simulator: Sandbox) -> None:
    first = await simulator.charged("pm_card_refuse_repeats")
    second = await simulator.charged("pm_card_refuse_repeats", "PAY-000002")
    simulator.clock.advance(minutes=5)
    third = await simulator.charged("pm_card_refuse_repeats", "PAY-000003")

    assert (second.status, second.decline_code) == (ChargeStatus.FAILED, "CP3005")
    assert {first.status, third.status} == {ChargeStatus.SUCCEEDED}


async def test_events_can_be_lost(simulator: Sandbox) -> None:
    await simulator.client.post("/sandbox/events", json={"lose": True})
    await simulator.charged("pm_card_visa")
    lost = await simulator.deliver()
    await simulator.client.post("/sandbox/events", json={"lose": False})
    simulator.clock.advance(days=1)

    assert lost == await simulator.deliver() == []


async def test_the_merchant_hears_of_a_method_that_was_given(simulator: Sandbox) -> None:
    url = await opened(simulator)
    await simulator.choose(url, "pm_card_visa")

    [request] = await simulator.deliver()

    event = simulator.processor.read_event(request.content, dict(request.headers))
    assert (event.kind, event.attempt) == ("set_up.succeeded", "PM-000001")


async def test_an_old_refund_is_not_another(simulator: Sandbox) -> None:
    await simulator.processor.create_charge(charge())
    await simulator.processor.confirm_charge("PAY-000001")
    await simulator.processor.create_refund(BACK)

    with pytest.raises(ProcessorMisuse, match="refund_reused"):
        await simulator.processor.create_refund(
            RefundRequest("REF-000001", "PAY-000001", Money(1, "EUR"))
        )
