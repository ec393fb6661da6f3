"""Servers on real sockets, in the background of a test."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

import httpx


@asynccontextmanager
async def running(server: Coroutine[None, None, None], port: int) -> AsyncIterator[str]:
    """The address of a server that runs in the background."""
    task = asyncio.create_task(server)
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient() as client:
        for _ in range(100):
            with suppress(httpx.TransportError):
                await client.get(address)
                break
            await asyncio.sleep(0.05)
    yield address
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
