"""Keeps the stack running: starts its parts in order, restarts what dies, stops all in order."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cli.children import Child, Part, PartFailed

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
SECONDS_THAT_COUNT_AS_WELL = 60.0


class Progress(Protocol):
    """Who is told what the supervisor does."""

    def starting(self, part: Part) -> None: ...
    def ready(self, part: Part, seconds: float) -> None: ...
    def died(self, part: Part, exit_code: int, delay: float) -> None: ...
    def stopping(self, part: Part) -> None: ...


class Record(Protocol):
    """Who remembers the children, in case the supervisor itself is killed."""

    def keep(self, children: Mapping[str, int]) -> None: ...


class Supervisor:
    """The parts, in the order in which they are started; they are stopped in the opposite order."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        logs: Path,
        environment: Mapping[str, str],
        progress: Progress,
        record: Record,
    ) -> None:
        self._children = [Child(part, logs, environment) for part in parts]
        self._ready = {part.name: asyncio.Event() for part in parts}
        self._stopping = asyncio.Event()
        self._failure: PartFailed | None = None
        self._progress = progress
        self._record = record
        self._lives: list[asyncio.Task[None]] = []

    def request_stop(self) -> None:
        """Let `until_stopped` return; may be called again and again."""
        self._stopping.set()

    async def start(self) -> bool:
        """Start every part as soon as what it needs is ready; False if a stop came first."""
        self._lives = [asyncio.create_task(self._live(child)) for child in self._children]
        everything = asyncio.create_task(self._until_all_ready())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({everything, stopping}, return_when=asyncio.FIRST_COMPLETED)
        is_ready = everything.done()
        for waiting in (everything, stopping):
            waiting.cancel()
        return is_ready

    async def until_stopped(self) -> None:
        await self._stopping.wait()

    async def stop(self) -> None:
        """Stop every part, the last one first. Raises `PartFailed` if that is why we stop."""
        self._stopping.set()
        for life in self._lives:
            life.cancel()
        await asyncio.gather(*self._lives, return_exceptions=True)
        for child in reversed(self._children):
            if child.process_id:
                self._progress.stopping(child.part)
                await child.stop()
        self._remember()
        if self._failure:
            raise self._failure

    async def _until_all_ready(self) -> None:
        for event in self._ready.values():
            await event.wait()

    async def _live(self, child: Child) -> None:
        try:
            await self._first_start(child)
        except PartFailed as failure:
            self._failure = self._failure or failure
            self._stopping.set()
            return
        if not child.part.is_task:
            await self._keep_running(child)

    async def _first_start(self, child: Child) -> None:
        for needed in child.part.needs:
            await self._ready[needed].wait()
        self._progress.starting(child.part)
        begun = time.monotonic()
        await self._start(child)
        self._progress.ready(child.part, time.monotonic() - begun)

    async def _start(self, child: Child) -> None:
        await child.spawn()
        self._remember()
        await child.until_ready()
        self._ready[child.part.name].set()

    async def _keep_running(self, child: Child) -> None:
        delay = FIRST_DELAY
        while True:
            begun = time.monotonic()
            code = await child.until_ended()
            if time.monotonic() - begun > SECONDS_THAT_COUNT_AS_WELL:
                delay = FIRST_DELAY
            self._progress.died(child.part, code, delay)
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)
            await self._restart(child)

    async def _restart(self, child: Child) -> None:
        begun = time.monotonic()
        try:
            await self._start(child)
        except PartFailed:
            await child.stop()
        else:
            self._progress.ready(child.part, time.monotonic() - begun)

    def _remember(self) -> None:
        ids = {child.part.name: child.process_id for child in self._children}
        self._record.keep({name: pid for name, pid in ids.items() if pid})
