"""The parts of a running simulator, handed to every route."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from gateways.simulator.desk import Desk
from gateways.simulator.events import Courier, Outbox
from gateways.simulator.ledger import Ledger
from gateways.simulator.returns import ReturnDesk
from gateways.simulator.set_ups import SetUpDesk


@dataclass(frozen=True)
class SimulatorSettings:
    """How a simulator is reached, whom it trusts and whom it tells.

    `public_url` begins the address of every hosted page; without an `events_url` nobody is told.
    """

    api_key: str
    event_secret: str
    events_url: str = ""
    public_url: str = "http://127.0.0.1:8021"
    merchant: str = "Backoffice"


@dataclass(frozen=True)
class Parts:
    settings: SimulatorSettings
    clock: Callable[[], datetime]
    ledger: Ledger
    desk: Desk
    returns: ReturnDesk
    set_ups: SetUpDesk
    outbox: Outbox
    courier: Courier


def _parts(request: Request) -> Parts:
    parts = request.app.state.parts
    if not isinstance(parts, Parts):
        raise TypeError("the application was not made by create_simulator")
    return parts


Simulator = Annotated[Parts, Depends(_parts)]
