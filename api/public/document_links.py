"""Links to one document or one purpose: looking changes nothing, a code shows who looks."""

import hmac
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from activities.document_links import Token, mail_code, renew_link
from api.callers import Visitor
from api.documents import Asked, pdf_answer
from api.doors import LinkHolderMay
from api.flash import see_other
from api.inputs import FormBody, Line
from api.pages import Page, show
from api.parts import Parts
from api.public.accounts import account_key
from api.public.held_links import (
    HeldLink,
    gone,
    gone_here,
    good_link,
    held_link,
    hidden,
    keep,
    prove,
    well_formed,
)
from api.public.link_pages import link_page
from api.security.cookies import Jar
from api.security.limits import (
    CODES_OF_LINK,
    FILES_OF_LINK,
    GUESSES_OF_LINK,
    LINK_FORMS_FROM_ADDRESS,
    LINK_FROM_ADDRESS,
    NEW_LINK_OF_ACCOUNT,
    OF_DOCUMENT_LINK,
    limited,
)
from domain.document_links import WrongCode
from domain.policy import Action
from domain.words import N_
from runtime.identity import new_id

router = APIRouter(include_in_schema=False)

Holder = Annotated[Visitor, LinkHolderMay(Action.DOCUMENT_LINK_OPEN)]
COUNTED = [limited(LINK_FROM_ADDRESS)]
COUNTED_FORMS = [limited(LINK_FORMS_FROM_ADDRESS)]
WHO = N_("Who are you?")
CODE_SENT = N_("If this address is right, a mail with a code is on its way.")
LINK_SENT = N_("If this address is right, a mail with a new link is on its way.")


class MailForm(FormBody):
    email: Line = ""


class AgainForm(MailForm):
    token: Line = ""


class CodeForm(FormBody):
    code: Line = ""


@router.get("/link/{token}", dependencies=COUNTED)
async def open_link(request: Request, visitor: Holder, token: str) -> Response:
    """What a scanner may open as often as it likes."""
    async with visitor.parts.open_books() as books:
        row = await good_link(visitor, books, token)
    return keep(visitor, row, token) if row else gone(request, visitor, token)


@router.post("/link/again", dependencies=COUNTED_FORMS)
async def ask_again(visitor: Holder, form: Annotated[AgainForm, Form()]) -> Response:
    """A new link for whoever's time was over; the same answer for everybody."""
    visitor.parts.limits.count(NEW_LINK_OF_ACCOUNT, account_key(form.email))
    response = see_other(_jar(visitor), "/login", visitor.say(LINK_SENT), "info")
    response.background = BackgroundTask(_renew, visitor.parts, form.token, form.email)
    return hidden(response)


@router.get("/links/{id}")
async def show_link(request: Request, visitor: Holder, id: UUID) -> Response:
    held = await held_link(request, visitor, id)
    if held is None:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(OF_DOCUMENT_LINK, str(id))
    if held.person is None:
        return _who(request, held)
    async with visitor.parts.open_books() as books:
        await books.document_links.note_use(id, visitor.parts.clock.now())
        return await link_page(request, held, books)


@router.get("/links/{id}/pdf")
async def download(request: Request, visitor: Holder, id: UUID) -> Response:
    """The document as it was issued. It does not make it viewed: nobody is signed in."""
    held = await held_link(request, visitor, id)
    key = held.row.document if held and held.person else None
    if held is None or key is None:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(FILES_OF_LINK, str(id))
    return hidden(await pdf_answer(visitor, Asked(key.kind, key.number, held.home)))


@router.post("/links/{id}/code", dependencies=COUNTED_FORMS)
async def send_code(
    request: Request, visitor: Holder, id: UUID, form: Annotated[MailForm, Form()]
) -> Response:
    """A code by mail; the same answer for every address."""
    held = await held_link(request, visitor, id)
    if held is None:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(CODES_OF_LINK, str(id))
    response = see_other(_jar(visitor), held.home, visitor.say(CODE_SENT), "info")
    response.background = BackgroundTask(_mail_code, visitor.parts, id, form.email)
    return hidden(response)


@router.post("/links/{id}/proof", dependencies=COUNTED_FORMS)
async def type_code(
    request: Request, visitor: Holder, id: UUID, form: Annotated[CodeForm, Form()]
) -> Response:
    """Each try is counted, in the books too: a code is good for a few."""
    held = await held_link(request, visitor, id)
    if held is None:
        return gone_here(request, visitor, id)
    visitor.parts.limits.count(GUESSES_OF_LINK, str(id))
    code = await _passed(visitor, id, form.code)
    if code is None:
        return _who(request, held, {"code": visitor.say(WrongCode.message)})
    response = see_other(_jar(visitor), held.home)
    prove(response, visitor, id, code)
    return hidden(response)


def _who(request: Request, held: HeldLink, errors: dict[str, str] | None = None) -> Response:
    title = held.visitor.say(WHO)
    page = Page("public/link_who.html", title, errors=errors or {}, status=422 if errors else 200)
    return hidden(show(request, held.visitor, page, home=held.home))


async def _passed(visitor: Visitor, link: UUID, typed: str) -> UUID | None:
    """The newest code of the link, if it is the one that was typed and may be guessed."""
    at = visitor.parts.clock.now()
    async with visitor.parts.open_books() as books:
        code = await books.document_links.newest_code(link)
        if code is None or not code.life.can_be_guessed(at):
            return None
        code.guesses += 1
        right = visitor.parts.links.code(code.id)
        if not hmac.compare_digest("".join(typed.split()).encode(), right.encode()):
            return None
        code.passed_at = at
        return code.id


async def _mail_code(parts: Parts, link: UUID, email: str) -> None:
    async with parts.open_books() as books:
        await mail_code(books, link, email, new_id(), parts.clock.now())
    await parts.post.deliver(books.told)


async def _renew(parts: Parts, token: str, email: str) -> None:
    if not well_formed(token):
        return
    async with parts.open_books() as books:
        old = parts.links.digest(token)
        await renew_link(books, old, email, token_of(parts), parts.clock.now())
    await parts.post.deliver(books.told)


def token_of(parts: Parts) -> Token:
    """The identity of a link that is to be made."""
    id = new_id()
    return Token(id, parts.links.digest(parts.links.document_token(id)))


def _jar(visitor: Visitor) -> Jar:
    return Jar.of(visitor.parts.settings)
