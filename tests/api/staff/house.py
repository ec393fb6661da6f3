"""A house with a console: its books, its people, and browsers that they are signed in with."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import cast

import httpx
from fastapi import FastAPI

from activities.post import Post
from api.app import build_app
from api.parts import Parts
from api.security.passwords import Passwords
from api.security.sessions import CONSOLE, PORTAL, SessionTerms
from domain.invitations import InvitationStatus
from domain.policy import Role
from gateways.processor import PaymentProcessor
from runtime.identity import new_token
from runtime.links import Links
from runtime.settings import Settings, load_settings
from runtime.templates import templates
from storage.books import OpenBooks
from tests.api.staff.forms import Forms
from tests.api.staff.straight_post import Glances, StraightPost
from tests.support.builders import Builders
from tests.support.rendering import shared_renderer
from tests.support.time import VirtualClock

STAFF = [role for role in Role if role in {"support", "billing_agent", "finance_manager"}]
STAFF += [Role.ADMIN, Role.AUDITOR]
TEMPLATES = templates()
"""Compiled once: nothing in them depends on a test."""
UNTICKED = "<unticked>"
SAME_ORIGIN = {"sec-fetch-site": "same-origin", "accept": "text/html"}


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    async def read(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class AlwaysReady:
    async def checks(self) -> tuple[()]:
        return ()


class Browser:
    """Follows nothing by itself; sends forms with what the page has put into them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def page(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={**SAME_ORIGIN, **headers})

    async def send(
        self, path: str, *, seen_on: str, key: str | None = None, **fields: str | list[str]
    ) -> httpx.Response:
        """Send the form that stands on that page, as it is filled in there but for these fields.

        A form that the page does not offer is sent with the token of another one.
        """
        forms = Forms((await self.page(seen_on)).text).values
        offered = forms.get(path) or {
            "csrf": next(form["csrf"] for form in forms.values() if "csrf" in form),
            "idempotency_key": "not-offered-here",
        }
        body = {**offered, **({"idempotency_key": key} if key else {}), **fields}
        sent = {name: value for name, value in body.items() if value != UNTICKED}
        return await self.client.post(path, data=sent, headers=SAME_ORIGIN)

    async def said(self, answer: httpx.Response) -> str:
        """The text of the page that an answer leads to."""
        if answer.is_redirect:
            answer = await self.page(answer.headers["location"])
        return text_of(answer.text)


def text_of(page: str) -> str:
    """What people read of a page."""
    page = re.sub(r"</?(?:time|bdi|span|strong|a|b|code)\b[^>]*>", "", page)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@dataclass
class House:
    app: FastAPI
    books: OpenBooks
    clock: Hands
    post: StraightPost
    a: Builders
    settings: Settings
    links: Links
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self) -> Browser:
        """One in which nobody is signed in."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url=self.settings.base_url
        )
        self.clients.append(client)
        return Browser(client)

    async def staff(self, role: Role = Role.ADMIN) -> Browser:
        """One in which a member of staff with this role is signed in."""
        number = f"STAFF-{role}"
        async with self.books() as books:
            if await books.staff.find(number) is None:
                books.staff.new(
                    number=number, name=f"Sam {role}", email=f"{role}@northwind.example", role=role
                )
        return await self._signed_in(CONSOLE, staff=number)

    async def contact(self, number: str) -> Browser:
        """One in which a contact person is signed in to the portal."""
        return await self._signed_in(PORTAL, contact=number)

    async def guest(self, number: str) -> Browser:
        """One in which a contact person is signed in who has accepted their invitation."""
        async with self.books() as books:
            books.invitations.new(
                contact=number,
                status=InvitationStatus.ACCEPTED,
                version=1,
                sent_at=self.clock.now(),
                expires_at=self.clock.now() + timedelta(days=7),
                accepted_at=self.clock.now(),
            )
        return await self.contact(number)

    async def _signed_in(self, terms: SessionTerms, **who: str) -> Browser:
        token = new_token(terms.prefix)
        async with self.books() as books:
            sessions = books.sessions
            new = sessions.new_staff if terms is CONSOLE else sessions.new_portal
            new(
                digest=self.links.digest(token),
                created_at=self.clock.now(),
                seen_at=self.clock.now(),
                expires_at=self.clock.now() + terms.absolute,
                **who,
            )
        browser = self.browser()
        browser.client.cookies.set(terms.cookie, token)
        return browser

    async def commands(self, process: str, signal: str) -> int:
        """How often this was asked of a process."""
        async with self.books() as books:
            rows = await books.commands.page(limit=1000)
        return sum((row.process, row.signal) == (process, signal) for row in rows)


@asynccontextmanager
async def open_house(books: OpenBooks, folder: Path) -> AsyncIterator[House]:
    """The application on real books, with everything that waits decided at once."""
    settings = load_settings(data=folder)
    clock = Hands()
    post = StraightPost(books, clock.now)
    links = Links(settings.base_url, settings.secret_key)
    app = build_app(
        Parts(
            settings=settings,
            open_books=books,
            post=post,
            decided=Glances(),
            clock=clock,
            links=links,
            processor=cast(PaymentProcessor, None),
            templates=TEMPLATES,
            readiness=AlwaysReady(),
            passwords=Passwords(memory_kib=64),
            renderer=shared_renderer(),
        )
    )
    builders = Builders(books, cast(Post, post), cast(VirtualClock, clock))
    house = House(app, books, clock, post, builders, settings, links)
    await builders.organisation()
    yield house
    for client in house.clients:
        await client.aclose()
