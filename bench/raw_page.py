"""The raw page: fifty rows through Core into a small template, and nothing else."""

import os

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><title>Raw</title><table>{% for row in rows %}<tr><td>{{ row.number }}<td>"
    "{{ row.issued_on }}<td>{{ row.status }}<td>{{ row.total_minor_units }}{% endfor %}</table>"
)
ROWS = text(
    "SELECT number, issued_on, status, total_minor_units FROM invoices WHERE customer = :customer"
    " ORDER BY issued_on DESC, number DESC LIMIT 50"
)


def raw_page_app(database_url: str) -> FastAPI:
    """An application with one page."""
    engine = create_async_engine(database_url)
    app = FastAPI()

    @app.get("/{customer}")
    async def page(customer: str) -> HTMLResponse:
        async with engine.connect() as connection:
            rows = (await connection.execute(ROWS, {"customer": customer})).all()
        return HTMLResponse(PAGE.render(rows=rows))

    return app


if __name__ == "__main__":
    uvicorn.run(
        raw_page_app(os.environ["RAW_DATABASE"]),
        port=int(os.environ["RAW_PORT"]),
        log_level="warning",
        loop="uvloop",
        http="httptools",
    )
