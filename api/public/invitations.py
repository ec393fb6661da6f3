"""Invitations: a link shows a form, and only the form's answer changes anything."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from activities.invitations import accept_invitation
from api.callers import Visitor
from api.doors import AnybodyMay, LinkHolderMay
from api.flash import see_other
from api.public.accounts import account_key
from api.public.pages import forget_token, jar_of
from api.public.password_links import AddressForm, NewPasswordForm, PasswordLink
from api.public.requests import ask_for_invitation
from api.security.limits import LINK_FROM_ADDRESS, RESET_FROM_ADDRESS, RESET_OF_ACCOUNT, limited
from domain.policy import Action
from domain.tokens import TokenPurpose
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[Visitor, LinkHolderMay(Action.INVITATION_VIEW)]
Accepting = Annotated[Visitor, LinkHolderMay(Action.INVITATION_ACCEPT)]
Anybody = Annotated[Visitor, AnybodyMay(Action.PASSWORD_RESET)]
COUNTED = [limited(LINK_FROM_ADDRESS)]
SENT = N_(
    "If this address is invited, a mail with a new link is on its way. Only the newest link works."
)
LINK = PasswordLink(
    TokenPurpose.INVITATION,
    home="/invitation",
    again="/invitation/again",
    template="invitation.html",
    title=N_("Choose your password"),
    done=N_("Your password is set. Please sign in with it."),
    use=accept_invitation,
)


@router.get("/invitation/{token}", dependencies=COUNTED)
async def open_invitation(visitor: Looking, token: str) -> Response:
    """What a scanner may open as often as it likes."""
    return LINK.open(visitor, token)


@router.get("/invitation")
async def invitation_page(request: Request, visitor: Looking) -> Response:
    return await LINK.page(request, visitor)


@router.post("/invitation", dependencies=COUNTED)
async def accept(
    request: Request, visitor: Accepting, form: Annotated[NewPasswordForm, Form()]
) -> Response:
    """Set the password. Whoever does it twice hears that it was done."""
    return await LINK.choose(request, visitor, form)


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
