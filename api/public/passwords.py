"""A forgotten password: asked for by mail, chosen anew through a link."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from activities.passwords import reset_password
from api.callers import Visitor
from api.doors import AnybodyMay, LinkHolderMay
from api.flash import see_other
from api.pages import show
from api.public.accounts import account_key
from api.public.invitations import AddressForm, NewPasswordForm
from api.public.links import DeadLink, SeenLink, look_at_link
from api.public.pages import dead_link, forget_token, jar_of, keep_token, kept_token, masked, public
from api.public.requests import ask_for_reset
from api.security.limits import LINK_FROM_ADDRESS, RESET_FROM_ADDRESS, RESET_OF_ACCOUNT, limited
from domain.errors import Invalid
from domain.links import LinkUnusable
from domain.passwords import check_password
from domain.policy import Action
from domain.tokens import TokenPurpose
from domain.words import N_

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Visitor, AnybodyMay(Action.PASSWORD_RESET)]
Holder = Annotated[Visitor, LinkHolderMay(Action.PASSWORD_SET)]
COUNTED = [limited(LINK_FROM_ADDRESS)]
FORGOT_TITLE = N_("Forgotten your password?")
TITLE = N_("Choose a new password")
DONE = N_("Your new password is set. Please sign in with it.")
SENT = N_(
    "If somebody signs in with this address, a mail with a link is on its way."
    " The link works once, for one hour."
)


@router.get("/password/forgot")
async def forgot_page(request: Request, visitor: Anybody) -> Response:
    return show(request, visitor, public("forgot.html", visitor.say(FORGOT_TITLE)))


@router.post("/password/forgot", dependencies=[limited(RESET_FROM_ADDRESS)])
async def ask_for_link(visitor: Anybody, form: Annotated[AddressForm, Form()]) -> Response:
    """The same answer for everybody, before anything was looked up."""
    visitor.parts.limits.count(RESET_OF_ACCOUNT, account_key(form.email))
    response = see_other(jar_of(visitor), "/login", visitor.say(SENT), "info")
    response.background = BackgroundTask(ask_for_reset, visitor.parts, form.email)
    return response


@router.get("/password/reset/{token}", dependencies=COUNTED)
async def open_reset(visitor: Holder, token: str) -> Response:
    return keep_token(visitor, TokenPurpose.PASSWORD_RESET, token, "/password/reset")


@router.get("/password/reset")
async def reset_page(request: Request, visitor: Holder) -> Response:
    return _page(request, visitor, await _look(request, visitor))


@router.post("/password/reset", dependencies=COUNTED)
async def choose_password(
    request: Request, visitor: Holder, form: Annotated[NewPasswordForm, Form()]
) -> Response:
    link = await _look(request, visitor)
    if isinstance(link, DeadLink):
        return _page(request, visitor, link)
    try:
        check_password(form.password, related=(visitor.house.name, *link.names))
        hashed = await visitor.parts.passwords.hash(form.password)
        await _reset(request, visitor, hashed)
    except LinkUnusable as gone:
        return _page(request, visitor, DeadLink(gone.facts["reason"]))
    except Invalid as refusal:
        return _page(request, visitor, link, {"password": visitor.put(refusal)})
    response = see_other(jar_of(visitor), "/login", visitor.say(DONE))
    forget_token(response, visitor, TokenPurpose.PASSWORD_RESET)
    return response


async def _look(request: Request, visitor: Visitor) -> SeenLink | DeadLink:
    digest = kept_token(request, visitor, TokenPurpose.PASSWORD_RESET)
    async with visitor.parts.open_books() as books:
        now = visitor.parts.clock.now()
        return await look_at_link(books, digest, TokenPurpose.PASSWORD_RESET, now)


async def _reset(request: Request, visitor: Visitor, hashed: str) -> None:
    digest = kept_token(request, visitor, TokenPurpose.PASSWORD_RESET)
    async with visitor.parts.open_books() as books:
        await reset_password(books, digest, hashed, visitor.parts.clock.now())
    await visitor.parts.post.deliver(books.told)


def _page(
    request: Request,
    visitor: Visitor,
    link: SeenLink | DeadLink,
    errors: dict[str, str] | None = None,
) -> Response:
    if isinstance(link, DeadLink):
        words = {"reason": link.reason, "again": "/password/forgot"}
        return show(request, visitor, dead_link(visitor), **words)
    words = {"mail": masked(link.contact.email)}
    page = public("reset.html", visitor.say(TITLE), errors)
    return show(request, visitor, page, **words)
