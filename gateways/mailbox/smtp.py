"""The mailbox's mail server: it takes mail for everybody, but for two addresses to play with."""

import asyncio
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from gateways.mailbox.letters import Letters

LARGEST_MAIL: Final = 10 * 2**20
UNDELIVERABLE: Final = "bounce"
BUSY: Final = "later"


class _Postman:
    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every recipient but the ones that stand for trouble."""
        del server, session
        user = address.partition("@")[0].partition("+")[0].casefold()
        if user == UNDELIVERABLE:
            return "550 5.1.1 there is no such mailbox"
        if user == BUSY:
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Say yes only to what is on the disk."""
        del server, session
        content = envelope.content
        if not isinstance(content, bytes):
            return "451 4.3.0 the content is not here"
        letter = self._letters.put(content, envelope.rcpt_tos)
        return f"250 2.0.0 kept as {letter}"


async def start_smtp(folder: Path, host: str, port: int) -> asyncio.Server:
    """A mail server that keeps what it takes in this folder; it ends by `close()`."""
    loop = asyncio.get_running_loop()
    postman = _Postman(Letters(folder))

    def conversation() -> SMTP:
        return SMTP(
            postman,
            hostname="mailbox.localhost",
            ident="mailbox",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            loop=loop,
        )

    return await loop.create_server(conversation, host, port)
