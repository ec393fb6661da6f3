"""Each processor in turn; localstripe is started once and emptied for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateways.contract.benches import Bench
from tests.gateways.contract.localstripe import LocalstripeBench, localstripe_bench
from tests.gateways.contract.simulated import simulator_bench


@pytest.fixture(scope="session")
async def localstripe() -> AsyncIterator[LocalstripeBench]:
    async with localstripe_bench() as bench:
        yield bench


@pytest.fixture(params=["simulator", "stripe"])
async def bench(
    request: pytest.FixtureRequest, tmp_path: Path, localstripe: LocalstripeBench
) -> AsyncIterator[Bench]:
    if request.param == "simulator":
        async with simulator_bench(tmp_path) as simulated:
            yield simulated
    else:
        await localstripe.http.delete("/_config/data")
        yield localstripe
