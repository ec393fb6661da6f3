"""Serving the development servers' pages: until cancelled, and then ending in good order."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the coroutine."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_pages(app: FastAPI, host: str, port: int) -> None:
    """Serve an application until this coroutine is cancelled."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
