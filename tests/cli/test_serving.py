"""A server that is told to stop finishes what it has begun."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = """
import asyncio, pathlib, sys
from cli.serving import serve_until_stopped
folder = pathlib.Path(sys.argv[1])
async def work():
    (folder / "begun").touch()
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.1)
        (folder / "finished").touch()
serve_until_stopped(work())
"""


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_stop_ends_it_in_good_order(
    request_to_stop: signal.Signals, tmp_path: Path
) -> None:
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)])
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
    process.send_signal(request_to_stop)

    assert process.wait(10) == 0
    assert (tmp_path / "finished").exists()
