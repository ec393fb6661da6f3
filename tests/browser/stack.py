"""The stack that the tests visit: started by the command that everybody uses, with its demo."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.ports import free_port
from runtime.settings import PREFIX
from worker.demo_people import DemoLogin, kept_logins

ROOT = Path(__file__).resolve().parents[2]
PORTS = (
    "PORT",
    "TEMPORAL_PORT",
    "TEMPORAL_UI_PORT",
    "MAILBOX_PORT",
    "MAILBOX_SMTP_PORT",
    "SIMULATOR_PORT",
)
READY = "Logs: "
SECONDS_TO_START = 150
SECONDS_TO_STOP = 40
LINES_OF_A_LOG = 30


@dataclass(frozen=True)
class Stack:
    """A running stack: where its parts answer, and who can sign in."""

    data: Path
    ports: Mapping[str, int]
    said: Path

    @property
    def portal(self) -> str:
        return self._at("PORT")

    @property
    def console(self) -> str:
        return f"{self.portal}/console"

    @property
    def mailbox(self) -> str:
        return self._at("MAILBOX_PORT")

    @property
    def simulator(self) -> str:
        return self._at("SIMULATOR_PORT")

    @property
    def temporal(self) -> str:
        return self._at("TEMPORAL_UI_PORT")

    def login(self, name: str) -> DemoLogin:
        """The demo's login of whoever has that name."""
        return next(login for login in kept_logins(self.data) if login.name == name)

    def logs(self) -> str:
        """What every part said last."""
        ends = [f"== up\n{self.said.read_text(errors='replace')}"]
        for file in sorted((self.data / "logs").glob("*.log")):
            lines = file.read_text(errors="replace").splitlines()[-LINES_OF_A_LOG:]
            ends.append("\n".join((f"== {file.name}", *lines)))
        return "\n\n".join(ends)

    def _at(self, port: str) -> str:
        return f"http://127.0.0.1:{self.ports[port]}"


@asynccontextmanager
async def running_stack(folder: Path) -> AsyncIterator[Stack]:
    """`backoffice up --demo` in that folder, on ports that nobody else uses."""
    stack = Stack(folder / "data", {name: free_port() for name in PORTS}, folder / "said.txt")
    with stack.said.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "cli", "up", "--demo"),
            cwd=ROOT,
            env=_environment(stack),
            stdout=output,
            stderr=output,
        )
    try:
        await _until_ready(stack, process)
        yield stack
    finally:
        await _end(process)


def _environment(stack: Stack) -> dict[str, str]:
    """Ours, without what somebody may have set for a stack of their own."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ports = {f"{PREFIX}{name}": str(port) for name, port in stack.ports.items()}
    return {**others, **ports, f"{PREFIX}DATA": str(stack.data)}


async def _until_ready(stack: Stack, process: asyncio.subprocess.Process) -> None:
    """The logs are named last, when every part answers and the demo is loaded."""
    try:
        async with asyncio.timeout(SECONDS_TO_START):
            while READY not in stack.said.read_text(errors="replace"):
                assert process.returncode is None, f"the stack ended\n{stack.logs()}"
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"the stack did not start\n{stack.logs()}") from None


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), SECONDS_TO_STOP)
    except TimeoutError:
        process.kill()
        raise
