"""One stack per data folder, and nothing left of one that was killed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # the package brings no types
import pytest

from cli.exits import Unable
from cli.lock import ChildRecord, only_one


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_a_second_one_is_refused_and_told_who_is_first(tmp_path: Path) -> None:
    words = r"already runs.*portal at http://127.0.0.1:8000.*--data"
    with only_one(tmp_path, "http://127.0.0.1:8000"), pytest.raises(Unable, match=words):
        _hold(tmp_path)
    _hold(tmp_path)


def test_two_folders_do_not_mind_each_other(tmp_path: Path) -> None:
    with only_one(tmp_path / "a", ""):
        _hold(tmp_path / "b")


def test_what_was_left_running_is_ended(tmp_path: Path, sleeper: "subprocess.Popen[bytes]") -> None:
    ChildRecord(tmp_path).keep({"worker": sleeper.pid})

    assert ChildRecord(tmp_path).end_leftovers() == 1
    assert not psutil.pid_exists(sleeper.pid) or sleeper.wait(5)
    assert ChildRecord(tmp_path).end_leftovers() == 0


def test_another_process_with_the_same_id_is_left_alone(
    tmp_path: Path, sleeper: "subprocess.Popen[bytes]"
) -> None:
    (tmp_path / "children.json").write_text(f'{{"{sleeper.pid}": 1.5}}')

    assert ChildRecord(tmp_path).end_leftovers() == 0
    assert sleeper.poll() is None


def _hold(folder: Path) -> None:
    with only_one(folder, ""):
        pass
