"""The calls to a payment processor, whichever it is, each between two failpoints."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from runtime.failpoints import declare, failpoint

CALLS: Final = (
    "create",
    "open_page",
    "confirm",
    "find",
    "cancel",
    "refund",
    "find_refund",
    "open_set_up",
    "find_set_up",
    "cancel_set_up",
)
declare(*(f"processor.{call}.{side}" for call in CALLS for side in ("before", "after")))

_Answer = TypeVar("_Answer")


async def between_failpoints(call: str, ask: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """The answer, unless a test kills or breaks the program before or after it."""
    await failpoint(f"processor.{call}.before")
    answer = await ask()
    await failpoint(f"processor.{call}.after")
    return answer
