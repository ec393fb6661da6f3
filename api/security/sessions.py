"""Sessions: an opaque cookie, of which the books keep a digest; portal and console apart."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from runtime.identity import is_well_formed, new_token
from storage.sessions import SessionColumns

_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SessionTerms:
    """How long a session of a kind lives: unused, and altogether."""

    cookie: str
    prefix: str
    idle: timedelta
    absolute: timedelta


PORTAL = SessionTerms("portal", "ps", timedelta(minutes=30), timedelta(hours=12))
CONSOLE = SessionTerms("console", "cs", timedelta(minutes=15), timedelta(hours=8))


@dataclass(frozen=True)
class NewSession:
    """What a session row is written with, and the token that only the browser gets."""

    token: str
    digest: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    device: str

    @property
    def columns(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name != "token"}


def new_session(
    request: Request, terms: SessionTerms, at: datetime, *, absolute: timedelta | None = None
) -> NewSession:
    """A session that begins now. Nobody has seen its token before."""
    token = new_token(terms.prefix)
    return NewSession(
        token=token,
        digest=request.app.state.parts.links.digest(token),
        created_at=at,
        seen_at=at,
        expires_at=at + (absolute or terms.absolute),
        device=device_of(request.headers.get("user-agent", "")),
    )


def is_session_token(token: str, terms: SessionTerms) -> bool:
    """Whether it is worth a look into the books."""
    return is_well_formed(token, terms.prefix)


def is_alive(session: SessionColumns, terms: SessionTerms, at: datetime) -> bool:
    """Whether it was neither ended nor left alone for too long."""
    rested = at - session.seen_at
    return session.ended_at is None and rested < terms.idle and at < session.expires_at


def note_use(session: SessionColumns, at: datetime) -> None:
    """Remember that it is in use, once a minute at most."""
    if at - session.seen_at >= _NOTED_EVERY:
        session.seen_at = at


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """A browser and a system, so that people recognise a session of theirs: `Firefox, Linux`."""
    found = [
        next((name for mark, name in marks if re.search(rf"\b{mark}", user_agent)), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)
