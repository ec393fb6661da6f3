"""One part of the stack as a child process: started, waited for, stopped."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

LOG_LIMIT = 10_000_000
SECONDS_TO_GET_READY = 120.0
SECONDS_TO_STOP = 10.0
SECONDS_BETWEEN_LOOKS = 0.05
LINES_OF_LOG_SHOWN = 12


class PartFailed(Exception):
    """A part did not start, or did not do what it was started for."""

    def __init__(self, part: "Part", reason: str, log: Path) -> None:
        self.part = part
        super().__init__(f"{part.title} {reason}; its log {log} ends:\n{_tail(log)}")


@dataclass(frozen=True)
class Program:
    """A command, and the account it runs as if that is not ours."""

    command: tuple[str, ...]
    account: str | None = None


@dataclass(frozen=True)
class Part:
    """One part of the stack. A task is a part that is ready when it has ended well."""

    name: str
    title: str
    prepare: Callable[[], Program]
    is_ready: Callable[[int], Awaitable[bool]] | None = None
    needs: tuple[str, ...] = ()
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def is_task(self) -> bool:
        return self.is_ready is None


class Child:
    """The process of one part, which writes into a log of its own."""

    def __init__(self, part: Part, logs: Path, environment: Mapping[str, str]) -> None:
        self.part = part
        self.log = logs / f"{part.name}.log"
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    @property
    def process_id(self) -> int | None:
        """The id of the process, while there is one."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def spawn(self) -> None:
        """Start the process; what comes before, such as making a database, is done in a thread."""
        program = await asyncio.to_thread(self.part.prepare)
        _keep_small(self.log)
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self._environment},
                start_new_session=True,
                user=program.account,
                group=program.account,
                extra_groups=[] if program.account else None,
            )

    async def until_ready(self) -> None:
        """Return when the part can be used. Raises `PartFailed`."""
        try:
            async with asyncio.timeout(SECONDS_TO_GET_READY):
                await (self._until_done() if self.part.is_task else self._until_it_answers())
        except TimeoutError:
            raise self.failed("was not ready in time") from None

    async def until_ended(self) -> int:
        """The exit code, once there is one; negative for the signal that killed it."""
        return await self._process.wait() if self._process else 0

    async def stop(self) -> None:
        """Ask the process to end; end it by force if it does not."""
        for request in (self.part.stop_signal, signal.SIGKILL):
            if self._process is None or self._process.returncode is not None:
                return
            self._process.send_signal(request)
            try:
                await asyncio.wait_for(self._process.wait(), SECONDS_TO_STOP)
            except TimeoutError:
                continue

    def failed(self, reason: str) -> PartFailed:
        return PartFailed(self.part, reason, self.log)

    async def _until_done(self) -> None:
        code = await self.until_ended()
        if code:
            raise self.failed(f"failed with exit code {code}")

    async def _until_it_answers(self) -> None:
        while not await self._answers():
            if self.process_id is None:
                raise self.failed(f"ended with exit code {await self.until_ended()}")
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def _answers(self) -> bool:
        if self.process_id is None or self.part.is_ready is None:
            return False
        return await self.part.is_ready(self.process_id)


def _keep_small(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))


def _tail(log: Path) -> str:
    if not log.exists():
        return "  (nothing)"
    with log.open("rb") as opened:
        opened.seek(max(0, log.stat().st_size - 4000))
        lines = opened.read().decode(errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-LINES_OF_LOG_SHOWN:])
