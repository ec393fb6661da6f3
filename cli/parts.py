"""What `backoffice up` starts: each part, what it needs, and how one sees that it is ready."""

import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from cli.children import Part, Program
from cli.probes import TemporalProbe
from runtime import ports, postgres, temporal_server
from runtime.settings import Settings

ROOT = Path(__file__).parent.parent
AFTER_FIRST_PAGE = ("api",)  # loading takes a core each, and the first page shall come first


def stack(settings: Settings) -> list[Part]:
    """Every part that this machine has to run; they are stopped in the opposite order.

    What the settings say is elsewhere (a database, a Temporal, a mail server) is not started.
    """
    probe = TemporalProbe(settings)
    servers = [part for part in _servers(settings, probe) if part]
    there = tuple(part.name for part in servers)
    tables = Part(
        "migrate", "Tables of the books", ours("migrate"), needs=_among(there, "postgres")
    )
    worker = Part(
        "worker", "Worker", ours("worker"), probe.has_worker, needs=(*there, "migrate", "api")
    )
    return [*servers, tables, worker, _api(settings, there)]


def demo_task() -> Part:
    return Part("demo", "Demo organisation", ours("demo", "--if-empty"), needs=("migrate",))


def rebuild_task() -> Part:
    return Part(
        "rebuild", "Processes, from the books", ours("rebuild-processes"), needs=("worker",)
    )


def ours(*command: str) -> Callable[[], Program]:
    """One of the commands of this program, in a process of its own."""
    return lambda: Program((sys.executable, "-P", "-m", "cli", *command))


def _servers(settings: Settings, probe: TemporalProbe) -> list[Part | None]:
    return [
        _postgres(settings) if settings.has_embedded_database else None,
        _temporal(settings, probe) if settings.has_embedded_temporal else None,
        _simulator(settings) if settings.has_simulator else None,
        _mailbox(settings) if settings.has_mailbox else None,
    ]


def _postgres(settings: Settings) -> Part:
    def prepare() -> Program:
        program = postgres.prepare(settings.postgres_folder)
        return Program(program.command, program.account)

    async def is_ready(process_id: int) -> bool:
        return postgres.is_ready(settings.postgres_folder, process_id)

    return Part("postgres", "PostgreSQL", prepare, is_ready, stop_signal=signal.SIGINT)


def _temporal(settings: Settings, probe: TemporalProbe) -> Part:
    def prepare() -> Program:
        temporal_server.claim_store(settings.temporal_store)
        return Program(temporal_server.server_command(settings))

    return Part("temporal", "Temporal and its pages", prepare, probe.is_prepared)


def _api(settings: Settings, there: tuple[str, ...]) -> Part:
    """Needs no tables: it waits for them itself, when it is loaded, which takes as long."""
    is_ready = _answering(settings.port)
    return Part("api", "Portal and console", ours("api"), is_ready, needs=_among(there, "postgres"))


def _simulator(settings: Settings) -> Part:
    is_ready = _answering(settings.simulator_port)
    return Part("simulator", "Payment simulator", ours("simulator"), is_ready, AFTER_FIRST_PAGE)


def _mailbox(settings: Settings) -> Part:
    is_ready = _answering(settings.mailbox_port, settings.mailbox_smtp_port)
    return Part("mailbox", "Mailbox", ours("mailbox"), is_ready, AFTER_FIRST_PAGE)


def _answering(*numbers: int) -> Callable[[int], Awaitable[bool]]:
    async def is_ready(process_id: int) -> bool:
        del process_id
        return all(ports.answers(number) for number in numbers)

    return is_ready


def _among(there: tuple[str, ...], *names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name in there)
