"""What a rendering process gives up before it reads its first document."""

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
MEMORY = 1024 * 1024 * 1024
SECONDS = 30
OPEN_FILES = 128
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def draw_only_with(fonts: Path, folder: Path) -> None:
    """Make our fonts the only ones that are known. To be called before Pango is loaded."""
    settings = folder / "fonts.conf"
    settings.write_text(_FONTS.format(fonts=fonts, cache=folder / "cache"))
    os.environ["FONTCONFIG_FILE"] = str(settings)


def leave_the_network() -> None:
    """Where the system allows it, there is no network from now on, not even to this machine."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare and unshare(CLONE_NEWNET):
        unshare(CLONE_NEWUSER | CLONE_NEWNET)


def bound_memory() -> None:
    """More memory than this is refused; nothing of a crash is kept."""
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)


def write_no_more() -> None:
    """From now on not one byte goes into any file."""
    _limit(resource.RLIMIT_FSIZE, 0)


@contextlib.contextmanager
def bounded_time() -> Iterator[None]:
    """So many seconds of the processor for what is done here, and the system ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))
