"""`backoffice import`: the CSV files of a folder, all of them or none."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.exits import Exit
from cli.import_progress import shown_progress
from cli.options import AsJson, Data
from cli.reach import reaching_books
from cli.tables import print_json, print_table
from runtime.settings import Settings, load_settings
from worker.imports import ImportReport, import_directory

Folder = Annotated[Path, typer.Argument(help="The folder of the CSV files (see docs/import.md).")]


def import_books(folder: Folder, *, data: Data = None, as_json: AsJson = False) -> None:
    """Check the CSV files of a folder, and import all of them or, with a fault, none."""
    report = asyncio.run(imported(load_settings(data=data), folder))
    if as_json:
        print_json(_as_json(report))
    elif report.faults:
        _show_faults(report)
    else:
        _show_counts(report)
    if report.faults:
        raise typer.Exit(Exit.REFUSED)


async def imported(settings: Settings, folder: Path) -> ImportReport:
    """The report, with progress shown on the way. Raises `Unable` if the books are not there."""
    with reaching_books(settings), shown_progress() as progress:
        return await import_directory(settings, folder, progress)


def _show_faults(report: ImportReport) -> None:
    rows = [
        (fault.file, str(fault.line or ""), fault.column, fault.message, fault.what_to_do)
        for fault in report.faults
    ]
    print_table(("file", "line", "column", "what is wrong", "what to do"), rows)
    count = len(report.faults)
    print(f"\n{count} {'fault' if count == 1 else 'faults'}; nothing was imported.")


def _show_counts(report: ImportReport) -> None:
    rows = [
        (count.file, str(count.created), str(count.updated), str(count.unchanged))
        for count in report.counts
    ]
    print_table(("file", "new", "changed", "as before"), rows)
    print(f"\nEverything is imported; {report.processes} processes start now.")


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        "faults": [vars(fault) for fault in report.faults],
        "counts": [vars(count) for count in report.counts],
        "processes": report.processes,
    }
