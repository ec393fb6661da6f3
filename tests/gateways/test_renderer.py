"""The renderer: hostile documents reach nothing and harm nobody, and the next one is made."""

import asyncio
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gateways.press import style_sheet
from gateways.renderer import Bounds, DocumentNotRendered, Fault, PrintJob, Renderer
from runtime.templates import FRONTEND
from tests.support.rendering import shared_renderer

GOOD = PrintJob(
    html="<html lang=en><title>Good</title><h1>Good</h1><p>A line.</p></html>",
    style=style_sheet(FRONTEND),
    identifier="good",
    issued_at="2026-03-31T06:00:00+00:00",
)


def holding(markup: str) -> PrintJob:
    return replace(GOOD, html=f"<html lang=en><title>x</title><body>{markup}</body></html>")


@dataclass(frozen=True)
class Ear:
    """`calls` are the paths that were asked for at `address`, a host with its port."""

    address: str
    calls: list[str]


@pytest.fixture(scope="module")
def ear() -> Iterator[Ear]:
    """A server on this machine, and who called it while the hostile documents were rendered."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Ear(f"127.0.0.1:{server.server_port}", calls)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secrets") / "secret.txt"
    path.write_text("the-secret-of-this-machine")
    return path


FOREIGN = [
    '<img src="http://EAR/img">',
    '<link rel=stylesheet href="http://EAR/css">',
    '<link rel=attachment href="http://EAR/attachment">',
    '<a rel=attachment href="http://EAR/attachment">x</a>',
    '<style>@import "http://EAR/import";</style>',
    "<style>@font-face{font-family:x;src:url(http://EAR/font)} p{font-family:x}</style><p>x",
    "<style>p{background:url(http://EAR/background)}</style><p>x",
    "<style>li{list-style-image:url(http://EAR/bullet)}</style><ul><li>x</ul>",
    "<style>p::before{content:url(http://EAR/content)}</style><p>x",
    '<object data="http://EAR/object"></object>',
    '<embed src="http://EAR/embed">',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://EAR/svg"/></svg>',
    '<svg><use href="http://EAR/use.svg#x"/></svg>',
    '<img src="FILE_URL">',
    '<link rel=attachment href="FILE_URL">',
    '<a rel=attachment href="FILE_URL">x</a>',
    '<object data="FILE_URL"></object>',
    '<style>@import "FILE_URL";</style>',
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\">",
    '<img src="ftp://127.0.0.1/x">',
    '<img src="//EAR/protocol-relative">',
    '<img src="asset:logo/nobody-handed-this-in">',
    '<img src="ASSET:../../etc/passwd">',
]


@pytest.mark.parametrize("markup", FOREIGN)
async def test_nothing_is_fetched_and_nothing_leaks(markup: str, ear: Ear, secret: Path) -> None:
    """Whatever asks for something of its own fails; what WeasyPrint ignores asks for nothing."""
    addressed = markup.replace("FILE_URL", secret.as_uri()).replace("EAR", ear.address)
    try:
        made = await shared_renderer().render(holding(addressed))
    except DocumentNotRendered as why:
        assert why.fault is Fault.FOREIGN_ADDRESS  # noqa: PT017 - what is ignored is made as well
    else:
        assert b"the-secret" not in made.pdf
        assert b"EmbeddedFile" not in made.pdf
    assert ear.calls == []


async def test_a_document_with_a_foreign_address_is_failed_and_not_made_without_it() -> None:
    with pytest.raises(DocumentNotRendered) as failed:
        await shared_renderer().render(holding(FOREIGN[0]))
    assert failed.value.fault is Fault.FOREIGN_ADDRESS


BOMBS = {
    "a table of a million cells": "<table>" + "<tr>" + "<td>x" * 1000 + "</table>" * 1,
    "deep nesting": "<div>" * 20_000,
    "a page as wide as a town": "<style>@page{size:9999999mm}</style><p>x",
    "a giant letter": "<p style='font-size:999999999px'>x",
    "a grid without end": (
        "<div style='display:grid;grid-template-columns:repeat(100000,1px)'>"
        "<p style='grid-column:99999'>x</div>"
    ),
    "counters without end": "<style>p::before{content:counter(x,upper-roman)}</style>" + "<p>" * 9,
    "one word of a million letters": "<p>" + "x" * 1_000_000,
    "a thousand columns": "<div style='columns:1000'>" + "<p>x" * 2000 + "</div>",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_made_or_stopped_within_its_bounds(name: str) -> None:
    renderer = Renderer(Bounds(processes=1, seconds=4))
    try:
        async with asyncio.timeout(20):
            try:
                await renderer.render(holding(BOMBS[name]))
            except DocumentNotRendered as why:
                assert why.fault in Fault  # noqa: PT017 - it may be made as well
            assert (await renderer.render(GOOD)).pdf.startswith(b"%PDF")
    finally:
        renderer.close()


GREEDY = """
from gateways.rendering.confinement import bound_memory
bound_memory()
try:
    bytearray(2 << 30)
except MemoryError:
    print("refused")
"""


def test_a_process_is_refused_more_memory_than_it_may_have() -> None:
    said = subprocess.run(
        [sys.executable, "-c", GREEDY], capture_output=True, check=True, text=True
    )
    assert said.stdout == "refused\n"


async def test_the_same_job_gives_the_same_bytes_in_another_process() -> None:
    other = Renderer(Bounds(processes=1))
    try:
        first, second = await shared_renderer().render(GOOD), await other.render(GOOD)
    finally:
        other.close()
    assert first.pdf == second.pdf


async def test_a_process_is_replaced_after_its_documents() -> None:
    renderer = Renderer(Bounds(processes=1, documents=2))
    try:
        made = [await renderer.render(GOOD) for _ in range(5)]
    finally:
        renderer.close()
    assert len({each.pdf for each in made}) == 1


async def test_a_process_that_died_while_it_waited_is_replaced() -> None:
    renderer = Renderer(Bounds(processes=1))
    try:
        await renderer.warm()
        resting = renderer._resting()
        assert resting is not None
        resting._child.kill()
        resting._child.wait()
        renderer._idle.put(resting)
        assert (await renderer.render(GOOD)).pdf
    finally:
        renderer.close()
