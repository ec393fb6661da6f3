"""`backoffice worker`: what does the processes' work."""

import asyncio

from cli.options import Data
from cli.production import refuse_demo_books
from cli.serving import serve_until_stopped, settings_of_server
from worker.main import run_worker


def worker(*, data: Data = None) -> None:
    """Run the processes: do what Temporal says is due."""
    settings = settings_of_server(data)
    asyncio.run(refuse_demo_books(settings))
    serve_until_stopped(run_worker(settings))
