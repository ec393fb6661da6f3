"""The application refuses to start while a route has no door."""

from collections.abc import Iterator, Sequence

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from api.doors import Door


class RouteWithoutPolicy(RuntimeError):
    """A route that somebody forgot to give a door."""


def check_every_route_has_a_door(routes: Sequence[BaseRoute]) -> None:
    """Raises `RouteWithoutPolicy`. Also sees the routes of included routers, however deep."""
    for context in iter_route_contexts(routes):
        if not doors_of(context):
            where = f"{sorted(context.methods or ())} {context.path}"
            raise RouteWithoutPolicy(f"{where} says nothing about who may use it: see api/doors.py")


def doors_of(context: RouteContext) -> tuple[Door, ...]:
    """The doors in front of a route."""
    dependant = getattr(context, "dependant", None)
    return tuple(_doors(dependant)) if isinstance(dependant, Dependant) else ()


def _doors(dependant: Dependant) -> Iterator[Door]:
    if isinstance(dependant.call, Door):
        yield dependant.call
    for needed in dependant.dependencies:
        yield from _doors(needed)
