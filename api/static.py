"""Styles, scripts, fonts and pictures: kept for good under the address of their content."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import cast

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.doors import Open
from api.parts import parts_of
from runtime.languages import language_of

router = APIRouter(include_in_schema=False)

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"


@router.get("/static/{path:path}", dependencies=[Open("what every page looks like is no secret")])
async def static_file(request: Request, path: str) -> Response:
    folder = parts_of(request).templates.frontend / "static"
    files = StaticFiles(directory=folder)
    found, about = files.lookup_path(path)
    if about is None or not stat.S_ISREG(about.st_mode):
        raise HTTPException(404)
    response = files.file_response(Path(found), about, request.scope)
    named = f"/static/{path}?v={request.query_params.get('v', '')}"
    response.headers["Cache-Control"] = (
        FOR_GOOD if named == _address(request, path) else FOR_AN_HOUR
    )
    return response


def _address(request: Request, path: str) -> str:
    """The address under which pages ask for this content, and for no other."""
    environment = parts_of(request).templates.environment(language_of(None))
    return str(cast(Callable[[str], str], environment.globals["asset"])(path))
