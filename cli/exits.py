"""How a command ends: with which code, and with which words."""

import logging
import os
import sys
from enum import IntEnum
from typing import NoReturn

import typer

from cli.children import PartFailed
from domain.errors import BillingError
from runtime.postgres import PostgresUnusable
from runtime.settings import SettingsRefused
from runtime.temporal_server import TemporalUnusable


class Exit(IntEnum):
    """The codes that scripts may count on."""

    DONE = 0
    REFUSED = 1
    WRONG_USE = 2
    UNABLE = 3


class Unable(Exception):
    """Something that the command needs is not there; the message says what to do."""


def run_app(app: typer.Typer) -> int:
    """The exit code of the command line; a known failure is one plain sentence, not a traceback."""
    try:
        app()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else Exit.REFUSED
    except SettingsRefused as refused:
        return _complain(Exit.WRONG_USE, *refused.faults)
    except BillingError as refused:
        return _complain(Exit.REFUSED, str(refused))
    except (Unable, PartFailed, PostgresUnusable, TemporalUnusable, ConnectionError) as unable:
        return _complain(Exit.UNABLE, str(unable))
    return Exit.DONE


def leave(code: int) -> NoReturn:
    """End the process now.

    The Temporal client's threads sometimes abort an interpreter that shuts down the usual way,
    which would turn a success into a failure for whoever reads the exit code.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _complain(code: Exit, *sentences: str) -> Exit:
    for sentence in sentences:
        print(f"backoffice: {sentence}", file=sys.stderr)
    return code
