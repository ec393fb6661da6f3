"""A charge is made once, whatever is repeated, lost or killed, and its answer is told truly."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.money import Money
from domain.processor import (
    ChargeRequest,
    ChargeStatus,
    GatewayFault,
    MethodKind,
    ProcessorMisuse,
)
from tests.gateways.sandbox import Sandbox, charge, sandbox

ONCE = [("PAY-000001", 4100)]


async def test_creating_takes_nothing(simulator: Sandbox) -> None:
    created = await simulator.processor.create_charge(charge())

    assert created.status is ChargeStatus.CREATED
    assert created.amount == Money(4100, "EUR")
    assert simulator.taken() == []


async def test_confirming_takes_the_money(simulator: Sandbox) -> None:
    answer = await simulator.charged("pm_card_visa")

    assert answer.status is ChargeStatus.SUCCEEDED
    assert answer.decline_code is None
    assert answer.method is not None
    assert (answer.method.kind, answer.method.brand) == (MethodKind.CARD, "Visa")
    assert (answer.method.last4, answer.method.token) == ("4242", "pm_card_visa")
    assert simulator.taken() == ONCE


async def test_the_same_attempt_is_the_same_charge(simulator: Sandbox) -> None:
    first = await simulator.processor.create_charge(charge())
    again = await simulator.processor.create_charge(charge())

    assert again == first


async def test_confirming_twice_takes_the_money_once(simulator: Sandbox) -> None:
    first = await simulator.charged("pm_card_visa")
    again = await simulator.processor.confirm_charge("PAY-000001")

    assert again == first
    assert simulator.taken() == ONCE


async def test_fifty_confirmations_at_once_take_the_money_once(simulator: Sandbox) -> None:
    await simulator.processor.create_charge(charge())

    answers = await asyncio.gather(
        *(simulator.processor.confirm_charge("PAY-000001") for _ in range(50))
    )

    assert {answer.status for answer in answers} == {ChargeStatus.SUCCEEDED}
    assert simulator.taken() == ONCE


async def test_creating_again_after_the_end_tells_the_end(simulator: Sandbox) -> None:
    ended = await simulator.charged("pm_card_visa")

    assert await simulator.processor.create_charge(charge()) == ended


@pytest.mark.parametrize(
    "other",
    [
        replace(charge(), amount=Money(4101, "EUR")),
        replace(charge(), amount=Money(4100, "USD")),
        replace(charge(), method="pm_card_mastercard"),
    ],
)
async def test_an_attempt_cannot_become_another_charge(
    simulator: Sandbox, other: ChargeRequest
) -> None:
    await simulator.processor.create_charge(charge())

    with pytest.raises(ProcessorMisuse, match="attempt_reused"):
        await simulator.processor.create_charge(other)


async def test_money_without_decimals_stays_as_it_is(simulator: Sandbox) -> None:
    yen = replace(charge(), amount=Money(100, "JPY"))

    created = await simulator.processor.create_charge(yen)

    assert created.amount == Money(100, "JPY")


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("pm_card_insufficient_funds", "insufficient_funds"),
        ("pm_card_insufficient_funds_acme", "insufficient_funds"),
        ("pm_card_lost", "lost_card"),
        ("pm_card_expired", "expired_card"),
        ("pm_card_of_nobody", "invalid_account"),
        ("card number, perhaps", "invalid_account"),
    ],
)
async def test_a_decline_has_its_code(simulator: Sandbox, method: str, code: str) -> None:
    answer = await simulator.charged(method)

    assert (answer.status, answer.decline_code) == (ChargeStatus.FAILED, code)
    assert simulator.taken() == []
    assert await simulator.processor.confirm_charge("PAY-000001") == answer


@pytest.mark.parametrize("method", ["pm_card_charge_then_drop", "pm_card_charge_then_500_acme"])
async def test_a_lost_answer_is_found_by_asking(simulator: Sandbox, method: str) -> None:
    await simulator.processor.create_charge(charge(method))

    with pytest.raises(GatewayFault):
        await simulator.processor.confirm_charge("PAY-000001")

    found = await simulator.processor.find_charge("PAY-000001")
    assert found is not None
    assert found.status is ChargeStatus.SUCCEEDED
    assert await simulator.processor.confirm_charge("PAY-000001") == found
    assert simulator.taken() == ONCE


async def test_an_unreachable_processor_took_nothing(simulator: Sandbox) -> None:
    with pytest.raises(GatewayFault):
        await simulator.charged("pm_card_unreachable")

    assert await simulator.processor.find_charge("PAY-000001") is None


async def test_a_processor_that_vanishes_between_the_steps_took_nothing(
    simulator: Sandbox,
) -> None:
    await simulator.processor.create_charge(charge())
    await simulator.behave("pm_card_visa", "unreachable")

    with pytest.raises(GatewayFault):
        await simulator.processor.confirm_charge("PAY-000001")

    found = await simulator.processor.find_charge("PAY-000001")
    assert found is not None
    assert found.status is ChargeStatus.CREATED


async def test_a_late_answer_is_an_answer(simulator: Sandbox) -> None:
    await simulator.behave("pm_card_visa", "delay:0.05")

    assert (await simulator.charged("pm_card_visa")).status is ChargeStatus.SUCCEEDED


async def test_a_bank_that_takes_its_time_succeeds_later(simulator: Sandbox) -> None:
    first = await simulator.charged("pm_bank_account_acme")
    simulator.clock.advance(seconds=59)
    before = await simulator.processor.find_charge("PAY-000001")
    simulator.clock.advance(seconds=1)
    after = await simulator.processor.find_charge("PAY-000001")

    assert first.status is ChargeStatus.PROCESSING
    assert first.method is not None
    assert first.method.kind is MethodKind.BANK_ACCOUNT
    assert first.method.expires_year is None
    assert before == first
    assert after is not None
    assert after.status is ChargeStatus.SUCCEEDED
    assert simulator.taken() == ONCE


async def test_a_bank_that_takes_its_time_can_decline(simulator: Sandbox) -> None:
    await simulator.behave("pm_card_visa", "processing_then_decline:insufficient_funds")
    await simulator.charged("pm_card_visa")
    simulator.clock.advance(minutes=1)

    found = await simulator.processor.find_charge("PAY-000001")

    assert found is not None
    assert (found.status, found.decline_code) == (ChargeStatus.FAILED, "insufficient_funds")
    assert simulator.taken() == []


async def test_a_card_that_wants_its_holder_waits_for_the_holder(simulator: Sandbox) -> None:
    answer = await simulator.charged("pm_card_authenticate")

    assert answer.status is ChargeStatus.REQUIRES_ACTION
    assert answer.hosted_url is not None
    assert answer.hosted_url.startswith("http://pay.test/pay/")
    assert answer.expires_at == simulator.clock.now() + timedelta(days=3)
    assert simulator.taken() == []


async def test_a_holder_who_never_comes_is_a_decline(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_authenticate")
    simulator.clock.advance(days=3)

    found = await simulator.processor.find_charge("PAY-000001")

    assert found is not None
    assert (found.status, found.decline_code) == (ChargeStatus.FAILED, "authentication_required")
    assert found.hosted_url is None


async def test_a_cancelled_charge_takes_nothing_any_more(simulator: Sandbox) -> None:
    await simulator.processor.create_charge(charge())

    cancelled = await simulator.processor.cancel_charge("PAY-000001")

    assert cancelled.status is ChargeStatus.CANCELLED
    assert await simulator.processor.confirm_charge("PAY-000001") == cancelled
    assert simulator.taken() == []


async def test_what_was_taken_cannot_be_cancelled(simulator: Sandbox) -> None:
    taken = await simulator.charged("pm_card_visa")

    assert await simulator.processor.cancel_charge("PAY-000001") == taken


async def test_an_unknown_attempt_is_not_found(simulator: Sandbox) -> None:
    assert await simulator.processor.find_charge("PAY-000009") is None
    with pytest.raises(ProcessorMisuse):
        await simulator.processor.confirm_charge("PAY-000009")
    with pytest.raises(ProcessorMisuse):
        await simulator.processor.cancel_charge("PAY-000009")


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    async with sandbox(tmp_path / "ledger.sqlite") as before:
        succeeded = await before.charged("pm_card_visa", "PAY-000001")
        await before.charged("pm_bank_account", "PAY-000002")
        await before.processor.create_charge(charge(attempt="PAY-000003"))
        await before.behave("pm_card_visa", "decline:lost_card")

    async with sandbox(tmp_path / "ledger.sqlite", before.clock) as after:
        after.clock.advance(minutes=1)
        assert await after.processor.find_charge("PAY-000001") == succeeded
        settled = await after.processor.find_charge("PAY-000002")
        declined = await after.processor.confirm_charge("PAY-000003")
        events = await after.deliver()

    assert settled is not None
    assert settled.status is ChargeStatus.SUCCEEDED
    assert declined.decline_code == "lost_card"
    assert len(events) == 4
