"""Letters: mails that arrived, one file each, on the disk before their arrival is confirmed."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import DateHeader
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from runtime.identity import new_id

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOSTILE: Final = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


@dataclass(frozen=True)
class AttachedFile:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Letter:
    """One mail, taken apart."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    date: datetime | None
    message_id: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    files: tuple[AttachedFile, ...] = ()


class Letters:
    """A folder of mails; a later name is a later arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes, recipients: Sequence[str]) -> str:
        """The id under which the mail is now kept, whole and on the disk."""
        letter = str(new_id())
        envelope = "".join(f"Delivered-To: {recipient}\r\n" for recipient in recipients)
        draft = self._folder / f".{letter}.draft"
        with draft.open("wb") as file:
            file.write(envelope.encode() + content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / f"{letter}.eml")
        self._sync_folder()
        return letter

    def latest(self, most: int, recipient: str = "") -> list[Letter]:
        """The newest first; all of them, or those to one address."""
        found: list[Letter] = []
        for file in sorted(self._folder.glob("*.eml"), reverse=True):
            letter = _read(file)
            if not recipient or recipient.casefold() in map(str.casefold, letter.recipients):
                found.append(letter)
            if len(found) == most:
                break
        return found

    def find(self, letter: str) -> Letter | None:
        content = self.raw(letter)
        return None if content is None else _taken_apart(letter, content)

    def raw(self, letter: str) -> bytes | None:
        """The mail as it came."""
        if not _ID.fullmatch(letter):
            return None
        file = self._folder / f"{letter}.eml"
        return file.read_bytes() if file.exists() else None

    def _sync_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@lru_cache(maxsize=1000)
def _read(file: Path) -> Letter:
    """What was kept never changes."""
    return _taken_apart(file.stem, file.read_bytes())


def _taken_apart(letter: str, content: bytes) -> Letter:
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("the default policy makes an EmailMessage")
    return Letter(
        id=letter,
        sender=_header(message, "From"),
        recipients=tuple(str(each) for each in message.get_all("Delivered-To", [])),
        subject=_header(message, "Subject"),
        date=_date(message),
        message_id=_header(message, "Message-ID"),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        headers=tuple((name, _header(message, name)) for name in dict.fromkeys(message.keys())),
        files=tuple(_files(message)),
    )


def _files(message: EmailMessage) -> Iterator[AttachedFile]:
    try:
        for part in message.iter_attachments():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield AttachedFile(part.get_filename() or "file", part.get_content_type(), content)
    except _HOSTILE:
        return


def _header(message: EmailMessage, name: str) -> str:
    """Its text; mails can be malformed in ways that nobody foresaw."""
    try:
        return ", ".join(str(value) for value in message.get_all(name, []))
    except _HOSTILE:
        return "(unreadable)"


def _date(message: EmailMessage) -> datetime | None:
    try:
        header = message["Date"]
    except _HOSTILE:
        return None
    return header.datetime if isinstance(header, DateHeader) else None


def _body(message: EmailMessage, kind: Literal["plain", "html"]) -> str:
    try:
        part = message.get_body((kind,))
        return str(part.get_content()) if isinstance(part, EmailMessage) else ""
    except _HOSTILE:
        return "(unreadable)"
