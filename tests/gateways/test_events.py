"""Events are signed and sent until they arrive; forged, old and garbled ones are refused."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.processor import InvalidEvent, ProcessorEvent
from gateways.signatures import Signatures
from gateways.simulated_processor import SimulatedProcessor
from tests.gateways.sandbox import KEY, SECRET, HandClock, Sandbox, sandbox

BODY = (
    b'{"id":"evt_1","type":"charge.succeeded","attempt":"PAY-1",'
    b'"occurred_at":"2026-01-31T09:00:00Z"}'
)
NOT_OURS = BODY.replace(b"evt_1", b"evt_2")


def reader(secret: str = SECRET) -> SimulatedProcessor:
    nobody = httpx.MockTransport(lambda _: httpx.Response(500))
    return SimulatedProcessor(httpx.AsyncClient(transport=nobody), KEY, secret, HandClock())


def signed(
    body: bytes = BODY, secret: str = SECRET, age: timedelta = timedelta(0)
) -> dict[str, str]:
    return Signatures(secret).headers("evt_1", body, HandClock().now() - age)


def read(simulator: Sandbox, request: httpx.Request) -> ProcessorEvent:
    return simulator.processor.read_event(request.content, dict(request.headers))


async def test_a_change_is_told(simulator: Sandbox) -> None:
    await simulator.charged("pm_card_visa")

    [request] = await simulator.deliver()

    event = read(simulator, request)
    assert str(request.url) == "http://portal.test/v1/processor/events"
    assert (event.kind, event.attempt) == ("charge.succeeded", "PAY-000001")
    assert event.occurred_at == simulator.clock.now()
    assert await simulator.deliver() == []


async def test_each_change_is_told_in_its_order(simulator: Sandbox) -> None:
    await simulator.charged("pm_bank_account", "PAY-000001")
    await simulator.charged("pm_card_lost", "PAY-000002")
    simulator.clock.advance(minutes=1)

    kinds = [read(simulator, request).kind for request in await simulator.deliver()]

    assert kinds == ["charge.processing", "charge.failed", "charge.succeeded"]


async def test_an_event_is_tried_until_it_arrives(simulator: Sandbox) -> None:
    simulator.merchant.answers = [0, 500, 404]
    await simulator.charged("pm_card_visa")

    for wait in (0, 1, 2):
        simulator.clock.advance(seconds=wait)
        assert await simulator.deliver() == []
        assert await simulator.deliver() == [], "it waits longer each time"
    simulator.clock.advance(seconds=4)

    [request] = await simulator.deliver()
    assert read(simulator, request).occurred_at < simulator.clock.now()


async def test_after_three_days_nobody_is_told_any_more(simulator: Sandbox) -> None:
    simulator.merchant.answers = [500]
    await simulator.charged("pm_card_visa")
    simulator.clock.advance(days=4)

    assert await simulator.deliver() == []
    simulator.clock.advance(days=1)
    assert await simulator.deliver() == []


async def test_an_event_survives_a_restart(tmp_path: Path) -> None:
    async with sandbox(tmp_path / "ledger.sqlite") as before:
        await before.charged("pm_card_visa")
    async with sandbox(tmp_path / "ledger.sqlite", before.clock) as after:
        [request] = await after.deliver()
        assert read(after, request).attempt == "PAY-000001"


async def test_events_can_come_twice(simulator: Sandbox) -> None:
    await simulator.client.post("/sandbox/events", json={"duplicate": 2})
    await simulator.charged("pm_card_visa")

    first, second = await simulator.deliver()

    assert read(simulator, first) == read(simulator, second)


async def test_events_can_be_held_and_come_in_the_wrong_order(simulator: Sandbox) -> None:
    await simulator.client.post("/sandbox/events", json={"hold": True, "reorder": True})
    await simulator.charged("pm_card_visa", "PAY-000001")
    await simulator.charged("pm_card_visa", "PAY-000002")
    held = await simulator.deliver()
    await simulator.client.post("/sandbox/events", json={"hold": False})

    released = await simulator.client.post("/sandbox/events/deliver")

    attempts = [read(simulator, request).attempt for request in simulator.merchant.received]
    assert held == []
    assert released.json() == {"arrived": 2, "waiting": 0}
    assert attempts == ["PAY-000002", "PAY-000001"]


async def test_nobody_is_told_without_an_address(tmp_path: Path) -> None:
    async with sandbox(tmp_path / "ledger.sqlite", events_url="") as simulator:
        await simulator.charged("pm_card_visa")
        assert await simulator.deliver() == []


def test_a_good_event_is_read() -> None:
    event = reader().read_event(BODY, signed())

    assert event == ProcessorEvent(
        "evt_1", "charge.succeeded", "PAY-1", datetime(2026, 1, 31, 9, tzinfo=UTC)
    )


def test_one_good_signature_among_several_is_enough() -> None:
    headers = signed(secret="the old secret")
    headers["webhook-signature"] += " " + signed()["webhook-signature"]

    assert reader().read_event(BODY, headers).id == "evt_1"


@pytest.mark.parametrize("secret", [SECRET, "a plain secret with - and _ in it"])
@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=9))])
def test_the_zone_of_the_clock_does_not_matter(secret: str, zone: timezone) -> None:
    at = HandClock().now().astimezone(zone)

    headers = Signatures(secret).headers("evt_1", BODY, at)

    assert Signatures(secret).check(BODY, headers, at.astimezone(UTC)) == "evt_1"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY.replace(b"PAY-1", b"PAY-2"), signed()),
        (BODY, signed() | {"webhook-id": "evt_2"}),
        (BODY, signed() | {"webhook-timestamp": "1769850001"}),
        (BODY, signed(secret="another secret")),
        (BODY, signed(age=timedelta(minutes=6))),
        (BODY, signed(age=-timedelta(minutes=6))),
        (BODY, {}),
        (BODY, signed() | {"webhook-signature": ""}),
        (BODY, signed() | {"webhook-signature": "v1"}),
        (BODY, signed() | {"webhook-signature": "v1,%%%"}),
        (BODY, signed() | {"webhook-signature": "v1,ünïcode"}),
        (BODY, signed() | {"webhook-signature": "v2," + "A" * 44}),
        (BODY, signed() | {"webhook-signature": "x,y,z " * 1000}),
        (BODY, signed() | {"webhook-timestamp": "yesterday"}),
        (BODY, signed() | {"webhook-timestamp": "9" * 400}),
        (BODY, signed() | {"webhook-timestamp": "nan"}),
        (BODY, signed() | {"webhook-id": "\ud800"}),
        (b"\xff\xfe", signed()),
        (b"\xff\xfe", Signatures(SECRET).headers("evt_1", b"{}", HandClock().now())),
        (b"not json", signed(b"not json")),
        (b"[" * 100_000, signed(b"[" * 100_000)),
        (b'{"id":"evt_1"}', signed(b'{"id":"evt_1"}')),
        (NOT_OURS, signed(NOT_OURS)),
    ],
)
def test_what_is_forged_old_or_garbage_is_refused(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidEvent):
        reader().read_event(body, headers)


HEADERS = st.dictionaries(
    st.sampled_from(["webhook-id", "Webhook-Timestamp", "webhook-signature", "other"]),
    st.text() | st.sampled_from(list(signed().values())),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(), headers=HEADERS)
def test_no_input_raises_anything_else(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidEvent):
        reader().read_event(body, headers)
