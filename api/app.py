"""The application: every door of the house, wired to its parts."""

import importlib.util
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import cache
from importlib import import_module
from typing import cast

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from activities.post import Post
from api import health, static
from api.answers import answer
from api.decided import DecidedListener
from api.errands import empty_the_post
from api.last_resort import LastResort
from api.parts import Parts
from api.policy_walk import check_every_route_has_a_door
from api.problems import ApiProblem
from api.readiness import StackReadiness
from api.security.bodies import MOST_FIELDS, BodyLimit
from api.security.headers import SecurityHeaders
from api.security.trace import Trace
from domain.errors import BillingError
from gateways.processors import open_processor
from gateways.renderer import Renderer
from runtime.clock import SystemClock
from runtime.links import Links
from runtime.settings import Environment, Settings
from runtime.templates import templates
from runtime.temporal import connect
from storage.books import books_of, open_engine

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_ROOMS = ("api.public.routes", "api.portal.routes", "api.staff.routes")


def create_app(settings: Settings) -> FastAPI:
    """The application as it is served. It starts, and reads, while Temporal is away."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_things:
            app.state.parts = await _open_parts(settings, open_things)
            yield

    return _assembled(settings, lifespan)


def build_app(parts: Parts) -> FastAPI:
    """The application on parts that somebody else opens and closes."""
    app = _assembled(parts.settings, None)
    app.state.parts = parts
    return app


async def _open_parts(settings: Settings, open_things: AsyncExitStack) -> Parts:
    clock = SystemClock()
    engine = open_engine(settings.database_url)
    open_things.push_async_callback(engine.dispose)
    client = await connect(settings, lazy=True)
    processor = await open_things.enter_async_context(open_processor(settings))
    open_books = books_of(engine)
    decided = await open_things.enter_async_context(DecidedListener(settings.database_url))
    open_things.push_async_callback(empty_the_post)
    renderer = Renderer()
    open_things.callback(renderer.close)
    return Parts(
        settings=settings,
        open_books=open_books,
        post=Post(client, open_books, clock.now),
        decided=decided,
        clock=clock,
        links=Links(settings.base_url, settings.secret_key),
        processor=processor,
        templates=templates(development=settings.environment is Environment.DEVELOPMENT),
        readiness=StackReadiness(engine, client, clock),
        renderer=renderer,
    )


def _assembled(settings: Settings, lifespan: Lifespan | None) -> FastAPI:
    app = FastAPI(
        title="Back office",
        version="1",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        form_limits={"max_fields": MOST_FIELDS},
        routes=list(_routes()),
        middleware=[
            Middleware(Trace),
            Middleware(SecurityHeaders, settings=settings),
            Middleware(LastResort),
            Middleware(BodyLimit),
        ],
    )
    for error in (HTTPException, RequestValidationError, ApiProblem, BillingError):
        app.add_exception_handler(error, answer)
    return app


@cache
def _routes() -> Sequence[BaseRoute]:
    """Every route, each behind a door. They know no parts, and are put together once."""
    house = APIRouter()
    for router in (health.router, static.router, *_routers()):
        house.include_router(router)
    check_every_route_has_a_door(house.routes)
    return house.routes


def _routers() -> list[APIRouter]:
    """The routers of each part of the house that is built."""
    return [cast(APIRouter, import_module(name).router) for name in _ROOMS if _is_there(name)]


def _is_there(name: str) -> bool:
    package = name.rpartition(".")[0]
    return bool(importlib.util.find_spec(package) and importlib.util.find_spec(name))
