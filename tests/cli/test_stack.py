"""The whole stack with one command, on real servers."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil  # type: ignore[import-untyped]  # the package brings no types
import pytest

from runtime.ports import answers, free_port
from runtime.settings import PREFIX

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

RUNNING = "^Logs: "
PORTS = ("PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT")
MORE_PORTS = ("MAILBOX_PORT", "MAILBOX_SMTP_PORT", "SIMULATOR_PORT")
SECONDS_FOR_A_RESTART_ON_A_BUSY_MACHINE = 120


class Stack:
    """A running `backoffice up`, and what it says."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", said: Path, place: Mapping[str, str]
    ) -> None:
        self.process = process
        self.portal = f"http://127.0.0.1:{place['BACKOFFICE_PORT']}"
        self._said = said
        self._place = place

    @property
    def said(self) -> str:
        return self._said.read_text()

    def says(self, pattern: str, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.said, re.MULTILINE):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def part(self, name: str) -> "psutil.Process":
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if name in child.cmdline())

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "cli", *words]
        return subprocess.run(command, env=self._place, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place() -> Iterator[dict[str, str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ours = {f"{PREFIX}{name}": str(free_port()) for name in (*PORTS, *MORE_PORTS)}
    # Not in pytest's own folder: another run of root's closes that to PostgreSQL's account.
    with TemporaryDirectory(prefix="backoffice-tests-") as folder:
        yield kept | ours | {f"{PREFIX}DATA": folder, f"{PREFIX}DEMO": "false"}


@contextmanager
def up(place: Mapping[str, str], said: Path) -> Iterator[Stack]:
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"], env=place, stdout=output, stderr=output
        )
    try:
        yield Stack(process, said, place)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def test_it_starts_serves_stops_and_goes_on(place: dict[str, str], tmp_path: Path) -> None:
    with up(place, tmp_path / "first") as stack:
        stack.says(RUNNING)
        assert httpx.get(f"{stack.portal}/healthz").status_code == 200
        children = psutil.Process(stack.process.pid).children(recursive=True)

        second = stack.run("up")
        assert second.returncode == 3
        assert "already runs" in second.stderr

        checked = stack.run("doctor")
        assert checked.returncode == 0, checked.stdout

    assert stack.process.returncode == 0
    assert "Everything is stopped" in stack.said
    assert not [child for child in children if child.is_running()]

    begun = time.monotonic()
    with up(place, tmp_path / "second") as stack:
        stack.says("Portal and console: ready")
        assert httpx.get(f"{stack.portal}/healthz").status_code == 200
    assert time.monotonic() - begun < SECONDS_FOR_A_RESTART_ON_A_BUSY_MACHINE


def test_a_part_that_is_killed_comes_back(place: dict[str, str], tmp_path: Path) -> None:
    with up(place, tmp_path / "said") as stack:
        stack.says(RUNNING)
        stack.part("worker").kill()
        stack.says("Worker ended .killed by signal 9.; it is started again")
        stack.says("(?s)Worker ended.*Worker: ready")


def test_what_a_killed_supervisor_left_behind_is_ended(
    place: dict[str, str], tmp_path: Path
) -> None:
    with up(place, tmp_path / "first") as stack:
        stack.says(RUNNING)
        left = psutil.Process(stack.process.pid).children()
        stack.process.kill()
        stack.process.wait()
    assert answers(int(place["BACKOFFICE_PORT"]))

    with up(place, tmp_path / "second") as stack:
        stack.says(RUNNING)
        assert not [child for child in left if child.is_running()]
        assert httpx.get(f"{stack.portal}/healthz").status_code == 200
