"""What is promised by the port, asked of every processor behind it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.declines import decline
from domain.money import Money
from domain.payments import FailureClass
from domain.processor import (
    ChargeStatus,
    InvalidEvent,
    MethodKind,
    ProcessorMisuse,
    ProcessorRefusal,
    RefundRequest,
    RefundStatus,
)
from tests.gateways.contract.benches import EUR_41, Bench, charged, request

ONCE = {"PAY-000001": 4100}


def back(
    minor_units: int = 1000, refund: str = "REF-000001", currency: str = "EUR"
) -> RefundRequest:
    return RefundRequest(refund, "PAY-000001", Money(minor_units, currency))


async def test_creating_takes_nothing(bench: Bench) -> None:
    processor = bench.processor()

    created = await processor.create_charge(request(await bench.token("approves")))

    assert (created.attempt, created.status) == ("PAY-000001", ChargeStatus.CREATED)
    assert created.amount == EUR_41
    assert await bench.processor().find_charge("PAY-000001") == created
    assert await bench.taken() == {}


async def test_confirming_takes_the_money(bench: Bench) -> None:
    token = await bench.token("approves")

    answer = await charged(bench.processor(), request(token))

    assert (answer.status, answer.decline_code) == (ChargeStatus.SUCCEEDED, None)
    assert answer.dispute is None
    assert answer.method is not None
    assert (answer.method.kind, answer.method.brand) == (MethodKind.CARD, "Visa")
    assert (answer.method.last4, answer.method.token) == ("4242", token)
    assert await bench.taken() == ONCE


async def test_a_method_is_charged_again_by_the_token_that_was_told(bench: Bench) -> None:
    first = await charged(bench.processor(), request(await bench.token("approves")))
    assert first.method is not None

    again = await charged(bench.processor(), request(first.method.token, "PAY-000002"))

    assert again.status is ChargeStatus.SUCCEEDED
    assert await bench.taken() == ONCE | {"PAY-000002": 4100}


async def test_confirming_twice_takes_the_money_once(bench: Bench) -> None:
    processor = bench.processor()
    first = await charged(processor, request(await bench.token("approves")))

    assert await processor.confirm_charge("PAY-000001") == first
    assert await bench.processor().confirm_charge("PAY-000001") == first
    assert await bench.taken() == ONCE


async def test_what_is_known_under_its_own_name_is_found(bench: Bench) -> None:
    answer = await charged(bench.processor(), request(await bench.token("approves")))

    named = await bench.processor().find_charge("PAY-000001", answer.processor_id)
    wrongly = await bench.processor().find_charge("PAY-000001", "pi_of_somebody_else")

    assert named == wrongly == answer
    assert await bench.processor().find_charge("PAY-000009", answer.processor_id) is None


async def test_what_never_arrived_is_not_there(bench: Bench) -> None:
    processor = bench.processor()

    assert await processor.find_charge("PAY-000009") is None
    assert await processor.find_refund("REF-000009") is None
    assert await processor.find_refund("REF-000009", "PAY-000009") is None
    for ask in (processor.confirm_charge, processor.cancel_charge):
        with pytest.raises(ProcessorMisuse):
            await ask("PAY-000009")


async def test_a_decline_says_why_and_stays_one(bench: Bench) -> None:
    answer = await charged(bench.processor(), request(await bench.token("declines")))

    assert answer.status is ChargeStatus.FAILED
    assert decline(answer.decline_code).failure is FailureClass.SOFT
    assert await charged(bench.processor(), request("", "PAY-000001")) == answer
    assert await bench.processor().cancel_charge("PAY-000001") == answer
    assert await bench.taken() == {}


async def test_a_method_that_is_not_there_is_declined(bench: Bench) -> None:
    answer = await charged(bench.processor(), request("pm_of_nobody"))

    assert (answer.status, answer.decline_code) == (ChargeStatus.FAILED, "invalid_account")
    assert decline(answer.decline_code).failure is FailureClass.HARD


async def test_a_bank_that_asks_its_customer_waits_and_can_be_told_to_stop(bench: Bench) -> None:
    waiting = await charged(bench.processor(), request(await bench.token("asks")))

    ended = await bench.processor().cancel_charge("PAY-000001")

    assert waiting.status is ChargeStatus.REQUIRES_ACTION
    assert ended.status is ChargeStatus.CANCELLED
    assert await bench.taken() == {}


async def test_a_cancelled_charge_takes_nothing_any_more(bench: Bench) -> None:
    processor = bench.processor()
    await processor.create_charge(request(await bench.token("approves")))

    cancelled = await processor.cancel_charge("PAY-000001")

    assert cancelled.status is ChargeStatus.CANCELLED
    assert await processor.confirm_charge("PAY-000001") == cancelled
    assert await bench.taken() == {}


async def test_what_was_taken_cannot_be_cancelled(bench: Bench) -> None:
    taken = await charged(bench.processor(), request(await bench.token("approves")))

    assert await bench.processor().cancel_charge("PAY-000001") == taken


async def test_yen_have_no_decimals(bench: Bench) -> None:
    wanted = request(await bench.token("approves"), amount=Money(500, "JPY"))

    assert (await charged(bench.processor(), wanted)).amount == Money(500, "JPY")
    assert await bench.taken() == {"PAY-000001": 500}


async def test_money_is_given_back_once(bench: Bench) -> None:
    await charged(bench.processor(), request(await bench.token("approves")))

    first = await bench.processor().create_refund(back())
    again = await bench.processor().create_refund(back())

    assert (first.refund, first.attempt, first.amount) == (
        "REF-000001",
        "PAY-000001",
        back().amount,
    )
    assert first.status in (RefundStatus.SUCCEEDED, RefundStatus.PENDING)
    assert first.processor_id
    assert again == first
    assert await bench.processor().find_refund("REF-000001") == first
    assert await bench.processor().find_refund("REF-000001", "PAY-000001") == first
    assert await bench.taken() == {"PAY-000001": 3100}


async def test_never_more_is_given_back_than_was_taken(bench: Bench) -> None:
    await charged(bench.processor(), request(await bench.token("approves")))
    processor = bench.processor()
    await processor.create_refund(back(4000))

    wrong = [
        back(101, "REF-000002"),
        back(0, "REF-000002"),
        back(50, "REF-000002", "USD"),
        back(3999),
        replace(back(), refund="REF-000003", attempt="PAY-000009"),
    ]
    for each in wrong:
        with pytest.raises(ProcessorMisuse):
            await processor.create_refund(each)
    await processor.create_refund(back(100, "REF-000002"))

    assert await bench.taken() == {"PAY-000001": 0}


async def test_what_was_not_taken_is_not_given_back(bench: Bench) -> None:
    await charged(bench.processor(), request(await bench.token("declines")))

    with pytest.raises(ProcessorMisuse):
        await bench.processor().create_refund(back())


async def test_a_key_that_nobody_knows_is_a_refusal(bench: Bench) -> None:
    with pytest.raises(ProcessorRefusal, match="CP3002"):
        await bench.stranger().find_charge("PAY-000001")


def test_a_signed_event_is_a_hint(bench: Bench) -> None:
    signed = bench.signed("PAY-000001")

    event = bench.processor().read_event(signed.body, signed.headers)

    assert (event.id, event.kind, event.attempt) == ("evt_1", "charge.succeeded", "PAY-000001")
    with pytest.raises(InvalidEvent):
        bench.processor().read_event(signed.body.replace(b"000001", b"000002"), signed.headers)
    with pytest.raises(InvalidEvent):
        bench.processor().read_event(signed.body, {})


STEPS = st.lists(st.sampled_from(["begin anew", "charge", "find", "confirm"]), max_size=6)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, attempt=st.integers(min_value=100_000, max_value=999_999))
async def test_whatever_is_repeated_the_money_is_taken_once(
    bench: Bench, steps: list[str], attempt: int
) -> None:
    number = f"PAY-{attempt}"
    wanted = request(await bench.token("approves"), number)
    processor = bench.processor()
    await charged(processor, wanted)

    for step in steps:
        if step == "begin anew":
            processor = bench.processor()
        elif step == "charge":
            await charged(processor, wanted)
        elif step == "find":
            await processor.find_charge(number)
        else:
            await processor.confirm_charge(number)

    assert (await bench.taken())[number] == 4100
