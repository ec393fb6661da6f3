"""What the doors need from the rest of the house, handed in so that a test can hand in its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast
from uuid import UUID

from starlette.requests import HTTPConnection

from api.readiness import Readiness
from api.security.limits import Limits
from api.security.passwords import Passwords
from gateways.processor import PaymentProcessor
from gateways.renderer import Renderer
from runtime.clock import Clock
from runtime.links import Links
from runtime.settings import Settings
from runtime.templates import Templates
from storage.books import OpenBooks
from storage.commands import CommandRow


class Deliverer(Protocol):
    """Carries committed commands to their processes; `activities.post.Post` is one."""

    async def deliver(self, commands: Sequence[UUID]) -> None:
        """Carry these now. An outage is no error: a relay will come by."""
        ...

    async def bring(self, command: CommandRow) -> bool:
        """Carry one for whose decision the caller waits; whether it arrived is not noted."""
        ...


class Notice(Protocol):
    """Says when a command may have been decided."""

    @property
    def is_applied(self) -> bool:
        """Whether it was said that the command is applied: nobody has to look."""
        ...

    async def wait(self, seconds: float) -> bool:
        """Whether it is time to look; False when the time is over."""
        ...

    def close(self) -> None:
        """Nobody waits any more."""
        ...


class DecidedNotices(Protocol):
    """Hands out notices of decided commands; `api.decided.DecidedListener` is one."""

    def expect(self, command: UUID) -> Notice:
        """Notice what happens from now on."""
        ...


@dataclass(frozen=True)
class Parts:
    """Everything a route can reach."""

    settings: Settings
    open_books: OpenBooks
    post: Deliverer
    decided: DecidedNotices
    clock: Clock
    links: Links
    processor: PaymentProcessor
    templates: Templates
    readiness: Readiness
    passwords: Passwords = field(default_factory=Passwords)
    limits: Limits = field(default_factory=Limits)
    renderer: Renderer = field(default_factory=Renderer)


def parts_of(connection: HTTPConnection) -> Parts:
    """The parts of the application that answers this request."""
    return cast(Parts, connection.app.state.parts)
