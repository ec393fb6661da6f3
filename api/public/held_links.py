"""Whoever holds a link to a document: found by what their browser kept of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from activities.document_links import holder_of_link, life_of
from api.callers import Visitor
from api.pages import Page, show
from api.security.cookies import Jar
from api.security.limits import OF_DOCUMENT_LINK
from domain.commands import Actor
from domain.words import N_
from runtime.identity import is_well_formed
from storage.books import Books
from storage.document_links import DocumentLinkRow

PREFIX = "doc"
KEPT_FOR = timedelta(hours=12)
TITLE = N_("This link is not good, or not any more")
NO_INDEX = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class HeldLink:
    """A link that is good. `person` is whom it is held by, None until a code has shown that."""

    row: DocumentLinkRow
    visitor: Visitor
    person: str | None

    @property
    def home(self) -> str:
        return f"/links/{self.row.id}"

    @property
    def actor(self) -> Actor:
        return holder_of_link(self.person or self.row.contact)

    @property
    def address(self) -> str:
        return self.visitor.address


def well_formed(token: str) -> str:
    """The token, if it can be one of ours; nothing otherwise."""
    return token if is_well_formed(token, PREFIX) else ""


async def good_link(visitor: Visitor, books: Books, token: str) -> DocumentLinkRow | None:
    """The link that opens something now."""
    if not well_formed(token):
        return None
    row = await books.document_links.with_digest(visitor.parts.links.digest(token))
    if row is None or (await life_of(books, row)).is_over(visitor.parts.clock.now()):
        return None
    return row


def keep(visitor: Visitor, row: DocumentLinkRow, token: str) -> Response:
    """Take the token out of the address; each link has a cookie of its own."""
    response = RedirectResponse(f"/links/{row.id}", 303, headers=NO_INDEX)
    seconds = int(KEPT_FOR.total_seconds())
    Jar.of(visitor.parts.settings).put(response, _name(row.id), token, seconds=seconds)
    return response


async def held_link(request: Request, visitor: Visitor, id: UUID) -> HeldLink | None:
    """The link that this browser holds, if it is good."""
    jar = Jar.of(visitor.parts.settings)
    async with visitor.parts.open_books() as books:
        row = await good_link(visitor, books, jar.read(request, _name(id)))
        if row is None or row.id != id:
            return None
        person: str | None = row.contact
        if visitor.preferences.public_links_identity_check:
            person = await _proven(request, visitor, books, id)
    return HeldLink(row, visitor, person)


async def proven_link(request: Request, visitor: Visitor, id: UUID) -> HeldLink | None:
    """As `held_link`, and only of somebody who has shown who they are."""
    held = await held_link(request, visitor, id)
    if held is None or held.person is None:
        return None
    visitor.parts.limits.count(OF_DOCUMENT_LINK, str(id))
    return held


def prove(response: Response, visitor: Visitor, link: UUID, code: UUID) -> None:
    """This browser has typed the code."""
    jar = Jar.of(visitor.parts.settings)
    seconds = int(KEPT_FOR.total_seconds())
    jar.put(response, f"code-{link.hex}", jar.sign(f"link/{link}", str(code)), seconds=seconds)


def gone(request: Request, visitor: Visitor, token: str = "") -> Response:
    """The same page for whatever is wrong with a link, and a way to ask for a new one."""
    page = Page("public/link_gone.html", visitor.say(TITLE), status=404)
    return hidden(show(request, visitor, page, token=well_formed(token)))


def gone_here(request: Request, visitor: Visitor, id: UUID) -> Response:
    """As `gone`, with what this browser kept of the link."""
    return gone(request, visitor, Jar.of(visitor.parts.settings).read(request, _name(id)))


def hidden(response: Response) -> Response:
    """No search engine shall know of it."""
    response.headers.update(NO_INDEX)
    return response


async def _proven(request: Request, visitor: Visitor, books: Books, link: UUID) -> str | None:
    jar = Jar.of(visitor.parts.settings)
    kept = jar.unsign(f"link/{link}", jar.read(request, f"code-{link.hex}"))
    if not kept:
        return None
    code = await books.document_links.code(UUID(kept))
    if code is None or code.link != link or not code.life.proves(visitor.parts.clock.now()):
        return None
    return None if await books.invitations.keeps_out(code.contact) else code.contact


def _name(id: UUID) -> str:
    return f"link-{id.hex}"
