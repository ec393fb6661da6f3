"""Faults: answers that are lost, late or wrong, although the money may have been taken."""

import asyncio
import logging

import httpx
from fastapi import Response
from starlette.types import Receive, Scope, Send

from gateways.simulator.behaviours import BehaviourKind
from gateways.simulator.desk import Confirmed


class ConnectionDropped(httpx.RemoteProtocolError):
    """Raised after half an answer, which makes the server close the connection.

    A client without sockets in between meets it as what it would have met on the wire.
    """


class DroppedConnection(Response):
    """An answer that never ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise ConnectionDropped("the sandbox dropped the connection, as its method is told to")


def leave_out_of_the_log(record: logging.LogRecord) -> bool:
    """A filter for the server's log, which would call the dropped connection a crash."""
    raised = record.exc_info[0] if record.exc_info else None
    return raised is None or not issubclass(raised, ConnectionDropped)


async def fault_after(confirmed: Confirmed) -> Response | None:
    """What happens to the answer of a confirmation that took the money; None if it arrives."""
    if not confirmed.first:
        return None
    match confirmed.behaviour.kind:
        case BehaviourKind.CHARGE_THEN_DROP:
            return DroppedConnection()
        case BehaviourKind.CHARGE_THEN_500:
            return Response(status_code=500)
        case BehaviourKind.DELAY:
            await asyncio.sleep(confirmed.behaviour.wait.total_seconds())
            return None
        case _:
            return None
