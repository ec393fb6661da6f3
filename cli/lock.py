"""One `backoffice up` per data folder, and what is known of the children of one that was killed."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # the package brings no types

from cli.exits import Unable

SECONDS_FOR_LEFTOVERS = 5.0


@contextmanager
def only_one(data: Path, address: str) -> Iterator[None]:
    """Hold the folder for as long as the block lasts. Raises `Unable` if somebody else holds it.

    The lock is the kernel's, so it ends with the process however that ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Unable(_already_running(data, lock.read().strip())) from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}, portal at {address}\n")
        lock.flush()
        yield


class ChildRecord:
    """Which processes are ours, on disk, so that the next start can end those that outlived us."""

    def __init__(self, data: Path) -> None:
        self._file = data / "children.json"

    def keep(self, children: Mapping[str, int]) -> None:
        """Remember these, and forget those before."""
        known = {str(pid): _born(pid) for pid in children.values()}
        self._file.write_text(json.dumps(known))

    def end_leftovers(self) -> int:
        """End what an earlier run left behind; how many that were."""
        if not self._file.exists():
            return 0
        known: dict[str, float] = json.loads(self._file.read_text() or "{}")
        left = [psutil.Process(int(pid)) for pid, born in known.items() if _born(int(pid)) == born]
        for process in left:
            process.terminate()
        for stubborn in psutil.wait_procs(left, timeout=SECONDS_FOR_LEFTOVERS)[1]:
            stubborn.kill()
        self._file.unlink()
        return len(left)


def _born(pid: int) -> float:
    """When a process began, which tells it from a later one with the same id."""
    try:
        born: float = psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0
    return born


def _already_running(data: Path, holder: str) -> str:
    return (
        f"it already runs in {data} ({holder or 'another process'}). "
        "Stop that one first, or give this one a folder and ports of its own (--data, --port, …)."
    )
