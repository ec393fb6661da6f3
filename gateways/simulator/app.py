"""The simulator as an application and as a server."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import httpx
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute

from gateways.pages import PageHeaders
from gateways.serving import serve_pages
from gateways.signatures import Signatures
from gateways.simulator import (
    api,
    console,
    hosted,
    return_api,
    return_knobs,
    sandbox,
    set_up_api,
    set_up_pages,
)
from gateways.simulator.desk import Desk
from gateways.simulator.events import Courier, Outbox
from gateways.simulator.faults import leave_out_of_the_log
from gateways.simulator.ledger import Ledger
from gateways.simulator.parts import Parts, SimulatorSettings
from gateways.simulator.refusals import Refused
from gateways.simulator.returns import ReturnDesk
from gateways.simulator.set_ups import SetUpDesk
from gateways.simulator.views import HERE, TEMPLATES
from runtime.clock import SystemClock

_DOORS: Final = (
    api,
    return_api,
    set_up_api,
    sandbox,
    return_knobs,
    hosted,
    set_up_pages,
    console,
)
_PAUSE_SECONDS: Final = 0.2
_FOR_PROGRAMS: Final = ("/v1/", "/sandbox/")

log = logging.getLogger(__name__)


def create_simulator(
    ledger: Path,
    clock: Callable[[], datetime],
    settings: SimulatorSettings,
    events_client: httpx.AsyncClient | None = None,
) -> FastAPI:
    """The application. Its lifespan settles what is being processed, and sends the events."""
    parts = _parts(ledger, clock, settings, events_client or httpx.AsyncClient())

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        living = asyncio.create_task(_live(parts))
        try:
            yield
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            parts.ledger.close()

    routes = list(_routes())
    app = FastAPI(routes=routes, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.parts = parts
    app.add_middleware(PageHeaders)
    app.add_exception_handler(Refused, _refused)
    return app


@cache
def _routes() -> Sequence[BaseRoute]:
    """Every route. They know no parts, and are put together once."""
    house = APIRouter()
    for part in _DOORS:
        house.include_router(part.router)
    house.mount("/static", StaticFiles(directory=HERE / "static"))
    return house.routes


async def serve_simulator(  # noqa: PLR0913 (each of them is set on its own)
    ledger: Path,
    port: int,
    api_key: str,
    event_secret: str,
    events_url: str,
    *,
    host: str = "127.0.0.1",
    public_url: str | None = None,
    merchant: str = "Backoffice",
) -> None:
    """Run the simulator until cancelled. `public_url` is where a customer's browser finds it."""
    settings = SimulatorSettings(
        api_key=api_key,
        event_secret=event_secret,
        events_url=events_url,
        public_url=public_url or f"http://{host}:{port}",
        merchant=merchant,
    )
    logging.getLogger("uvicorn.error").addFilter(leave_out_of_the_log)
    async with httpx.AsyncClient() as client:
        app = create_simulator(ledger, SystemClock().now, settings, client)
        await serve_pages(app, host, port)


def _parts(
    ledger: Path,
    clock: Callable[[], datetime],
    settings: SimulatorSettings,
    client: httpx.AsyncClient,
) -> Parts:
    opened = Ledger(ledger)
    outbox = Outbox(opened)
    courier = Courier(outbox, Signatures(settings.event_secret), settings.events_url, client)
    return Parts(
        settings=settings,
        clock=clock,
        ledger=opened,
        desk=Desk(opened, clock),
        returns=ReturnDesk(opened, clock),
        set_ups=SetUpDesk(opened, clock),
        outbox=outbox,
        courier=courier,
    )


async def _live(parts: Parts) -> None:
    """What happens by itself; whatever goes wrong is said and tried again."""
    while True:
        try:
            parts.desk.settle_due()
            arrived = await parts.courier.deliver_due(parts.clock)
        except Exception:
            log.exception("a round of the simulator failed")
            arrived = 0
        await asyncio.sleep(0 if arrived else _PAUSE_SECONDS)


async def _refused(request: Request, refused: Exception) -> Response:
    """A refusal as a page for a person, or in the processor's own form for a program."""
    if not isinstance(refused, Refused):
        raise refused
    if request.url.path.startswith(_FOR_PROGRAMS):
        said = {"code": refused.code, "detail": str(refused)}
        return JSONResponse(said, status_code=refused.status)
    return TEMPLATES.TemplateResponse(
        request, "refused.html", {"said": str(refused)}, status_code=refused.status
    )
