"""`backoffice doctor`: what is reachable, at which version, and what to do about what is not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

import typer

from cli.checks import Finding, check_machine, check_mail, check_portal, check_processor
from cli.checks_of_servers import check_books, check_temporal
from cli.exits import Exit
from cli.options import AsJson, Data
from cli.reach_temporal import reaching_temporal
from cli.tables import print_json, print_table
from runtime.settings import Settings, load_settings
from runtime.temporal import connect, prepare_namespace

Check = Callable[[Settings], Awaitable[list[Finding]]]
CHECKS: Mapping[str, Check] = {
    "machine": check_machine,
    "books": check_books,
    "temporal": check_temporal,
    "processor": check_processor,
    "mail": check_mail,
    "portal": check_portal,
}

Only = Annotated[
    list[str] | None,
    typer.Option(help=f"Look at this only, and again for more: {', '.join(CHECKS)}."),
]
Repair = Annotated[
    bool, typer.Option("--repair", help="Set Temporal's retention and search attributes first.")
]


def doctor(
    *, data: Data = None, only: Only = None, as_json: AsJson = False, repair: Repair = False
) -> None:
    """Look at every part; the exit code is 1 if something is wrong."""
    settings = load_settings(data=data)
    if repair:
        asyncio.run(_prepare_namespace(settings))
    findings = asyncio.run(_examine(settings, only or list(CHECKS)))
    if as_json:
        print_json([{**vars(finding), "is_well": finding.is_well} for finding in findings])
    else:
        print_table(("", "part", "found", "what to do"), [_row(finding) for finding in findings])
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(Exit.REFUSED)


async def _prepare_namespace(settings: Settings) -> None:
    with reaching_temporal(settings):
        await prepare_namespace(await connect(settings))


async def _examine(settings: Settings, names: list[str]) -> list[Finding]:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        raise typer.BadParameter(f"there is no check {unknown[0]}; there are {', '.join(CHECKS)}")
    found = await asyncio.gather(*(CHECKS[name](settings) for name in names))
    return [finding for findings in found for finding in findings]


def _row(finding: Finding) -> tuple[str, str, str, str]:
    return ("✓" if finding.is_well else "✗", finding.part, finding.found, finding.remedy)
