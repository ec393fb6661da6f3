"""Failpoints: named places where a test may kill, break or slow the program, idle otherwise."""

import asyncio
import os
import signal

VARIABLE = "BACKOFFICE_FAILPOINTS"
KNOWN_FAILPOINTS: set[str] = set()


class FailpointReached(RuntimeError):
    """What the action `raise` raises."""


class FailpointsInProduction(ValueError):
    """The environment names failpoints where customers pay."""


def declare(*names: str) -> None:
    """Make names known, so that a test can visit each of them."""
    KNOWN_FAILPOINTS.update(names)


async def failpoint(name: str) -> None:
    """Do what the environment asks for at this place: `name=kill9;other=raise;third=sleep:2`."""
    if name not in KNOWN_FAILPOINTS:
        raise LookupError(f"the failpoint {name} is not declared")
    wish = _wishes().get(name)
    if wish is not None:
        await _act(name, wish)


def refuse_in_production(environment: str) -> None:
    """Raise `FailpointsInProduction` where a failpoint could meet a real customer."""
    if environment == "production" and os.environ.get(VARIABLE):
        raise FailpointsInProduction(f"{VARIABLE} must not be set in production")


def _wishes() -> dict[str, str]:
    pairs = (wish.partition("=") for wish in os.environ.get(VARIABLE, "").split(";") if wish)
    return {name.strip(): action.strip() for name, _, action in pairs}


async def _act(name: str, wish: str) -> None:
    match wish.split(":"):
        case ["kill9"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["raise"]:
            raise FailpointReached(name)
        case ["sleep", seconds]:
            await asyncio.sleep(float(seconds))
        case _:
            raise ValueError(
                f"{VARIABLE}: {name} cannot {wish!r}; it can kill9, raise or sleep:<s>"
            )
