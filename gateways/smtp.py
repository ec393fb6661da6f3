"""Mail going out: one message to one recipient over SMTP, and what the server's answer means."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError, NonASCIILocalPartDefect
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from runtime.failpoints import declare, failpoint

BEFORE, AFTER = "mail.send.before", "mail.send.after"
declare(BEFORE, AFTER)

TIMEOUT_SECONDS: Final = 20.0
_UNFIT = (MessageError, ValueError, LookupError, AttributeError, RecursionError)  # as parsers raise
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Mail:
    """One mail, complete: its Message-ID stays the same however often it is tried."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    date: datetime
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class SmtpLogin:
    """Who we are for a server that asks."""

    username: str
    password: str


class MailRefused(Exception):
    """The server will never take this mail (5xx), or it must not be sent at all."""


class MailDeferred(Exception):
    """The server did not take the mail now (4xx, connection lost): try again later."""


class MailSender:
    """Hands mails to one SMTP server, each over a connection of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        login: SmtpLogin | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._host = host
        self._port = port
        self._login = login
        self._timeout = timeout

    async def send(self, mail: Mail) -> None:
        """Return when the server took the mail. Raises `MailRefused` or `MailDeferred`."""
        message = _message(mail)
        await failpoint(BEFORE)
        try:
            async with self._connection(message) as server:
                await server.send_message(message)
        except SMTPRecipientsRefused as refused:
            raise _verdict(refused.recipients[0]) from refused
        except SMTPNotSupported as unsupported:
            raise MailRefused(str(unsupported)) from unsupported
        except SMTPResponseException as answer:
            raise _verdict(answer) from answer
        except (SMTPException, OSError) as lost:
            raise MailDeferred(f"{type(lost).__name__}: {lost}") from lost
        await failpoint(AFTER)

    def _connection(self, message: EmailMessage) -> SMTP:
        return SMTP(
            hostname=self._host,
            port=self._port,
            username=self._login.username if self._login else None,
            password=self._login.password if self._login else None,
            local_hostname=_only_address(message, "From").partition("@")[2],
            timeout=self._timeout,
        )


def _verdict(answer: SMTPResponseException) -> MailRefused | MailDeferred:
    """What a reply code says about the mail; a failed greeting or login says nothing about it."""
    words = f"{answer.code} {answer.message}"
    about_us = isinstance(answer, SMTPConnectResponseError | SMTPAuthenticationError)
    if answer.code >= 500 and not about_us:
        return MailRefused(words)
    return MailDeferred(words)


def _message(mail: Mail) -> EmailMessage:
    """The mail as it travels. Raises `MailRefused` for what must not leave the house."""
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        raise MailRefused(f"{mail.message_id!r} is no Message-ID")
    message = EmailMessage()
    for name, value in _headers(mail):
        _add_header(message, name, value)
    _only_address(message, "From")
    _only_address(message, "To")
    try:
        message.set_content(mail.text, cte="quoted-printable")
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    except UnicodeError as unfit:
        raise MailRefused(f"the text cannot be sent: {unfit}") from unfit
    for attachment in mail.attachments:
        _attach(message, attachment)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subtype = attachment.media_type.partition("/")
    if _CONTROL.search(attachment.name):
        raise MailRefused("the name of an attachment holds what does not belong in a header")
    message.add_attachment(
        attachment.content, maintype=kind, subtype=subtype, filename=attachment.name
    )


def _headers(mail: Mail) -> tuple[tuple[str, str], ...]:
    return (
        ("From", mail.sender),
        ("To", mail.recipient),
        ("Subject", mail.subject),
        ("Message-ID", mail.message_id),
        ("Date", format_datetime(mail.date)),
        ("Auto-Submitted", "auto-generated"),
        *mail.headers,
    )


def _add_header(message: EmailMessage, name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value):
        raise MailRefused(f"the header {name!r} holds what does not belong in a header")
    try:
        message[name] = value
    except _UNFIT as unfit:
        raise MailRefused(f"the header {name!r} cannot be sent: {unfit}") from unfit


def _only_address(message: EmailMessage, name: str) -> str:
    """The one address in a header; a second one smuggled in by a comma is refused."""
    header = message[name]
    addresses: tuple[Address, ...] = header.addresses
    defects = [d for d in header.defects if not isinstance(d, NonASCIILocalPartDefect)]
    if len(addresses) != 1 or defects or not (addresses[0].username and addresses[0].domain):
        raise MailRefused(f"{name} must hold exactly one address")
    return addresses[0].addr_spec
