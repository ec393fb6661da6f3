"""The `backoffice` command: what it can do, each loaded only when it is asked for."""

import sys
import traceback
from collections.abc import Iterable
from importlib import import_module

import typer

from cli.exits import Exit, leave, run_app

COMMANDS = {
    "up": "cli.up:up",
    "api": "cli.api:api",
    "worker": "cli.worker:worker",
    "simulator": "cli.simulator:simulator",
    "mailbox": "cli.mailbox:mailbox",
    "migrate": "cli.migrate:migrate",
    "import": "cli.imports:import_books",
    "demo": "cli.demo:demo",
    "rebuild-processes": "cli.rebuild:rebuild",
    "doctor": "cli.doctor:doctor",
    "config": "cli.config:config",
    "version": "cli.config:version",
}


def main() -> None:
    asked = [word for word in sys.argv[1:2] if word in COMMANDS]
    try:
        code = run_app(app_with(asked or COMMANDS))
    except Exception:
        traceback.print_exc()
        code = Exit.UNABLE
    leave(code)


def app_with(names: Iterable[str]) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(
        name="backoffice",
        help="Back office and customer portal, on durable Temporal workflows.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_keep_names)
    for name in names:
        module, function = COMMANDS[name].split(":")
        app.command(name)(getattr(import_module(module), function))
    return app


def _keep_names() -> None:
    """Back office and customer portal, on durable Temporal workflows."""
