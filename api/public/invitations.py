"""Invitations: a link shows a form, and only the form's answer changes anything."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from activities.invitations import accept_invitation
from api.callers import Visitor
from api.doors import AnybodyMay, LinkHolderMay
from api.flash import see_other
from api.inputs import FormBody, Line, Secret
from api.pages import show
from api.public.accounts import account_key
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
from api.public.requests import ask_for_invitation
from api.security.limits import LINK_FROM_ADDRESS, RESET_FROM_ADDRESS, RESET_OF_ACCOUNT, limited
from domain.errors import Invalid
from domain.links import LinkUnusable
from domain.passwords import check_password
from domain.policy import Action
from domain.tokens import TokenPurpose
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[Visitor, LinkHolderMay(Action.INVITATION_VIEW)]
Accepting = Annotated[Visitor, LinkHolderMay(Action.INVITATION_ACCEPT)]
Anybody = Annotated[Visitor, AnybodyMay(Action.PASSWORD_RESET)]
COUNTED = [limited(LINK_FROM_ADDRESS)]
TITLE = N_("Choose your password")
DONE = N_("Your password is set. Please sign in with it.")
SENT = N_(
    "If this address is invited, a mail with a new link is on its way. Only the newest link works."
)


class NewPasswordForm(FormBody):
    password: Secret = ""


class AddressForm(FormBody):
    email: Line = ""


@router.get("/invitation/{token}", dependencies=COUNTED)
async def open_invitation(visitor: Looking, token: str) -> Response:
    """What a scanner may open as often as it likes."""
    return keep_token(visitor, TokenPurpose.INVITATION, token, "/invitation")


@router.get("/invitation")
async def invitation_page(request: Request, visitor: Looking) -> Response:
    return _page(request, visitor, await _look(request, visitor))


@router.post("/invitation", dependencies=COUNTED)
async def accept(
    request: Request, visitor: Accepting, form: Annotated[NewPasswordForm, Form()]
) -> Response:
    """Set the password. Whoever does it twice hears that it was done."""
    link = await _look(request, visitor)
    if isinstance(link, DeadLink):
        return _page(request, visitor, link)
    try:
        check_password(form.password, related=(visitor.house.name, *link.names))
        hashed = await visitor.parts.passwords.hash(form.password)
        await _accept(request, visitor, hashed)
    except LinkUnusable as gone:
        return _page(request, visitor, DeadLink(gone.facts["reason"]))
    except Invalid as refusal:
        return _page(request, visitor, link, {"password": visitor.put(refusal)})
    response = see_other(jar_of(visitor), "/login", visitor.say(DONE))
    forget_token(response, visitor, TokenPurpose.INVITATION)
    return response


@router.post("/invitation/again", dependencies=[limited(RESET_FROM_ADDRESS)])
async def ask_again(visitor: Anybody, form: Annotated[AddressForm, Form()]) -> Response:
    """A new link for whoever was invited; the same answer for everybody."""
    visitor.parts.limits.count(RESET_OF_ACCOUNT, account_key(form.email))
    response = see_other(jar_of(visitor), "/login", visitor.say(SENT), "info")
    forget_token(response, visitor, TokenPurpose.INVITATION)
    response.background = BackgroundTask(
        ask_for_invitation, visitor.parts, form.email, visitor.address
    )
    return response


async def _look(request: Request, visitor: Visitor) -> SeenLink | DeadLink:
    digest = kept_token(request, visitor, TokenPurpose.INVITATION)
    async with visitor.parts.open_books() as books:
        now = visitor.parts.clock.now()
        return await look_at_link(books, digest, TokenPurpose.INVITATION, now)


async def _accept(request: Request, visitor: Visitor, hashed: str) -> None:
    digest = kept_token(request, visitor, TokenPurpose.INVITATION)
    async with visitor.parts.open_books() as books:
        await accept_invitation(books, digest, hashed, visitor.parts.clock.now())
    await visitor.parts.post.deliver(books.told)


def _page(
    request: Request,
    visitor: Visitor,
    link: SeenLink | DeadLink,
    errors: dict[str, str] | None = None,
) -> Response:
    if isinstance(link, DeadLink):
        words = {"reason": link.reason, "again": "/invitation/again"}
        return show(request, visitor, dead_link(visitor), **words)
    words = {"customer": link.customer.name, "mail": masked(link.contact.email)}
    page = public("invitation.html", visitor.say(TITLE), errors)
    return show(request, visitor, page, **words)
