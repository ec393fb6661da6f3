"""What tests of links begin with: one that staff have made, and whoever opens it."""

from dataclasses import dataclass

import httpx
from sqlalchemy import select

from activities.document_links import NewLink, Token, make_link, revoke_link
from domain.commands import Actor, ActorKind
from domain.documents import DocumentKind
from domain.messages import MailKind
from domain.printing import DocumentKey
from runtime.identity import new_id
from storage.document_links import DocumentLinkRow, LinkCodeRow
from storage.messages import MessageRow
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import Person

STAFF = Actor(ActorKind.STAFF, "STAFF-1")


@dataclass
class Shared:
    """A customer's invoice, and a link to it that staff have made."""

    house: House
    person: Person
    number: str

    async def link(
        self,
        number: str | None = None,
        *,
        method: bool = False,
        kind: DocumentKind = DocumentKind.INVOICE,
    ) -> str:
        """The address of a new link, as a path."""
        id, links = new_id(), self.house.parts.links
        token = links.document_token(id)
        key = DocumentKey(kind, number or self.number)
        new = NewLink(
            token=Token(id, links.digest(token)),
            by=STAFF,
            document=None if method else key,
            customer=self.person.customer,
        )
        async with self.house.books() as books:
            await make_link(books, new, self.house.clock.now())
        self.id, self.path = id, f"/link/{token}"
        return self.path

    @property
    def home(self) -> str:
        return f"/links/{self.id}"

    async def revoke(self) -> None:
        async with self.house.books() as books:
            await revoke_link(books, self.id, STAFF, "", self.house.clock.now())

    async def row(self) -> DocumentLinkRow:
        async with self.house.books() as books:
            return await books.document_links.get(self.id)

    async def code(self) -> str:
        """The code in the newest mail."""
        async with self.house.books() as books:
            found = select(LinkCodeRow).order_by(LinkCodeRow.created_at.desc(), LinkCodeRow.id)
            code = (await books.session.scalars(found)).first()
        assert code is not None
        return self.house.parts.links.code(code.id)

    async def mails(self, kind: MailKind) -> list[MessageRow]:
        async with self.house.books() as books:
            return list(
                await books.session.scalars(select(MessageRow).where(MessageRow.kind == kind))
            )


async def opened(browser: Browser, path: str) -> httpx.Response:
    return await browser.follow(await browser.get(path))


async def asked_for_code(browser: Browser, shared: Shared, email: str) -> str:
    """What is said to whoever names this address."""
    await opened(browser, shared.path)
    answer = await browser.post(f"{shared.home}/code", {"email": email})
    await browser.follow(answer)
    return browser.words
