"""How large a request may be."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024
LARGEST_BY_PATH = {"/console/organisation/logo": 600 * 1024}
"""Where files are sent."""
MOST_FIELDS = 5_000
"""Of a form: more than the longest quote and the longest timesheet have."""


class BodyLimit:
    """Refuses a body as soon as it is too large, announced or not."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = max(self._largest, LARGEST_BY_PATH.get(scope["path"], 0))
        self._check_announced(scope, largest)
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_counted, send)

    def _check_announced(self, scope: Scope, largest: int) -> None:
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value) > largest):
                raise HTTPException(413)
