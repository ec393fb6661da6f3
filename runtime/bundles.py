"""ZIP files that are sent while they are made: never in memory as a whole, never on the disk."""

import io
import re
import zipfile
from datetime import datetime

MEDIA_TYPE = "application/zip"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_OLDEST = (1980, 1, 1, 0, 0, 0)


class _Sink(io.RawIOBase):
    """Takes what is written and hands it on; it cannot go back."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]  # zipfile writes bytes
        self.written += taken
        return len(taken)


class Bundle:
    """Files one after the other, each under a name that no other has and every system can store."""

    def __init__(self, at: datetime) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_STORED)
        self._at = max((at.year, at.month, at.day, at.hour, at.minute, at.second), _OLDEST)
        self._names: set[str] = set()

    def add(self, name: str, content: bytes) -> bytes:
        """What of the ZIP this file adds."""
        self._zip.writestr(zipfile.ZipInfo(self._free(entry_name(name)), self._at), content)
        return self._taken()

    def close(self) -> bytes:
        """The end of the ZIP, without which it cannot be read."""
        self._zip.close()
        return self._taken()

    def _taken(self) -> bytes:
        taken = bytes(self._sink.written)
        self._sink.written.clear()
        return taken

    def _free(self, name: str) -> str:
        """The name, or one like it if another file has it, however its letters are written."""
        stem, dot, ending = name.rpartition(".")
        free, number = name, 1
        while free.lower() in self._names:
            number += 1
            free = f"{stem}-{number}{dot}{ending}"
        self._names.add(free.lower())
        return free


def entry_name(name: str) -> str:
    """A name in ASCII without folders: nothing that is unpacked leaves its place."""
    plain = _UNFIT.sub("-", name).strip("-.")
    return plain[:100] or "file"
