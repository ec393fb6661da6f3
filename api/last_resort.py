"""The last resort: whatever was raised gets an answer with all headers, never a stack trace."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import answer


class LastResort:
    """Answers what no handler has answered. Once an answer has begun, only the log can be told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = False

        async def send_noted(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:
            if began:
                raise
            response = await answer(Request(scope, receive), error)
            await response(scope, receive, send)
