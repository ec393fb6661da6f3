"""A client that reaches nobody: made at once, since it loads no certificates."""

import httpx


def lonely_client() -> httpx.AsyncClient:
    """Whoever asks with it learns that nobody is there."""
    return httpx.AsyncClient(transport=httpx.MockTransport(_away))


def _away(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody is there", request=request)
