"""What programs can read about us: the schema of /v1, the meaning of each problem's code."""

from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from api.answers import TITLES, family_status
from api.doors import Open
from api.problems import ApiProblem, NothingHere
from api.security.headers import CSP_REPORTS
from api.security.limits import REPORTS_FROM_ADDRESS, limited
from domain.errors import BillingError, refusal_named

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()
_PUBLIC = Open("a description of the interface tells nothing about anybody")
_LONGEST_REPORT = 4000


ABOUT = """What programs can read and ask for.

Money is always `{"amount": 1234, "currency": "EUR"}`: whole minor units of a currency of ISO 4217,
never a fraction. 12.34 EUR is 1234, 500 JPY is 500. Instants are UTC, in the form of RFC 3339.
Refusals are problems in the form of RFC 9457."""


@router.get("/v1/openapi.json", dependencies=[_PUBLIC])
async def schema(request: Request) -> JSONResponse:
    app = request.app
    described: dict[str, Any] = get_openapi(
        title=app.title, version=app.version, description=ABOUT, routes=app.routes
    )
    return JSONResponse(described)


@router.get("/v1/problems/{code}", dependencies=[_PUBLIC])
async def explain_problem(code: str) -> JSONResponse:
    """The status of a code, and its words with the names of its facts."""
    found = refusal_named(code) or _problem_named(code)
    if found is None:
        raise NothingHere
    status = family_status(found) if issubclass(found, BillingError) else found.status
    words = {"title": TITLES.get(status, ""), "detail": found.message}
    return JSONResponse({"code": code, "status": status, **words})


@router.post(
    CSP_REPORTS,
    dependencies=[Open("browsers report without being asked"), limited(REPORTS_FROM_ADDRESS)],
)
async def take_report(request: Request) -> Response:
    """A page wanted to do what it may not: worth a look."""
    body = await request.body()
    log.warning("csp_violation", report=body[:_LONGEST_REPORT].decode(errors="replace"))
    return Response(status_code=204)


def _problem_named(code: str) -> type[ApiProblem] | None:
    return next((each for each in ApiProblem.__subclasses__() if each.__name__ == code), None)
