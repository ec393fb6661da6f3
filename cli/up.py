"""`backoffice up`: the whole stack on this machine, until Ctrl-C."""

import asyncio
import signal
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console

from cli.children import Part
from cli.exits import Unable
from cli.lock import ChildRecord, only_one
from cli.options import Data, port_option
from cli.parts import ROOT, demo_task, rebuild_task, stack
from cli.progress import LinesOfProgress
from cli.supervisor import Supervisor
from cli.welcome import show_welcome
from runtime import ports
from runtime.settings import PREFIX, Environment, Settings, load_settings
from worker.demo_people import logins_file

LOOPBACK = ("127.0.0.1", "localhost")


def up(
    *,
    data: Data = None,
    port: Annotated[int | None, port_option("portal and console", "port", 8000)] = None,
    temporal_port: Annotated[int | None, port_option("Temporal", "temporal_port", 7233)] = None,
    temporal_ui_port: Annotated[
        int | None, port_option("Temporal's pages", "temporal_ui_port", 8233)
    ] = None,
    mailbox_port: Annotated[int | None, port_option("the mailbox", "mailbox_port", 8025)] = None,
    mailbox_smtp_port: Annotated[
        int | None, port_option("the mailbox's SMTP", "mailbox_smtp_port", 8026)
    ] = None,
    simulator_port: Annotated[
        int | None, port_option("the payment simulator", "simulator_port", 8021)
    ] = None,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Load the demo organisation into empty books (BACKOFFICE_DEMO; yes).",
        ),
    ] = None,
) -> None:
    """Start everything on this machine, keep it running, and stop it on Ctrl-C."""
    settings = load_settings(
        data=data,
        port=port,
        temporal_port=temporal_port,
        temporal_ui_port=temporal_ui_port,
        mailbox_port=mailbox_port,
        mailbox_smtp_port=mailbox_smtp_port,
        simulator_port=simulator_port,
        demo=demo,
    )
    refuse_beyond_this_machine(settings)
    with only_one(settings.data, settings.base_url):
        record = ChildRecord(settings.data)
        record.end_leftovers()
        refuse_taken_ports(settings)
        asyncio.run(_run(settings, record))


async def _run(settings: Settings, record: ChildRecord) -> None:
    console = Console()
    progress = LinesOfProgress(console)
    supervisor = Supervisor(
        [*stack(settings), *tasks(settings)],
        logs=settings.data / "logs",
        environment={**settings.variables(), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        progress=progress,
        record=record,
    )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, supervisor.request_stop)
    progress.say(f"Starting Back Office in {settings.data}")
    try:
        if await supervisor.start():
            progress.quiet()
            show_welcome(console, settings, with_demo=settings.demo)
            await supervisor.until_stopped()
    finally:
        await supervisor.stop()
    progress.say("Everything is stopped; the next start goes on from here.")


def tasks(settings: Settings) -> list[Part]:
    """What has to be done once: the demo, and the processes if Temporal's store was taken away."""
    has_books = settings.postgres_folder.exists() or not settings.has_embedded_database
    was_loaded = has_books and logins_file(settings.data).exists()
    tasks = [demo_task()] if settings.demo and not was_loaded else []
    if settings.postgres_folder.exists() and not settings.temporal_store.exists():
        tasks.append(rebuild_task())
    return tasks


def refuse_beyond_this_machine(settings: Settings) -> None:
    if settings.environment is Environment.PRODUCTION:
        raise Unable(
            "`up` is for trying and developing. In production run `backoffice migrate`, "
            "`backoffice worker` and `backoffice api` (docker-compose.yml shows how)."
        )
    if settings.host not in LOOPBACK:
        raise Unable(f"`up` serves this machine only; host is {settings.host} (BACKOFFICE_HOST).")


def refuse_taken_ports(settings: Settings) -> None:
    faults = list(_taken_ports(settings))
    if faults:
        raise Unable("\n".join(faults))


def _taken_ports(settings: Settings) -> Iterator[str]:
    for name, what, is_ours in _ports(settings):
        number: int = getattr(settings, name)
        if is_ours and not ports.is_free(number):
            holder = ports.holder(number) or "another program"
            option = f"--{name.replace('_', '-')}"
            yield (
                f"port {number} for {what} is taken by {holder}; "
                f"choose another one with {option} or {PREFIX}{name.upper()}."
            )


def _ports(settings: Settings) -> Iterator[tuple[str, str, bool]]:
    yield "port", "portal and console", True
    yield "temporal_port", "Temporal", settings.has_embedded_temporal
    yield "temporal_ui_port", "Temporal's pages", settings.has_embedded_temporal
    yield "mailbox_port", "the mailbox", settings.has_mailbox
    yield "mailbox_smtp_port", "the mailbox's SMTP", settings.has_mailbox
    yield "simulator_port", "the payment simulator", settings.has_simulator
