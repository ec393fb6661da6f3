"""The number of a request: in the logs, in its answer, and in what people mention to us."""

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.identity import new_id


class Trace:
    """Gives each request a number."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = new_id().hex
        scope.setdefault("state", {})["trace"] = trace

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = trace
            await send(message)

        with structlog.contextvars.bound_contextvars(request=trace):
            await self._app(scope, receive, send_traced)
