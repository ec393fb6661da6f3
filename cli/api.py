"""`backoffice api`: the portal and the console."""

import asyncio

import uvicorn

from api.app import create_app
from cli.options import Data
from cli.production import refuse_demo_books
from cli.serving import settings_of_server
from cli.tables_of_books import until_migrated
from runtime.settings import Settings

SECONDS_FOR_OPEN_REQUESTS = 5


def api(*, data: Data = None) -> None:
    """Serve the portal and the console."""
    settings = settings_of_server(data)
    asyncio.run(_before_serving(settings))
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        proxy_headers=False,
        server_header=False,
        access_log=settings.debug,
        log_config=None,
        timeout_graceful_shutdown=SECONDS_FOR_OPEN_REQUESTS,
    )


async def _before_serving(settings: Settings) -> None:
    await until_migrated(settings)
    await refuse_demo_books(settings)
