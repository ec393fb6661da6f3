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
from api.public.pages import jar_of, public
from api.public.password_links import AddressForm, NewPasswordForm, PasswordLink
from api.public.requests import ask_for_reset
from api.security.limits import LINK_FROM_ADDRESS, RESET_FROM_ADDRESS, RESET_OF_ACCOUNT, limited
from domain.policy import Action
from domain.tokens import TokenPurpose
from domain.words import N_

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Visitor, AnybodyMay(Action.PASSWORD_RESET)]
Holder = Annotated[Visitor, LinkHolderMay(Action.PASSWORD_SET)]
COUNTED = [limited(LINK_FROM_ADDRESS)]
FORGOT_TITLE = N_("Forgotten your password?")
SENT = N_(
    "If somebody signs in with this address, a mail with a link is on its way."
    " The link works once, for one hour."
)
LINK = PasswordLink(
    TokenPurpose.PASSWORD_RESET,
    home="/password/reset",
    again="/password/forgot",
    template="reset.html",
    title=N_("Choose a new password"),
    done=N_("Your new password is set. Please sign in with it."),
    use=reset_password,
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
    return LINK.open(visitor, token)


@router.get("/password/reset")
async def reset_page(request: Request, visitor: Holder) -> Response:
    return await LINK.page(request, visitor)


@router.post("/password/reset", dependencies=COUNTED)
async def choose_password(
    request: Request, visitor: Holder, form: Annotated[NewPasswordForm, Form()]
) -> Response:
    return await LINK.choose(request, visitor, form)
