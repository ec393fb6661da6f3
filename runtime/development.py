"""Secrets of a development machine: made once, in its data folder, readable by its owner."""

import contextlib
import json
import os
import secrets
from pathlib import Path

DEVELOPMENT_SENDER = "Back Office <billing@backoffice.example>"
SECRETS = ("secret_key", "processor_secret", "processor_key")


def development_secret(folder: Path, name: str) -> str:
    """The secret of that name; all of them are made when the first one is asked for."""
    file = folder / "secrets.json"
    if not file.exists():
        _make(file)
    kept: dict[str, str] = json.loads(file.read_text())
    return kept[name]


def _make(file: Path) -> None:
    """Write the file whole or not at all; of two processes that do it at once, one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".secrets-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        json.dump({name: secrets.token_urlsafe(32) for name in SECRETS}, opened)
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()
