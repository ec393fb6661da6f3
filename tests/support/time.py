"""The test's own time: the time-skipping server's, as everything in the world sees it."""

import asyncio
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from runtime.temporal import DATA_CONVERTER, SEARCH_ATTRIBUTES

PATIENCE_SECONDS = 30.0
TEST_SERVER = Path(sysconfig.get_path("scripts")) / "temporal-test-server"


class VirtualClock:
    """Tells the time to which the world was last advanced, moving on from there in real time."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def note(self, moment: datetime) -> None:
        """A process says what time it has: while time is skipped, nobody else can tell."""
        self._now = max(self._now, moment)

    async def read(self) -> datetime:
        self._now = (await self._environment.get_current_time()).astimezone(UTC)
        return self._now

    async def advance_to(self, moment: datetime) -> None:
        """Let everything happen that is due until then, in order."""
        left = moment - await self.read()
        if left > timedelta():
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._environment.sleep(left)
        await self.read()


@asynccontextmanager
async def skipping_environment() -> AsyncIterator[WorkflowEnvironment]:
    """A fresh time-skipping server that knows our search attributes."""
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(TEST_SERVER),
        data_converter=DATA_CONVERTER,
    )
    async with environment:
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=environment.client.namespace, search_attributes=SEARCH_ATTRIBUTES
            )
        )
        yield environment
