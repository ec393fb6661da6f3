"""Whether everything that this process needs is there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.clock import Clock
from storage.books import books_of, is_reachable
from storage.migrate import current_revision, newest_revision

LONGEST_LAG = timedelta(minutes=1)


@dataclass(frozen=True)
class Check:
    """One thing that has to be there. `says` is for operators and tells no secret."""

    name: str
    is_good: bool
    says: str = ""


class Readiness(Protocol):
    """Whether requests can be answered as promised."""

    async def checks(self) -> tuple[Check, ...]:
        """Every check, also those that failed."""
        ...


class StackReadiness:
    """Looks at the books, their form, the relay and Temporal."""

    def __init__(self, engine: AsyncEngine, client: Client, clock: Clock) -> None:
        self._engine = engine
        self._client = client
        self._clock = clock

    async def checks(self) -> tuple[Check, ...]:
        books = await self._books()
        return (*books, await self._temporal())

    async def _books(self) -> tuple[Check, ...]:
        if not await is_reachable(self._engine):
            return (Check("database", False, "not reachable"),)
        return (Check("database", True), await self._migrations(), await self._relay())

    async def _migrations(self) -> Check:
        found = await current_revision(self._engine.url.render_as_string(hide_password=False))
        wanted = newest_revision()
        return Check("migrations", found == wanted, f"at {found or 'nothing'}, wanted {wanted}")

    async def _relay(self) -> Check:
        async with books_of(self._engine)() as books:
            lag = await books.commands.oldest_undelivered_age(self._clock.now())
        says = f"oldest undelivered command: {int(lag.total_seconds())} s"
        return Check("relay", lag < LONGEST_LAG, says)

    async def _temporal(self) -> Check:
        try:
            is_good = await self._client.service_client.check_health(timeout=timedelta(seconds=2))
        except (RPCError, RuntimeError):
            return Check("temporal", False, "not reachable")
        return Check("temporal", is_good)
