"""Work that goes on behind an answer: begun at once, and waited for only when all is closed."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

PATIENCE_SECONDS = 2.0
Result = TypeVar("Result")
_in_the_post: set[asyncio.Task[Any]] = set()


def in_background(work: Coroutine[None, None, Result]) -> "asyncio.Task[Result]":
    """At once, but nobody waits for the post: its relay repeats what it cannot deliver now."""
    task = asyncio.create_task(work)
    _in_the_post.add(task)
    task.add_done_callback(_in_the_post.discard)
    return task


async def empty_the_post() -> None:
    """Wait for what is being carried, before the connections are closed."""
    if _in_the_post:
        await asyncio.wait(_in_the_post, timeout=PATIENCE_SECONDS)
