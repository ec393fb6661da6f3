"""How a part runs that goes on until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from pathlib import Path

import uvloop

from runtime.logs import configure_logs
from runtime.settings import Settings, load_settings


def settings_of_server(data: Path | None) -> Settings:
    """The settings, with the logs set up as they say."""
    settings = load_settings(data=data)
    configure_logs(settings)
    return settings


def serve_until_stopped(work: Coroutine[object, object, None]) -> None:
    """Run it; a request to end cancels it, so that it can finish what it has begun."""

    async def run() -> None:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
