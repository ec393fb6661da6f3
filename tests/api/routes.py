"""Every route of the application, with an address that a test can ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.doors import ContactDoor, Door, StaffDoor
from api.policy_walk import doors_of

NOBODYS_ID = UUID("00000000-0000-7000-8000-000000000001")
FILLED = {
    "charge": "CHG-000001",
    "number": "SUB-999999",
    "id": str(NOBODYS_ID),
    "comment": str(NOBODYS_ID),
    "event": "deliver",
    "task": "TASK-000001",
    "code": "nothing",
    "token": "inv_nothing",
    "path": "css/base.css",
    "signal": "resend",
    "account": "receivable",
    "name": "nothing",
}


@dataclass(frozen=True)
class Route:
    method: str
    pattern: str
    door: Door

    def at(self, **values: str) -> str:
        """The address with these values, others by default."""
        path = self.pattern.replace("{path:path}", "{path}")
        return path.format(**{**FILLED, **values})

    @property
    def changes(self) -> bool:
        return self.method not in ("GET", "HEAD")

    @property
    def is_json(self) -> bool:
        return self.pattern.startswith("/v1/")

    @property
    def needs_session(self) -> bool:
        return isinstance(self.door, ContactDoor | StaffDoor)

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"


def every_route(app: FastAPI) -> Iterator[Route]:
    for context in iter_route_contexts(app.routes):
        for method in sorted(context.methods or ()):
            yield Route(method, context.path or "", doors_of(context)[0])
