"""Options that several commands share; each is also a BACKOFFICE_ variable."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        help="Folder of books, logs and secrets (BACKOFFICE_DATA; .data).", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def port_option(what: str, setting: str, usual: int) -> object:
    """An option for a port, with its variable and what it is if nobody sets it."""
    words = f"Port of {what} (BACKOFFICE_{setting.upper()}; {usual})."
    return typer.Option(help=words, show_default=False)
