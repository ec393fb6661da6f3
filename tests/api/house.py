"""A house with real books and real doors, and a post that a test decides for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
from fastapi import FastAPI

from api.app import build_app
from api.decided import DecidedListener
from api.parts import Parts
from api.readiness import Check
from api.security.limits import Limits
from api.security.passwords import Passwords
from domain.errors import BillingError
from gateways.simulated_processor import SimulatedProcessor
from runtime.clock import SystemClock
from runtime.links import Links
from runtime.settings import Settings
from runtime.templates import templates
from storage.books import OpenBooks, books_of
from storage.commands import CommandRow
from tests.api.browser import Browser
from tests.support.database import engine_at
from tests.support.nobody import lonely_client
from tests.support.rendering import shared_renderer

BASE = "http://127.0.0.1:9300"
EVENT_SECRET = "whsec_" + "dGVzdC1zZWNyZXQtb2YtMzItYnl0ZXMtbG9uZyEh"
PASSWORDS = Passwords(memory_kib=64)
TEMPLATES = templates()


class StandingClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self.moment

    def move(self, **much: int) -> None:
        self.moment += timedelta(**much)


Decide = Callable[[CommandRow], Awaitable[None]]


@dataclass
class FakePost:
    """Carries nothing anywhere. With `decide` each command is decided at once, as by a process."""

    books: OpenBooks
    clock: StandingClock
    decide: Decide | None = None
    carried: list[UUID] = field(default_factory=list)

    async def deliver(self, commands: Sequence[UUID]) -> None:
        for id in commands:
            async with self.books() as books:
                command = await books.commands.find(id)
            if command is None or command.delivered_at:
                continue
            self.carried.append(id)
            if self.decide and command.signal:
                await self._decide(id, self.decide)

    async def _decide(self, id: UUID, decide: Decide) -> None:
        at = self.clock.now()
        try:
            async with self.books() as books:
                await books.commands.decide(id, at, decide)
        except BillingError as why:
            refusal = why
        else:
            return
        async with self.books() as books:
            await books.commands.refuse(id, at, refusal)

    async def bring(self, command: CommandRow) -> bool:
        await self.deliver([command.id])
        return self.decide is not None

    def apply(self) -> None:
        async def nothing(command: CommandRow) -> None:
            del command

        self.decide = nothing

    def refuse(self, refusal: BillingError) -> None:
        async def refuse(command: CommandRow) -> None:
            del command
            raise refusal

        self.decide = refuse


class FakeReadiness:
    def __init__(self) -> None:
        self.found: tuple[Check, ...] = (Check("database", True),)

    async def checks(self) -> tuple[Check, ...]:
        return self.found


@dataclass
class House:
    """The application with everything that a test may want to touch."""

    app: FastAPI
    parts: Parts
    post: FakePost
    clock: StandingClock
    readiness: FakeReadiness

    @property
    def books(self) -> OpenBooks:
        return self.parts.open_books

    def browser(self, **headers: str) -> Browser:
        """A browser that nobody is signed in with."""
        transport = httpx.ASGITransport(app=self.app, client=("192.0.2.7", 4711))
        return Browser(transport, self.parts.settings.base_url, headers)

    def rebuilt(self, **parts: object) -> "House":
        """The same house with other parts."""
        changed = replace(self.parts, **parts)  # type: ignore[arg-type]  # each test names its own
        return House(build_app(changed), changed, self.post, self.clock, self.readiness)


@asynccontextmanager
async def open_house(database_url: str, settings: Settings) -> AsyncIterator[House]:
    """Open it on these books."""
    async with (
        engine_at(database_url) as engine,
        lonely_client() as http,
        DecidedListener(database_url) as decided,
    ):
        books, clock, readiness = books_of(engine), StandingClock(), FakeReadiness()
        post = FakePost(books, clock)
        async with asyncio.timeout(10):
            await decided.listening.wait()
        parts = Parts(
            settings=settings,
            open_books=books,
            post=post,
            decided=decided,
            clock=clock,
            links=Links(settings.base_url, settings.secret_key),
            processor=SimulatedProcessor(http, "key", EVENT_SECRET, SystemClock()),
            templates=TEMPLATES,
            readiness=readiness,
            passwords=PASSWORDS,
            limits=Limits(),
            renderer=shared_renderer(),
        )
        yield House(build_app(parts), parts, post, clock, readiness)
