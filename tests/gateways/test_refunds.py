"""Money is given back once, never more than was taken; disputes and late failures are told."""

import sqlite3
from pathlib import Path

import pytest

from domain.money import Money
from domain.processor import (
    ChargeStatus,
    DisputeStatus,
    GatewayFault,
    ProcessorMisuse,
    Refund,
    RefundRequest,
    RefundStatus,
)
from gateways.simulator.ledger import Ledger
from gateways.simulator.schema import EVENTS
from tests.gateways.sandbox import Sandbox


def back(
    minor_units: int = 1000, refund: str = "REF-000001", attempt: str = "PAY-000001"
) -> RefundRequest:
    return RefundRequest(refund, attempt, Money(minor_units, "EUR"))


def given(simulator: Sandbox) -> int:
    rows = simulator.parts.ledger.read("SELECT minor_units FROM refunds WHERE status != 'failed'")
    return sum(row["minor_units"] for row in rows)


async def found(simulator: Sandbox, refund: str = "REF-000001") -> Refund:
    told = await simulator.processor.find_refund(refund)
    assert told is not None
    return told


async def test_a_refund_gives_back(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")

    refund = await simulator.processor.create_refund(back())

    assert refund.processor_id.startswith("re_")
    assert (refund.refund, refund.attempt) == ("REF-000001", "PAY-000001")
    assert (refund.status, refund.amount) == (RefundStatus.SUCCEEDED, Money(1000, "EUR"))
    assert await found(simulator) == refund
    assert await simulator.processor.find_refund("REF-000009") is None


async def test_the_same_refund_is_given_once(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")

    first = await simulator.processor.create_refund(back())

    assert await simulator.processor.create_refund(back()) == first
    assert given(simulator) == 1000


@pytest.mark.parametrize("other", [back(1001), back(attempt="PAY-000002")])
async def test_a_refund_cannot_become_another(simulator: Sandbox, other: RefundRequest) -> None:
    await simulator.charged("pm_card_visa")
    await simulator.charged("pm_card_visa", "PAY-000002")
    await simulator.processor.create_refund(back())

    with pytest.raises(ProcessorMisuse, match="refund_reused"):
        await simulator.processor.create_refund(other)


async def test_never_more_is_given_back_than_was_taken(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")
    await simulator.processor.create_refund(back(4000))

    for amount in (101, 0, 5000):
        with pytest.raises(ProcessorMisuse, match="refund_exceeds_charge"):
            await simulator.processor.create_refund(back(amount, "REF-000002"))
    await simulator.processor.create_refund(back(100, "REF-000002"))

    assert given(simulator) == 4100


async def test_what_was_not_taken_cannot_be_given_back(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_lost")

    with pytest.raises(ProcessorMisuse, match="not_refundable"):
        await simulator.processor.create_refund(back())
    with pytest.raises(ProcessorMisuse, match="unknown_attempt"):
        await simulator.processor.create_refund(back(attempt="PAY-000009"))


async def test_a_refund_can_take_days(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_refund_pending")

    first = await simulator.processor.create_refund(back())
    simulator.clock.advance(days=3)

    assert first.status is RefundStatus.PENDING
    assert (await found(simulator)).status is RefundStatus.SUCCEEDED


async def test_a_refund_can_fail_late_and_is_then_ours_again(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_refund_fails")

    await simulator.processor.create_refund(back(4100))
    simulator.clock.advance(days=3)
    failed = await found(simulator)

    assert (failed.status, failed.failure_code) == (RefundStatus.FAILED, "expired_or_canceled_card")
    assert given(simulator) == 0
    again = await simulator.processor.create_refund(back(4100, "REF-000002"))
    assert again.status is RefundStatus.PENDING


async def test_a_refund_that_had_succeeded_can_come_back(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")
    await simulator.processor.create_refund(back())

    answer = await simulator.client.post(
        "/sandbox/refunds/REF-000001/settle", json={"failure_code": "declined"}
    )

    assert answer.is_success
    assert (await found(simulator)).failure_code == "declined"


async def test_a_lost_answer_of_a_refund_is_found_by_asking(simulator: Sandbox) -> None:
    await simulator.behave("pm_card_visa", "refund_then_drop")
    await simulator.charged("pm_card_visa")

    with pytest.raises(GatewayFault):
        await simulator.processor.create_refund(back())

    assert (await found(simulator)).status is RefundStatus.SUCCEEDED
    assert await simulator.processor.create_refund(back()) == await found(simulator)
    assert given(simulator) == 1000


async def test_the_merchant_hears_of_refunds(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_refund_fails")
    await simulator.processor.create_refund(back())
    simulator.clock.advance(days=3)

    events = [
        simulator.processor.read_event(each.content, dict(each.headers))
        for each in await simulator.deliver()
    ]

    assert [(each.kind, each.attempt, each.refund) for each in events] == [
        ("charge.succeeded", "PAY-000001", ""),
        ("refund.updated", "PAY-000001", "REF-000001"),
        ("refund.updated", "PAY-000001", "REF-000001"),
    ]


@pytest.mark.parametrize(
    ("token", "verdict"),
    [("pm_card_dispute_won", DisputeStatus.WON), ("pm_card_dispute_lost", DisputeStatus.LOST)],
)
async def test_a_charge_is_disputed_and_decided(
    simulator: Sandbox, token: str, verdict: DisputeStatus
) -> None:
    disputed = await simulator.charged(token)
    with pytest.raises(ProcessorMisuse, match="dispute"):
        await simulator.processor.create_refund(back())
    simulator.clock.advance(days=7)

    decided = await simulator.outcome()

    assert (disputed.status, disputed.dispute) == (ChargeStatus.SUCCEEDED, DisputeStatus.OPEN)
    assert (decided.status, decided.dispute) == (ChargeStatus.SUCCEEDED, verdict)
    assert decided.disputed == decided.amount
    kinds = [
        simulator.processor.read_event(each.content, dict(each.headers)).kind
        for each in await simulator.deliver()
    ]
    assert kinds == ["charge.succeeded", "dispute.opened", "dispute.closed"]


async def test_the_console_disputes_decides_and_shows_refunds(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")
    await simulator.processor.create_refund(back())

    async def press(deed: str) -> Sandbox:
        answer = await simulator.browser.post("/charges/PAY-000001", data={"deed": deed})
        assert answer.headers["location"] == "/#charges"
        return simulator

    assert "REF-000001" in (await simulator.browser.get("/")).text
    await press("dispute")
    await press("return")
    assert (await simulator.outcome()).status is ChargeStatus.FAILED
    await simulator.charged("pm_card_visa", "PAY-000002")
    for verdict in ("won", None, "lost"):
        await simulator.client.post(
            "/sandbox/charges/PAY-000002/dispute", json={"verdict": verdict}
        )
    lost = await simulator.processor.find_charge("PAY-000002")
    assert lost is not None
    assert lost.dispute is DisputeStatus.LOST


async def test_no_other_site_disputes(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")

    answer = await simulator.browser.post(
        "/charges/PAY-000001", data={"deed": "return"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert (await simulator.outcome()).status is ChargeStatus.SUCCEEDED


def test_a_ledger_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    earlier = EVENTS.replace("    refund TEXT NOT NULL DEFAULT '',\n", "")
    with sqlite3.connect(file) as books:
        books.executescript(earlier)
        books.execute(
            "INSERT INTO events (id, kind, attempt, occurred_at) VALUES ('evt_1', 'a', 'P', 't')"
        )
    books.close()

    for _ in range(2):
        ledger = Ledger(file)
        [row] = ledger.read("SELECT * FROM events")
        ledger.close()
        assert (row["id"], row["refund"]) == ("evt_1", "")
