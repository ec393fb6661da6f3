"""Reaching Temporal from a command, with plain words where it cannot be reached."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.service import RPCError

from cli.exits import Unable
from runtime.settings import Settings

NOT_CONNECTED = "Failed client connect"


@contextmanager
def reaching_temporal(settings: Settings) -> Iterator[None]:
    """Say what to do if Temporal is not there."""
    try:
        yield
    except (RPCError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and NOT_CONNECTED not in str(error):
            raise
        remedy = (
            "start it with `backoffice up`"
            if settings.has_embedded_temporal
            else "is BACKOFFICE_TEMPORAL_ADDRESS right, and the server running?"
        )
        address = settings.temporal_address
        raise Unable(f"Temporal at {address} does not answer: {remedy} ({error})") from error
