"""The simulator on a real socket: what a client meets there, and that it ends in good order."""

from pathlib import Path

import httpx
import pytest

from domain.processor import ChargeStatus, GatewayFault
from gateways.simulated_processor import SimulatedProcessor
from gateways.simulator import serve_simulator
from runtime.ports import free_port
from tests.gateways.sandbox import KEY, SECRET, charge
from tests.gateways.servers import running


@pytest.mark.parametrize("method", ["pm_card_charge_then_drop", "pm_card_charge_then_500"])
async def test_an_answer_is_lost_on_the_wire_and_found_by_asking(
    tmp_path: Path, method: str
) -> None:
    port = free_port()
    server = serve_simulator(tmp_path / "ledger.sqlite", port, KEY, SECRET, "")
    async with running(server, port) as address, httpx.AsyncClient(base_url=address) as client:
        processor = SimulatedProcessor(client, KEY, SECRET)
        await processor.create_charge(charge(method))
        with pytest.raises(GatewayFault):
            await processor.confirm_charge("PAY-000001")
        found = await processor.find_charge("PAY-000001")

    assert found is not None
    assert found.status is ChargeStatus.SUCCEEDED


async def test_it_starts_again_where_it_stopped(tmp_path: Path) -> None:
    port = free_port()
    for before in (ChargeStatus.CREATED, ChargeStatus.SUCCEEDED):
        server = serve_simulator(tmp_path / "ledger.sqlite", port, KEY, SECRET, "")
        async with running(server, port) as address, httpx.AsyncClient(base_url=address) as client:
            processor = SimulatedProcessor(client, KEY, SECRET)
            assert (await processor.create_charge(charge())).status is before
            after = await processor.confirm_charge("PAY-000001")
            assert after.status is ChargeStatus.SUCCEEDED
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://127.0.0.1:{port}/")


async def test_an_unreachable_method_drops_the_connection(tmp_path: Path) -> None:
    port = free_port()
    server = serve_simulator(tmp_path / "ledger.sqlite", port, KEY, SECRET, "")
    async with running(server, port) as address, httpx.AsyncClient(base_url=address) as client:
        processor = SimulatedProcessor(client, KEY, SECRET)
        with pytest.raises(GatewayFault, match="RemoteProtocolError"):
            await processor.create_charge(charge("pm_card_unreachable"))
        assert await processor.find_charge("PAY-000001") is None
