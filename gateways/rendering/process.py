"""The rendering process: reads documents from its input, writes PDFs to its output."""

import base64
import json
import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from gateways.rendering.confinement import (
    bound_memory,
    bounded_time,
    draw_only_with,
    leave_the_network,
    write_no_more,
)

LARGEST_JOB = 64 * 1024 * 1024
LENGTH = struct.Struct(">I")


def main(fonts: str, folder: str) -> None:
    """Serve until the input ends. Nothing but PDFs and faults ever reaches the output."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    draw_only_with(Path(fonts), Path(folder))
    bound_memory()
    leave_the_network()
    from gateways.rendering.typesetter import Typesetter  # noqa: PLC0415 - bounds come first

    typesetter = Typesetter()
    typesetter.typeset(_FIRST)  # what is written to disk once, the fonts' list, is written now
    write_no_more()
    _write(target, {"ready": True})
    while job := _read(source):
        _write(target, *_answer(typesetter, job))


_FIRST: Mapping[str, Any] = {
    "html": "<html lang=en><title>–</title><p>Aa <b>é</b> א ب あ</p></html>",
    "style": 'p { font-family: "Noto Sans", "Noto Sans Arabic", "Noto Sans JP" }',
    "assets": {},
    "identifier": "first",
    "terms": None,
    "issued_at": "2000-01-01T00:00:00+00:00",
}


def _answer(typesetter: Any, job: Mapping[str, Any]) -> tuple[Mapping[str, object], bytes]:
    """The PDF, or what went wrong. Whatever goes wrong is told here and goes no further."""
    try:
        with bounded_time():
            if "picture" in job:
                return {"e_invoice": False, "why_not": ""}, _picture(job["picture"])
            done = typesetter.typeset(job)
    except BaseException as fault:  # WeasyPrint's hardest failure is no Exception
        return {"fault": type(fault).__name__, "says": str(fault)[:500]}, b""
    return {"e_invoice": done.e_invoice, "why_not": done.why_not}, done.pdf


def _picture(text: str) -> bytes:
    from gateways.rendering.pictures import drawn_anew  # noqa: PLC0415 - bounds come first

    return drawn_anew(base64.b64decode(text))


def _read(source: BinaryIO) -> Mapping[str, Any] | None:
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > LARGEST_JOB:
        return None
    job: Mapping[str, Any] = json.loads(source.read(length))
    return job


def _write(target: BinaryIO, says: Mapping[str, object], pdf: bytes = b"") -> None:
    words = json.dumps(says).encode()
    target.write(LENGTH.pack(len(words)) + words + LENGTH.pack(len(pdf)) + pdf)
    target.flush()
