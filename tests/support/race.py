"""Many at once: everybody waits at a line, and all start when the last one is there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")


async def race(runners: int, run: Callable[[int], Awaitable[Result]]) -> list[Result]:
    """What became of each; whatever goes wrong in one is raised."""
    line = asyncio.Barrier(runners)

    async def start(place: int) -> Result:
        await line.wait()
        return await run(place)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(start(place)) for place in range(runners)]
    return [task.result() for task in tasks]
