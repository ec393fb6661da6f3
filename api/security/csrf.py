"""Requests that change something must come from a page of ours."""

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from api.problems import ForgedRequest

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(request: Request, base_url: str) -> None:
    """Raises `ForgedRequest` unless the browser says that the request is our own.

    A browser that says nothing about the fetch has to name our origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise ForgedRequest
        return
    if request.headers.get("origin") != origin_of(base_url):
        raise ForgedRequest


async def check_form_token(request: Request, expected: str) -> None:
    """Raises `ForgedRequest` unless the form carries the token of this session."""
    form = await request.form()
    given = form.get("csrf")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForgedRequest


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
