"""Links by which a password is chosen: looking changes nothing, and what is typed is checked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from api.callers import Visitor
from api.flash import see_other
from api.inputs import FormBody, Line, Secret
from api.pages import show
from api.public.links import DeadLink, SeenLink, look_at_link
from api.public.pages import (
    dead_link,
    forget_token,
    jar_of,
    keep_token,
    kept_token,
    masked,
    public,
)
from domain.errors import Invalid
from domain.links import LinkUnusable
from domain.passwords import check_password
from domain.tokens import TokenPurpose
from storage.books import Books


class NewPasswordForm(FormBody):
    password: Secret = ""


class AddressForm(FormBody):
    email: Line = ""


@dataclass(frozen=True)
class PasswordLink:
    """What one kind of link is for.

    `home` is where its page is, `again` where another one is asked for. `use` gets the link's
    digest, the hash of the password and the time, and raises `LinkUnusable`.
    """

    purpose: TokenPurpose
    home: str
    again: str
    template: str
    title: str
    done: str
    use: Callable[[Books, str, str, datetime], Awaitable[object]]

    def open(self, visitor: Visitor, token: str) -> Response:
        """Keep the token out of the address; a scanner may do this as often as it likes."""
        return keep_token(visitor, self.purpose, token, self.home)

    async def page(self, request: Request, visitor: Visitor) -> Response:
        return self._page(request, visitor, await self._look(request, visitor))

    async def choose(self, request: Request, visitor: Visitor, form: NewPasswordForm) -> Response:
        """Set the password. Whoever does it twice hears that it was done."""
        link = await self._look(request, visitor)
        if isinstance(link, DeadLink):
            return self._page(request, visitor, link)
        try:
            check_password(form.password, related=(visitor.house.name, *link.names))
            hashed = await visitor.parts.passwords.hash(form.password)
            await self._use(request, visitor, hashed)
        except LinkUnusable as gone:
            return self._page(request, visitor, DeadLink(gone.facts["reason"]))
        except Invalid as refusal:
            return self._page(request, visitor, link, {"password": visitor.put(refusal)})
        response = see_other(jar_of(visitor), "/login", visitor.say(self.done))
        forget_token(response, visitor, self.purpose)
        return response

    async def _look(self, request: Request, visitor: Visitor) -> SeenLink | DeadLink:
        digest = kept_token(request, visitor, self.purpose)
        async with visitor.parts.open_books() as books:
            return await look_at_link(books, digest, self.purpose, visitor.parts.clock.now())

    async def _use(self, request: Request, visitor: Visitor, hashed: str) -> None:
        digest = kept_token(request, visitor, self.purpose)
        async with visitor.parts.open_books() as books:
            await self.use(books, digest, hashed, visitor.parts.clock.now())
        await visitor.parts.post.deliver(books.told)

    def _page(
        self,
        request: Request,
        visitor: Visitor,
        link: SeenLink | DeadLink,
        errors: dict[str, str] | None = None,
    ) -> Response:
        if isinstance(link, DeadLink):
            words = {"reason": link.reason, "again": self.again}
            return show(request, visitor, dead_link(visitor), **words)
        words = {"customer": link.customer.name, "mail": masked(link.contact.email)}
        page = public(self.template, visitor.say(self.title), errors)
        return show(request, visitor, page, **words)
