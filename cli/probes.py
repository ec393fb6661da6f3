"""Looks at Temporal until it is as we want it, and until a worker asks it for work."""

from temporalio.client import Client
from temporalio.service import RPCError

from runtime import ports
from runtime.settings import Settings
from runtime.temporal import connect, pollers, prepare_namespace


class TemporalProbe:
    """One client for all looks, made once somebody answers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Client | None = None

    async def is_prepared(self, process_id: int) -> bool:
        """Set what the namespace needs; False while the server is not there yet."""
        del process_id
        if not ports.answers(self._settings.temporal_port):
            return False
        try:
            await prepare_namespace(await self._connected())
        except (RPCError, RuntimeError):
            return False
        return True

    async def has_worker(self, process_id: int) -> bool:
        """Whether that process polls for workflow tasks."""
        try:
            found = await pollers(await self._connected())
        except (RPCError, RuntimeError):
            return False
        return any(poller.startswith(f"{process_id}@") for poller in found)

    async def _connected(self) -> Client:
        self._client = self._client or await connect(self._settings)
        return self._client
