"""What the worker's activities hold: connections, opened once and closed once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client

from activities.documents import Archive
from activities.post import Post
from gateways.mail_carrier import MailCarrier
from gateways.press import DocumentPress
from gateways.processor import PaymentProcessor
from gateways.processors import open_processor
from gateways.renderer import Renderer
from gateways.smtp import MailSender, SmtpLogin
from runtime.clock import SystemClock
from runtime.links import Links
from runtime.settings import Settings
from runtime.templates import templates
from storage.books import OpenBooks, books_of, open_engine


@dataclass(frozen=True)
class Parts:
    """Handed in, so that tests can plug in their own clock, processor and mail server."""

    client: Client
    books: OpenBooks
    post: Post
    processor: PaymentProcessor
    carrier: MailCarrier
    links: Links
    archive: Archive
    """Documents as files, for whatever sends them out."""


def _login(settings: Settings) -> SmtpLogin | None:
    if not settings.smtp_username:
        return None
    return SmtpLogin(settings.smtp_username, settings.smtp_password)


@asynccontextmanager
async def open_parts(settings: Settings, client: Client) -> AsyncIterator[Parts]:
    """Everything that a worker needs, for as long as the block lasts."""
    engine = open_engine(settings.database_url)
    books = books_of(engine)
    links = Links(settings.base_url, settings.secret_key)
    renderer = Renderer()
    press = DocumentPress(renderer, templates(), links)
    sender = MailSender(settings.smtp_host, settings.smtp_port, _login(settings))
    async with open_processor(settings) as processor:
        try:
            yield Parts(
                client=client,
                books=books,
                post=Post(client, books, SystemClock().now),
                processor=processor,
                carrier=MailCarrier(sender, links, settings.mail_from),
                links=links,
                archive=Archive(books, press, SystemClock().now),
            )
        finally:
            renderer.close()
            await engine.dispose()
