"""One renderer for all tests of a process: its children are warm, and end with it."""

import atexit
from functools import cache

from gateways.renderer import Bounds, Renderer


@cache
def shared_renderer() -> Renderer:
    renderer = Renderer(Bounds(processes=1))
    atexit.register(renderer.close)
    return renderer
