"""Refusals have their codes, and an answer that is none leaves the outcome unknown."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx
import pytest

from domain.money import Money
from domain.processor import GatewayFault, ProcessorRefusal, RefundRequest
from domain.set_ups import SetUpRequest
from gateways.processor_calls import CALLS
from gateways.simulated_processor import SimulatedProcessor
from runtime.failpoints import KNOWN_FAILPOINTS, VARIABLE, FailpointReached
from tests.gateways.sandbox import SECRET, Sandbox, charge, page

REFUND = RefundRequest("REF-000001", "PAY-000001", Money(100, "EUR"))
SET_UP = SetUpRequest("PM-000001", "CUST-000007", "http://portal.test/back", "de", "", False)


@pytest.mark.parametrize(
    ("amount", "cp_code"),
    [
        (Money(49, "EUR"), "CP4001"),
        (Money(0, "EUR"), "CP4001"),
        (Money(4100, "XAF"), "CP4003"),
    ],
)
async def test_a_refusal_has_its_cp_code(simulator: Sandbox, amount: Money, cp_code: str) -> None:
    with pytest.raises(ProcessorRefusal) as refusal:
        await simulator.processor.create_charge(replace(charge(), amount=amount))

    assert refusal.value.facts == {"cp_code": cp_code}


async def test_a_wrong_key_is_a_refusal(simulator: Sandbox) -> None:
    stranger = SimulatedProcessor(simulator.client, "another-key", SECRET)

    with pytest.raises(ProcessorRefusal, match="CP3002"):
        await stranger.create_charge(charge())
    with pytest.raises(ProcessorRefusal, match="CP3002"):
        await stranger.find_charge("PAY-000001")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, text="no such page"),
        httpx.Response(404, json={"detail": "Not Found"}),
        httpx.Response(403, text="the firewall does not know you"),
        httpx.Response(302, headers={"location": "http://elsewhere.test/"}),
        httpx.Response(200, text="<html>welcome to the hotel's network</html>"),
        httpx.Response(200, json={"attempt": "PAY-000001"}),
        httpx.Response(429),
        httpx.Response(503),
    ],
)
async def test_whatever_is_not_the_processors_answer_decides_nothing(
    answer: httpx.Response,
) -> None:
    transport = httpx.MockTransport(lambda _: answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://pay.test") as client:
        processor = SimulatedProcessor(client, "key", SECRET)

        with pytest.raises(GatewayFault):
            await processor.find_charge("PAY-000001")
        with pytest.raises(GatewayFault):
            await processor.confirm_charge("PAY-000001")


@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.ReadError])
async def test_no_answer_decides_nothing(fault: type[httpx.TransportError]) -> None:
    def break_down(_: httpx.Request) -> httpx.Response:
        raise fault("gone")

    transport = httpx.MockTransport(break_down)
    async with httpx.AsyncClient(transport=transport, base_url="http://pay.test") as client:
        with pytest.raises(GatewayFault):
            await SimulatedProcessor(client, "key", SECRET).find_charge("PAY-000001")


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("call", CALLS)
async def test_every_call_can_be_broken_before_and_after(
    simulator: Sandbox, monkeypatch: pytest.MonkeyPatch, call: str, place: str
) -> None:
    name = f"processor.{call}.{place}"
    assert name in KNOWN_FAILPOINTS
    await simulator.processor.create_charge(charge())
    await simulator.processor.open_set_up(SET_UP)
    monkeypatch.setenv(VARIABLE, f"{name}=raise")
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "create": lambda: simulator.processor.create_charge(charge()),
        "open_page": lambda: simulator.processor.open_hosted_page(page("PAY-000002")),
        "confirm": lambda: simulator.processor.confirm_charge("PAY-000001"),
        "find": lambda: simulator.processor.find_charge("PAY-000001"),
        "cancel": lambda: simulator.processor.cancel_charge("PAY-000001"),
        "refund": lambda: simulator.processor.create_refund(REFUND),
        "find_refund": lambda: simulator.processor.find_refund(REFUND.refund),
        "open_set_up": lambda: simulator.processor.open_set_up(SET_UP),
        "find_set_up": lambda: simulator.processor.find_set_up(SET_UP.attempt),
        "cancel_set_up": lambda: simulator.processor.cancel_set_up(SET_UP.attempt),
    }

    with pytest.raises(FailpointReached, match=name):
        await calls[call]()
