"""The supervisor, with small Python programs in place of servers."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

import cli.children
import cli.supervisor
from cli.children import Part, PartFailed, Program
from cli.supervisor import Supervisor

SERVER = """
import pathlib, signal, sys, time
name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
def end(*_):
    with (folder / "ends").open("a") as ends: ends.write(name + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
with (folder / "starts").open("a") as starts: starts.write(name + " ")
(folder / (name + ".ready")).touch()
while True: time.sleep(0.01)
"""
STUBBORN = SERVER.replace("signal.signal(signal.SIGTERM, end)", "signal.signal(15, signal.SIG_IGN)")
BROKEN = "print('the reason is here'); raise SystemExit(3)"


class Told:
    """Everything the supervisor says and remembers."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.children: Mapping[str, int] = {}
        self._news = asyncio.Event()

    def starting(self, part: Part) -> None:
        self._hear(f"starting {part.name}")

    def ready(self, part: Part, seconds: float) -> None:
        self._hear(f"ready {part.name}")

    def died(self, part: Part, exit_code: int, delay: float) -> None:
        self._hear(f"died {part.name} {exit_code}")

    def stopping(self, part: Part) -> None:
        self._hear(f"stopping {part.name}")

    def keep(self, children: Mapping[str, int]) -> None:
        self.children = children

    async def hears(self, words: str, times: int = 1) -> None:
        async with asyncio.timeout(10):
            while self.words.count(words) < times:
                self._news.clear()
                await self._news.wait()

    def _hear(self, words: str) -> None:
        self.words.append(words)
        self._news.set()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.supervisor, "FIRST_DELAY", 0.05)
    monkeypatch.setattr(cli.children, "SECONDS_TO_STOP", 1.0)


def server(name: str, folder: Path, *needs: str, program: str = SERVER) -> Part:
    async def is_ready(process_id: int) -> bool:
        del process_id
        return (folder / f"{name}.ready").exists()

    return Part(name, name.title(), python(program, name, str(folder)), is_ready, needs)


def task(name: str, program: str, *needs: str) -> Part:
    return Part(name, name.title(), python(program), needs=needs)


def python(program: str, *arguments: str) -> Callable[[], Program]:
    return lambda: Program((sys.executable, "-c", program, *arguments))


@contextlib.asynccontextmanager
async def supervised(told: Told, folder: Path, *parts: Part) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(
        parts, logs=folder / "logs", environment={"GREETING": "hello"}, progress=told, record=told
    )
    try:
        yield supervisor
    finally:
        await supervisor.stop()


async def test_parts_start_after_what_they_need_and_stop_in_the_opposite_order(
    told: Told, tmp_path: Path
) -> None:
    books, worker = server("books", tmp_path), server("worker", tmp_path, "books", "tables")
    tables = task("tables", "print('made')", "books")
    async with supervised(told, tmp_path, books, tables, worker) as supervisor:
        assert await supervisor.start()
        assert set(told.children) == {"books", "worker"}

    assert (tmp_path / "starts").read_text() == "books worker "
    assert (tmp_path / "ends").read_text() == "worker books "
    assert (tmp_path / "logs" / "tables.log").read_text() == "made\n"
    assert told.children == {}


async def test_a_part_that_dies_is_started_again_and_said_so(told: Told, tmp_path: Path) -> None:
    async with supervised(told, tmp_path, server("worker", tmp_path)) as supervisor:
        await supervisor.start()
        first = told.children["worker"]
        os.kill(first, signal.SIGKILL)
        await told.hears("ready worker", times=2)

        assert told.words[2:4] == ["died worker -9", "ready worker"]
        assert told.children["worker"] != first


async def test_a_part_that_keeps_dying_is_tried_less_and_less_often(
    told: Told, tmp_path: Path
) -> None:
    async with supervised(told, tmp_path, server("worker", tmp_path)) as supervisor:
        await supervisor.start()
        waits = []
        for times in (1, 2, 3):
            begun = asyncio.get_running_loop().time()
            os.kill(told.children["worker"], signal.SIGKILL)
            await told.hears("ready worker", times=times + 1)
            waits.append(asyncio.get_running_loop().time() - begun)

    assert waits[0] < waits[2]
    assert waits[2] > 0.2


async def test_a_part_that_does_not_start_stops_the_rest_and_shows_its_log(
    told: Told, tmp_path: Path
) -> None:
    books = server("books", tmp_path)
    broken = server("worker", tmp_path, "books", program=BROKEN)
    with pytest.raises(PartFailed, match=r"(?s)Worker ended with exit code 3.*the reason is here"):
        async with supervised(told, tmp_path, books, broken) as supervisor:
            assert not await supervisor.start()

    assert (tmp_path / "ends").read_text() == "books "


async def test_a_task_that_fails_stops_the_rest(told: Told, tmp_path: Path) -> None:
    with pytest.raises(PartFailed, match="Tables failed with exit code 3"):
        async with supervised(
            told, tmp_path, server("books", tmp_path), task("tables", BROKEN, "books")
        ) as supervisor:
            assert not await supervisor.start()


async def test_a_stop_is_heeded_while_a_part_is_still_starting(told: Told, tmp_path: Path) -> None:
    slow = server("slow", tmp_path, program="import time; time.sleep(60)")
    async with supervised(told, tmp_path, slow) as supervisor:
        asyncio.get_running_loop().call_later(0.3, supervisor.request_stop)
        assert not await supervisor.start()

    assert told.words == ["starting slow", "stopping slow"]


async def test_a_part_that_does_not_listen_is_ended_by_force(told: Told, tmp_path: Path) -> None:
    async with supervised(told, tmp_path, server("mule", tmp_path, program=STUBBORN)) as supervisor:
        await supervisor.start()
        process_id = told.children["mule"]

    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


async def test_a_part_hears_the_settings_and_not_the_terminals_interrupt(
    told: Told, tmp_path: Path
) -> None:
    words = "import os; print(os.environ['GREETING'], os.getsid(0) == os.getpid())"
    async with supervised(told, tmp_path, task("words", words)) as supervisor:
        assert await supervisor.start()

    assert (tmp_path / "logs" / "words.log").read_text() == "hello True\n"


async def test_a_log_that_grew_large_is_put_aside(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.children, "LOG_LIMIT", 10)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "words.log").write_text("an old and long log\n")
    async with supervised(told, tmp_path, task("words", "print('new')")) as supervisor:
        await supervisor.start()

    assert (tmp_path / "logs" / "words.log").read_text() == "new\n"
    assert (tmp_path / "logs" / "words.log.1").read_text() == "an old and long log\n"
