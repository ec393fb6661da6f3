"""How a public page is shown, and where its links keep their token."""

from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.callers import Visitor
from api.pages import Page
from api.security.cookies import Jar
from domain.tokens import PREFIXES, TokenPurpose
from domain.words import N_
from runtime.identity import is_well_formed

_KEPT_FOR = timedelta(minutes=15)


def public(template: str, title: str, errors: Mapping[str, str] | None = None) -> Page:
    """A page with one card. With `errors` it is shown again, with what was typed."""
    status = 422 if errors else 200
    return Page(f"public/{template}", title, errors=errors or {}, status=status)


def dead_link(visitor: Visitor) -> Page:
    """The page of a link that is good for nothing any more."""
    title = visitor.say(N_("This link can no longer be used"))
    return Page("public/dead_link.html", title, status=404)


def jar_of(visitor: Visitor) -> Jar:
    return Jar.of(visitor.parts.settings)


def keep_token(visitor: Visitor, purpose: TokenPurpose, token: str, location: str) -> Response:
    """Take the token out of the address, where scanners, logs and neighbours could read it."""
    response = RedirectResponse(location, 303)
    kept = token if is_well_formed(token, PREFIXES[purpose]) else ""
    jar_of(visitor).put(response, purpose, kept, seconds=int(_KEPT_FOR.total_seconds()))
    return response


def kept_token(request: Request, visitor: Visitor, purpose: TokenPurpose) -> str:
    """The digest of the token that was kept; empty if there is none that could be ours."""
    token = jar_of(visitor).read(request, purpose)
    if not is_well_formed(token, PREFIXES[purpose]):
        return ""
    return visitor.parts.links.digest(token)


def forget_token(response: Response, visitor: Visitor, purpose: TokenPurpose) -> None:
    jar_of(visitor).take_back(response, purpose)


def masked(mail: str) -> str:
    """Enough of an address for its owner: `a•••@example.com`."""
    name, _, domain = mail.partition("@")
    return f"{name[:1]}•••@{domain}"
