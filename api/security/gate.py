"""What every door does: find the session's token, refuse forged requests, ask the policy."""

from typing import TypeVar

from starlette.requests import Request

from api.callers import Caller
from api.parts import Parts
from api.problems import NotAllowed, NotSignedIn
from api.security.cookies import Jar
from api.security.csrf import SAFE, check_form_token, check_origin
from api.security.sessions import SessionTerms, is_session_token
from domain.permissions import SwitchedOff
from domain.policy import POLICY, Action
from runtime.identity import is_well_formed, new_token

VISITOR_COOKIE = "visitor"
JSON_ROOT = "/v1/"
_VISITOR = "vs"

SomeCaller = TypeVar("SomeCaller", bound=Caller)


async def admitted(request: Request, caller: SomeCaller, action: Action) -> SomeCaller:
    """The caller, who may do this. Raises `ForgedRequest`, `SwitchedOff` or `NotAllowed`."""
    request.state.caller = caller
    request.app.state.house = caller.house
    if request.method not in SAFE:
        check_origin(request, caller.parts.settings.base_url)
        if not request.url.path.startswith(JSON_ROOT):
            await check_form_token(request, caller.csrf)
    if not caller.may(action):
        raise SwitchedOff if caller.role in POLICY[action].roles else NotAllowed
    return caller


def session_token(request: Request, parts: Parts, terms: SessionTerms, login: str) -> str:
    """The token in the session's cookie. Raises `NotSignedIn` if it cannot be one of ours."""
    token = Jar.of(parts.settings).read(request, terms.cookie)
    if not is_session_token(token, terms):
        raise not_signed_in(request, login)
    return token


def not_signed_in(request: Request, login: str) -> NotSignedIn:
    """Sends to the login page and, after that, back to where the caller wanted to read."""
    query = f"?{request.url.query}" if request.url.query else ""
    return NotSignedIn(login, f"{request.url.path}{query}" if request.method in SAFE else "")


def visitor_token(request: Request, parts: Parts) -> str:
    """The token that stands for a browser while nobody is signed in; made when there is none."""
    token = Jar.of(parts.settings).read(request, VISITOR_COOKIE)
    if not is_well_formed(token, _VISITOR):
        token = new_token(_VISITOR)
        request.state.new_visitor = token
    return token


def form_token(parts: Parts, session: str) -> str:
    """The token that the forms of this session carry."""
    return Jar.of(parts.settings).seal("form", session)
