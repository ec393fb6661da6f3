"""Mail servers that behave, refuse, hang or hang up, on the loop of the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postbox:
    """What a scripted server says, and what reached it."""

    to_rcpt: str = "250 OK"
    to_data: str = "250 OK"
    hang_up_at: str = ""
    hang_at: str = ""
    received: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._misbehave("RCPT", server)
        if self.to_rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.to_rcpt

    async def handle_DATA(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.received.append(content)
        await self._misbehave("DATA", server)
        return self.to_data

    async def _misbehave(self, step: str, server: SMTP) -> None:
        if self.hang_at == step:
            await asyncio.sleep(1)
        if self.hang_up_at == step:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()


@asynccontextmanager
async def smtp_server(postbox: Postbox) -> AsyncIterator[int]:
    """The port of a server that speaks for this postbox."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(postbox, hostname="mx.test", loop=loop, enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
