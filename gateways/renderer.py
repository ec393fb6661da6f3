"""The renderer: documents in, PDFs out, made by a few warm processes that can reach nothing."""

import asyncio
import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from queue import Empty, LifoQueue
from time import monotonic
from typing import IO

import structlog

from domain.printing import DocumentUnavailable
from gateways.rendering.process import LARGEST_JOB, LENGTH

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "frontend" / "documents" / "fonts"
LARGEST_PDF = 32 * 1024 * 1024
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from gateways.rendering.process import main; main(sys.argv[2], sys.argv[3])"
)
log = structlog.get_logger()


class Fault(StrEnum):
    """Why a document was not rendered."""

    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    DIED = "the process died"
    FOREIGN_ADDRESS = "it asks for what is not its own"
    BROKEN = "it cannot be set"


class DocumentNotRendered(DocumentUnavailable):
    """There is no PDF of this document. `fault` says what kind of reason there was."""

    def __init__(self, fault: Fault, says: str = "") -> None:
        super().__init__(f"{fault.value}: {says}" if says else fault.value)
        self.fault = fault


@dataclass(frozen=True)
class PrintJob:
    """A document as HTML, with everything that it may ask for as `asset:<name>`.

    `terms` are the business terms of its e-invoice, if it is to have one. The same job gives the
    same bytes.
    """

    html: str
    style: str
    identifier: str
    issued_at: str
    assets: Mapping[str, bytes] = field(default_factory=dict)
    terms: Mapping[str, object] | None = None

    def frame(self) -> bytes:
        """The job as the process reads it."""
        assets = {name: base64.b64encode(each).decode() for name, each in self.assets.items()}
        return _frame({**vars(self), "assets": assets})


@dataclass(frozen=True)
class PictureJob:
    """A picture that somebody has sent, to be drawn anew."""

    picture: bytes
    identifier: str = "picture"

    def frame(self) -> bytes:
        return _frame({"picture": base64.b64encode(self.picture).decode()})


@dataclass(frozen=True)
class Print:
    """A PDF. `why_not` says why no e-invoice is in it, though one was wanted."""

    pdf: bytes
    e_invoice: bool
    why_not: str


@dataclass(frozen=True)
class Bounds:
    """How many documents are made at once and by one process, and how long one may take."""

    processes: int = 2
    documents: int = 200
    seconds: float = 45.0


class Renderer:
    """Each process makes so many documents, and none after a fault."""

    def __init__(self, bounds: Bounds | None = None, fonts: Path = FONTS) -> None:
        self._bounds = bounds or Bounds()
        self._fonts = fonts
        self._idle: LifoQueue[_Process] = LifoQueue()
        self._threads = ThreadPoolExecutor(self._bounds.processes, "rendering")

    async def render(self, job: PrintJob) -> Print:
        """The PDF, after those that were asked for before. Raises `DocumentNotRendered`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._render, job)

    async def redraw(self, picture: bytes) -> bytes:
        """A PNG or JPEG as a PNG with nothing else in it. Raises `DocumentNotRendered`."""
        loop = asyncio.get_running_loop()
        job = PictureJob(picture)
        return (await loop.run_in_executor(self._threads, self._render, job)).pdf

    async def warm(self) -> None:
        """Start the processes before they are needed."""
        loop = asyncio.get_running_loop()
        started = [
            loop.run_in_executor(self._threads, _Process, self._fonts, self._bounds.seconds)
            for _ in range(self._bounds.processes)
        ]
        for process in await asyncio.gather(*started):
            self._idle.put(process)

    def close(self) -> None:
        """End the processes, when what they do now is done."""
        self._threads.shutdown()
        while process := self._resting():
            process.end()

    def _render(self, job: PrintJob | PictureJob) -> Print:
        frame = job.frame()
        if len(frame) > LARGEST_JOB:
            raise DocumentNotRendered(Fault.TOO_LARGE)
        process = self._resting() or _Process(self._fonts, self._bounds.seconds)
        try:
            done = process.make(frame)
        except BaseException as why:
            process.end()
            fault = getattr(why, "fault", type(why).__name__)
            log.warning("document_not_rendered", document=job.identifier, fault=fault)
            raise
        if process.made < self._bounds.documents:
            self._idle.put(process)
        else:
            process.end()
        return done

    def _resting(self) -> "_Process | None":
        """A process that waits for work; one that died meanwhile is forgotten."""
        try:
            while (process := self._idle.get_nowait()).is_dead:
                process.end()
        except Empty:
            return None
        return process


class _Process:
    """One rendering process and its empty folder."""

    def __init__(self, fonts: Path, seconds: float) -> None:
        self.made = 0
        self._seconds = seconds
        self._folder = Path(tempfile.mkdtemp(prefix="rendering-"))
        self._child = subprocess.Popen(  # noqa: S603 - our own program, and nothing that was typed
            [sys.executable, "-I", "-c", _PROGRAM, str(ROOT), str(fonts), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env={},
            start_new_session=True,
        )
        try:
            _Talk(self._child, self._seconds).answer()
        except BaseException:
            self.end()
            raise

    @property
    def is_dead(self) -> bool:
        return self._child.poll() is not None

    def make(self, frame: bytes) -> Print:
        """Raises `DocumentNotRendered`."""
        talk = _Talk(self._child, self._seconds)
        talk.ask(frame)
        says, pdf = talk.answer()
        self.made += 1
        if says.get("fault") == "ForeignAddress":
            raise DocumentNotRendered(Fault.FOREIGN_ADDRESS, str(says["says"]))
        if "fault" in says:
            raise DocumentNotRendered(Fault.BROKEN, f"{says['fault']}: {says['says']}")
        return Print(pdf, bool(says["e_invoice"]), str(says["why_not"]))

    def end(self) -> None:
        """Whatever it does at the moment."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                _close(pipe)
        shutil.rmtree(self._folder, ignore_errors=True)


class _Talk:
    """One question and its answer, within a time."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self._in, self._out = _number_of(child.stdin), _number_of(child.stdout)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._until = monotonic() + seconds

    def ask(self, frame: bytes) -> None:
        left = memoryview(frame)
        while left:
            self._wait(self._in, select.POLLOUT)
            try:
                left = left[os.write(self._in, left) :]
            except BrokenPipeError:
                raise DocumentNotRendered(Fault.DIED) from None

    def answer(self) -> tuple[Mapping[str, object], bytes]:
        says: Mapping[str, object] = json.loads(self._part())
        return says, self._part()

    def _part(self) -> bytes:
        (length,) = LENGTH.unpack(self._exactly(LENGTH.size))
        if length > LARGEST_PDF:
            raise DocumentNotRendered(Fault.TOO_LARGE)
        return self._exactly(length)

    def _exactly(self, length: int) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            self._wait(self._out, select.POLLIN)
            part = os.read(self._out, min(length - len(parts), 1 << 20))
            if not part:
                raise DocumentNotRendered(Fault.DIED)
            parts += part
        return bytes(parts)

    def _wait(self, pipe: int, event: int) -> None:
        poll = select.poll()
        poll.register(pipe, event)
        left = self._until - monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise DocumentNotRendered(Fault.TOO_SLOW)


def _frame(says: Mapping[str, object]) -> bytes:
    words = json.dumps(says).encode()
    return LENGTH.pack(len(words)) + words


def _number_of(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise ValueError("a rendering process is started with pipes")
    return pipe.fileno()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
