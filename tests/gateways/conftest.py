"""What the tests of the gateways stand on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateways.sandbox import Sandbox, sandbox


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with sandbox(tmp_path / "ledger.sqlite") as opened:
        yield opened
