"""Whether this process lives, whether it can do its work, and which version it is."""

from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from api.doors import Open
from api.parts import parts_of

router = APIRouter(include_in_schema=False)
_PROBES = [Open("probes ask without signing in; the answers tell no secret")]


@router.get("/healthz", dependencies=_PROBES)
async def is_alive() -> JSONResponse:
    return JSONResponse({"status": "ok"})


@router.get("/readyz", dependencies=_PROBES)
async def is_ready(request: Request) -> JSONResponse:
    """503 while something is missing, with what that is."""
    checks = await parts_of(request).readiness.checks()
    good = all(check.is_good for check in checks)
    body = {
        "status": "ok" if good else "not ready",
        "checks": {
            check.name: {"ok": check.is_good, **({"says": check.says} if check.says else {})}
            for check in checks
        },
    }
    return JSONResponse(body, 200 if good else 503)


@router.get("/version", dependencies=_PROBES)
async def which_version() -> JSONResponse:
    return JSONResponse({"name": "backoffice", "version": _version()})


def _version() -> str:
    try:
        return version("backoffice")
    except PackageNotFoundError:
        return "unreleased"
