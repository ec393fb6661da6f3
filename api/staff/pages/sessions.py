"""Signing in to the console, and out. Nothing of the portal opens it, and the other way round."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInStaff, Visitor
from api.doors import AnybodyMay, Open, StaffMay
from api.flash import see_other
from api.inputs import FormBody, Line, Secret
from api.pages import Page, show
from api.public.accounts import account_key
from api.security.addresses import limited_address
from api.security.cookies import Jar
from api.security.gate import VISITOR_COOKIE
from api.security.limits import LOGIN_FROM_ADDRESS, LOGIN_OF_ACCOUNT, LOGIN_OF_ALL
from api.security.sessions import CONSOLE, new_session
from api.security.targets import local_target
from domain.policy import Action
from domain.words import N_
from storage.staff import StaffRow

router = APIRouter(include_in_schema=False)

HOME = "/console"
TITLE = N_("Sign in")
WRONG = N_("The e-mail address or the password is not right.")
SIGNED_OUT = N_("You are signed out.")
Anybody = Annotated[Visitor, AnybodyMay(Action.LOGIN)]


class StaffLoginForm(FormBody):
    email: Line = ""
    password: Secret = ""
    next: Line = ""


@router.get("/staff", dependencies=[Open("only leads to the console's own door")])
@router.get("/staff/login", dependencies=[Open("only leads to the console's own door")])
async def lead_to_console(next: Annotated[str, Query(max_length=500)] = "") -> Response:
    """What people type."""
    return RedirectResponse(f"{HOME}/login?next={_target(next)}", 303)


@router.get("/console/login")
async def login_page(
    request: Request, visitor: Anybody, next: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    return _page(request, visitor, "", next)


@router.post("/console/login")
async def sign_in(
    request: Request, visitor: Anybody, form: Annotated[StaffLoginForm, Form()]
) -> Response:
    """Sign in, or say that something is wrong without saying what."""
    limits, account = visitor.parts.limits, account_key(form.email)
    limits.count(LOGIN_OF_ALL)
    limits.count(LOGIN_FROM_ADDRESS, limited_address(request))
    limits.count(LOGIN_OF_ACCOUNT, f"staff:{account}")
    staff = await _staff_with(visitor, form.email, form.password)
    if staff is None:
        return _page(request, visitor, form.email, form.next, {"email": visitor.say(WRONG)})
    return await _signed_in(request, visitor, staff, form.next)


@router.post("/console/logout")
async def sign_out(
    staff: Annotated[SignedInStaff, StaffMay(Action.SESSION_OWN)],
) -> Response:
    """End this session; nothing of it stays in the browser."""
    async with staff.parts.open_books() as books:
        session = await books.sessions.staff(staff.session.digest)
        if session:
            session.ended_at = staff.parts.clock.now()
    jar = Jar.of(staff.parts.settings)
    response = see_other(jar, f"{HOME}/login", staff.say(SIGNED_OUT))
    jar.take_back(response, CONSOLE.cookie)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def _staff_with(visitor: Visitor, email: str, password: str) -> StaffRow | None:
    """Who it is; a wrong address takes as long as a wrong password."""
    async with visitor.parts.open_books() as books:
        found = await books.staff.with_email(email)
    stored = found.password_hash if found else None
    is_right = await visitor.parts.passwords.is_right(stored, password)
    return found if found and is_right and found.disabled_at is None else None


async def _signed_in(
    request: Request, visitor: Visitor, staff: StaffRow, target: str
) -> RedirectResponse:
    """A new session; the one that this browser had ends."""
    parts, now, jar = visitor.parts, visitor.parts.clock.now(), Jar.of(visitor.parts.settings)
    session = new_session(request, CONSOLE, now)
    async with parts.open_books() as books:
        before = await books.sessions.staff(parts.links.digest(jar.read(request, CONSOLE.cookie)))
        if before:
            before.ended_at = now
        row = await books.staff.lock(staff.number)
        row.signed_in_at = now
        books.sessions.new_staff(staff=row.number, **session.columns)
    response = RedirectResponse(_target(target), 303)
    seconds = int(CONSOLE.absolute.total_seconds())
    jar.put(response, CONSOLE.cookie, session.token, seconds=seconds)
    jar.take_back(response, VISITOR_COOKIE)
    return response


def _target(target: str) -> str:
    """A page of the console, whatever was asked for."""
    local = local_target(target)
    return local if local == HOME or local.startswith((f"{HOME}/", f"{HOME}?")) else HOME


def _page(
    request: Request,
    visitor: Visitor,
    email: str,
    target: str,
    errors: dict[str, str] | None = None,
) -> Response:
    status = 422 if errors else 200
    page = Page("staff/login.html", visitor.say(TITLE), errors=errors or {}, status=status)
    return show(request, visitor, page, email=email, back=_target(target))
