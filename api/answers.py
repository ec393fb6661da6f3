"""How every refusal and fault is answered: problem+json for programs, a page for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.callers import Caller, House
from api.languages import refusal_words, visitors_language, words
from api.outages import is_outage
from api.parts import Parts, parts_of
from api.problems import (
    ApiProblem,
    BooksAway,
    InvalidInput,
    NothingHere,
    NotSignedIn,
    OurFault,
    problem_of,
)
from api.security.gate import JSON_ROOT
from domain.errors import BillingError, Conflict, Forbidden, Invalid, NotFound
from domain.words import N_
from runtime.languages import LANGUAGES, Language
from runtime.templates import render

log = structlog.get_logger()

FAMILIES: Mapping[type[BillingError], int] = {
    Invalid: 422,
    Conflict: 409,
    NotFound: 404,
    Forbidden: 403,
}
TITLES = {
    400: N_("This request cannot be read"),
    401: N_("Please sign in first"),
    403: N_("This is not open to you"),
    404: N_("Page not found"),
    405: N_("This cannot be done here"),
    409: N_("That is not possible any more"),
    412: N_("Somebody was faster"),
    413: N_("That is too large"),
    422: N_("That cannot be used as it is"),
    428: N_("Say what you have seen"),
    429: N_("A little too often"),
    500: N_("Something went wrong"),
    503: N_("Out of reach for a moment"),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the input: a JSON pointer and what is wrong there."""

    pointer: str
    detail: str


@dataclass(frozen=True)
class Problem:
    """Everything that an answer says about a refusal."""

    status: int
    code: str
    detail: str
    errors: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def family_status(refusal: type[BillingError]) -> int:
    """The status of the family that a refusal belongs to."""
    return next((status for family, status in FAMILIES.items() if issubclass(refusal, family)), 409)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to anything that was raised, never with more than people may see."""
    if isinstance(error, NotSignedIn) and not _wants_json(request):
        return _to_login(request, error)
    parts, language = parts_of(request), _language(request)
    problem = _problem(error, parts, language)
    if _wants_json(request):
        return _json(request, parts, language, problem)
    return _page(request, parts, language, problem)


def _problem(error: Exception, parts: Parts, language: Language) -> Problem:
    if isinstance(error, BillingError):
        detail = refusal_words(parts.templates, language, error)
        return Problem(family_status(type(error)), error.code, detail)
    found = _as_problem(error)
    detail = words(parts.templates, language, found.message, **found.facts)
    faults = _faults(error) if isinstance(error, RequestValidationError) else ()
    headers = {**found.headers, **_allowed(error)}
    return Problem(found.status, type(found).__name__, detail, faults, headers)


def _allowed(error: Exception) -> Mapping[str, str]:
    """The header `Allow`, which the router has put on its refusal."""
    return dict(error.headers or {}) if isinstance(error, HTTPException) else {}


def _as_problem(error: Exception) -> ApiProblem:
    match error:
        case ApiProblem():
            return error
        case RequestValidationError():
            return NothingHere() if _is_about_address(error) else InvalidInput()
        case HTTPException():
            return problem_of(error.status_code)
        case _ if is_outage(error):
            log.warning("books_away", why=str(error))
            return BooksAway()
    log.error("request_failed", exc_info=error)
    return OurFault()


def _is_about_address(error: RequestValidationError) -> bool:
    """Whether only the path is wrong: then nothing can be there."""
    return all(fault["loc"][0] == "path" for fault in error.errors())


def _faults(error: RequestValidationError) -> tuple[Fault, ...]:
    """What is wrong where. What was sent is not repeated: it may be anything."""
    return tuple(
        Fault("/" + "/".join(_escaped(part) for part in fault["loc"][1:]), str(fault["msg"]))
        for fault in error.errors()
    )


def _escaped(part: object) -> str:
    return str(part)[:100].replace("~", "~0").replace("/", "~1")


def _json(request: Request, parts: Parts, language: Language, problem: Problem) -> Response:
    body = {
        "type": f"{parts.settings.base_url}{JSON_ROOT}problems/{problem.code}",
        "title": words(parts.templates, language, TITLES.get(problem.status, "")),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "errors": [vars(fault) for fault in problem.errors],
        "trace_id": trace_of(request),
    }
    headers = {**problem.headers, "Content-Language": language.code}
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


def _page(request: Request, parts: Parts, language: Language, problem: Problem) -> Response:
    title = words(parts.templates, language, TITLES.get(problem.status, TITLES[500]))
    text = render(
        parts.templates,
        "layouts/error.html",
        language,
        page={"title": title, "nav": ""},
        organisation=_house(request),
        viewer=None,
        csrf="",
        languages=[],
        nav=[],
        status=problem.status,
        detail=problem.detail,
        reference=trace_of(request) if problem.status >= 500 else None,
        back=(_start(request), words(parts.templates, language, N_("Go to the start page"))),
    )
    headers = {**problem.headers, "Content-Language": language.code}
    if request.headers.get("hx-request") == "true" and request.method == "GET":
        headers["HX-Redirect"] = str(request.url.replace(scheme="", netloc=""))
    return Response(text, problem.status, headers, media_type="text/html")


def _house(request: Request) -> House:
    """The organisation as it was last seen: the books may be what cannot be reached."""
    return cast(House, getattr(request.app.state, "house", House.of(None)))


def _start(request: Request) -> str:
    return "/console" if request.url.path.startswith("/console") else "/"


def _to_login(request: Request, error: NotSignedIn) -> Response:
    jar_safe = error.back if error.back not in ("", "/") else ""
    location = f"{error.door}?{urlencode({'next': jar_safe})}" if jar_safe else error.door
    if request.headers.get("hx-request") == "true":
        return Response(status_code=200, headers={"HX-Redirect": location})
    return RedirectResponse(location, 303)


def _language(request: Request) -> Language:
    caller = cast(Caller | None, getattr(request.state, "caller", None))
    return caller.language if caller else visitors_language(request, LANGUAGES["en"].code)


def _wants_json(request: Request) -> bool:
    if request.url.path.startswith(JSON_ROOT):
        return True
    return "text/html" not in request.headers.get("accept", "")


def trace_of(request: Request) -> str:
    """The number of this request."""
    return str(getattr(request.state, "trace", ""))
