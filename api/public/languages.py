"""The choice of a language, from the foot of any page: portal, console or nobody's."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from activities.languages import speak_to_contact, speak_to_staff
from api.doors import Open
from api.inputs import FormBody, Line
from api.languages import LANGUAGE_COOKIE
from api.parts import Parts, parts_of
from api.problems import ForgedRequest
from api.security.cookies import Jar
from api.security.csrf import check_origin
from api.security.gate import form_token, visitor_token
from api.security.sessions import CONSOLE, PORTAL
from api.security.targets import LONGEST, local_target
from domain.tokens import TokenPurpose
from runtime.languages import LANGUAGES

router = APIRouter(include_in_schema=False)
_A_YEAR = 365 * 24 * 3600


class LanguageForm(FormBody):
    """`here` is the page on which it was chosen."""

    language: Line
    here: Annotated[str, Field(max_length=LONGEST)] = ""


@router.post("/language", dependencies=[Open("a language is no secret; the form's token is asked")])
async def choose_language(request: Request, form: Annotated[LanguageForm, Form()]) -> Response:
    """Remember it in the browser and, for whoever is signed in, in the books."""
    parts = parts_of(request)
    check_origin(request, parts.settings.base_url)
    home = await _remember(request, parts, form)
    response = RedirectResponse(local_target(form.here) or home, 303)
    if form.language in LANGUAGES:
        secure = Jar.of(parts.settings).is_secure
        response.set_cookie(
            LANGUAGE_COOKIE, form.language, max_age=_A_YEAR, secure=secure, httponly=True
        )
    return response


async def _remember(request: Request, parts: Parts, form: LanguageForm) -> str:
    """Where to go on. Raises `ForgedRequest` for a form of no session of this browser."""
    jar = Jar.of(parts.settings)
    portal, console = (jar.read(request, terms.cookie) for terms in (PORTAL, CONSOLE))
    if portal and _is_from(form, parts, portal):
        await _speak_to_contact(parts, portal, form.language)
        return "/"
    if console and _is_from(form, parts, console):
        await _speak_to_staff(parts, console, form.language)
        return "/console"
    if not _is_from(form, parts, visitor_token(request, parts)):
        raise ForgedRequest
    if jar.read(request, TokenPurpose.INVITATION):
        return "/invitation"
    return "/password/reset" if jar.read(request, TokenPurpose.PASSWORD_RESET) else "/login"


def _is_from(form: LanguageForm, parts: Parts, session: str) -> bool:
    return hmac.compare_digest(form.csrf.encode(), form_token(parts, session).encode())


async def _speak_to_contact(parts: Parts, token: str, language: str) -> None:
    async with parts.open_books() as books:
        session = await books.sessions.portal(parts.links.digest(token))
        if session and language in LANGUAGES:
            await speak_to_contact(books, session.contact, language)


async def _speak_to_staff(parts: Parts, token: str, language: str) -> None:
    async with parts.open_books() as books:
        session = await books.sessions.staff(parts.links.digest(token))
        if session and language in LANGUAGES:
            await speak_to_staff(books, session.staff, language)
