"""The mailbox as an application and as a server."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from gateways.mailbox.letters import Letters
from gateways.mailbox.pages import HERE, TEMPLATES, router
from gateways.mailbox.smtp import start_smtp
from gateways.pages import PageHeaders
from gateways.serving import serve_pages


def create_mailbox(folder: Path) -> FastAPI:
    """The pages over the mails in this folder."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.letters = Letters(folder)
    app.add_middleware(PageHeaders)
    app.add_exception_handler(HTTPException, _not_here)
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    return app


async def serve_mailbox(
    folder: Path, smtp_port: int, page_port: int, *, host: str = "127.0.0.1"
) -> None:
    """Take mails and show them until cancelled."""
    server = await start_smtp(folder, host, smtp_port)
    try:
        await serve_pages(create_mailbox(folder), host, page_port)
    finally:
        server.close()
        await server.wait_closed()


async def _not_here(request: Request, missing: Exception) -> Response:
    """What is not here, as a page for a person or an answer for a program."""
    if not isinstance(missing, HTTPException):
        raise missing
    if request.url.path.startswith("/v1/"):
        return JSONResponse({"detail": missing.detail}, status_code=missing.status_code)
    return TEMPLATES.TemplateResponse(request, "missing.html", status_code=missing.status_code)
