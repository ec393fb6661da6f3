"""`backoffice rebuild-processes`: the books say what is open, and Temporal is given it again."""

import asyncio

from cli.options import Data
from cli.reach import reaching_books
from cli.reach_temporal import reaching_temporal
from runtime.settings import load_settings
from worker.rebuild import rebuild_processes


def rebuild(*, data: Data = None) -> None:
    """Start every process that is open in the books and missing in Temporal; safe to repeat."""
    settings = load_settings(data=data)
    with reaching_books(settings), reaching_temporal(settings):
        report = asyncio.run(rebuild_processes(settings))
    print(report)
