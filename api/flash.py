"""A notice for the next page, in a signed cookie that is shown once."""

import json
from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from api.security.cookies import Jar

Tone = Literal["good", "warn", "bad", "info"]
_COOKIE = "notice"
_SECONDS = 60


@dataclass(frozen=True)
class Flash:
    """What just happened, in the reader's words."""

    tone: str
    text: str


def see_other(
    jar: Jar, location: str, text: str = "", tone: Tone = "good", *, status: int = 303
) -> RedirectResponse:
    """Go there and, if there is a text, see it on top of that page."""
    response = RedirectResponse(location, status_code=status)
    if text:
        signed = jar.sign(_COOKIE, json.dumps([tone, text]))
        jar.put(response, _COOKIE, signed, seconds=_SECONDS)
    return response


def take_flash(connection: HTTPConnection, jar: Jar) -> Flash | None:
    """The notice that this page has to show, if there is one and it is ours."""
    text = jar.unsign(_COOKIE, jar.read(connection, _COOKIE))
    if not text:
        return None
    tone, words = json.loads(text)
    return Flash(tone, words)


def forget_flash(response: Response, jar: Jar) -> None:
    """It was shown."""
    jar.take_back(response, _COOKIE)
