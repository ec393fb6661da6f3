"""Signing in to the portal, and out."""

import json
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInContact, Visitor
from api.doors import AnybodyMay, ContactMay
from api.flash import see_other
from api.inputs import FormBody, Line, Sealed, Secret
from api.pages import show
from api.public.accounts import Account, account_key, accounts_numbered, accounts_with
from api.public.pages import jar_of, public
from api.security.addresses import limited_address
from api.security.cookies import Jar
from api.security.gate import VISITOR_COOKIE
from api.security.limits import (
    KNOWN_DEVICE,
    LOGIN_FROM_ADDRESS,
    LOGIN_OF_ACCOUNT,
    LOGIN_OF_ALL,
)
from api.security.sessions import PORTAL, new_session
from api.security.targets import local_target
from domain.policy import Action
from domain.tokens import TokenPurpose
from domain.words import N_

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Visitor, AnybodyMay(Action.LOGIN)]
KNOWN_COOKIE = "known"
KNOWN_FOR = timedelta(days=365)
TIME_TO_CHOOSE = timedelta(minutes=5)
WRONG = N_("The e-mail address or the password is not right.")
TITLE = N_("Sign in")


class LoginForm(FormBody):
    email: Line = ""
    password: Secret = ""
    next: Line = ""


class ChoiceForm(FormBody):
    choice: Line = ""
    proof: Sealed = ""
    next: Line = ""


@router.get("/login")
async def login_page(
    request: Request, visitor: Anybody, next: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    page = public("login.html", visitor.say(TITLE))
    return show(request, visitor, page, email="", next=local_target(next))


@router.post("/login")
async def sign_in(
    request: Request, visitor: Anybody, form: Annotated[LoginForm, Form()]
) -> Response:
    """Sign in, or say that something is wrong without saying what."""
    _count(request, visitor, form.email)
    accounts = await accounts_with(visitor.parts, form.email, form.password)
    if not accounts:
        page = public("login.html", visitor.say(TITLE), {"email": visitor.say(WRONG)})
        return show(request, visitor, page, email=form.email, next=local_target(form.next))
    if len(accounts) > 1:
        return _choice_page(request, visitor, accounts, local_target(form.next))
    await _rehash(visitor, accounts[0], form.password)
    return await _signed_in(request, visitor, accounts[0], form.next)


@router.post("/login/customer")
async def choose_customer(
    request: Request, visitor: Anybody, form: Annotated[ChoiceForm, Form()]
) -> Response:
    """The address and the password fit for more than one customer: for whom is this session?"""
    proven = _proven(visitor, form.proof)
    accounts = await accounts_numbered(visitor.parts, proven)
    chosen = [account for account in accounts if account.contact.number == form.choice]
    if not chosen:
        return see_other(
            jar_of(visitor), "/login", visitor.say(N_("Please sign in again.")), "warn"
        )
    return await _signed_in(request, visitor, chosen[0], form.next)


@router.post("/logout")
async def sign_out(
    contact: Annotated[SignedInContact, ContactMay(Action.SESSION_OWN)],
) -> Response:
    """End this session; nothing of it stays in the browser."""
    now = contact.parts.clock.now()
    async with contact.parts.open_books() as books:
        session = await books.sessions.portal(contact.session.digest)
        if session:
            session.ended_at = now
    jar = Jar.of(contact.parts.settings)
    response = see_other(jar, "/login", contact.say(N_("You are signed out.")))
    jar.take_back(response, PORTAL.cookie)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _count(request: Request, visitor: Visitor, email: str) -> None:
    """Count before any work. A device that was here before is not locked out by a stranger."""
    limits, account = visitor.parts.limits, account_key(email)
    limits.count(LOGIN_OF_ALL)
    limits.count(LOGIN_FROM_ADDRESS, limited_address(request))
    jar = jar_of(visitor)
    if jar.unsign(KNOWN_COOKIE, jar.read(request, KNOWN_COOKIE)) == account:
        limits.count(KNOWN_DEVICE, account, limited_address(request))
    else:
        limits.count(LOGIN_OF_ACCOUNT, account)


def _choice_page(
    request: Request, visitor: Visitor, accounts: list[Account], target: str
) -> Response:
    until = visitor.parts.clock.now() + TIME_TO_CHOOSE
    numbers = [account.contact.number for account in accounts]
    proof = jar_of(visitor).sign(_purpose(visitor), json.dumps([until.isoformat(), numbers]))
    page = public("choose_customer.html", visitor.say(N_("Which customer?")))
    return show(request, visitor, page, accounts=accounts, proof=proof, next=target)


def _proven(visitor: Visitor, proof: str) -> list[str]:
    """Whose password this browser has shown to know, a moment ago."""
    text = jar_of(visitor).unsign(_purpose(visitor), proof)
    if text is None:
        return []
    until, numbers = json.loads(text)
    return numbers if visitor.parts.clock.now() < datetime.fromisoformat(until) else []


def _purpose(visitor: Visitor) -> str:
    return f"choice:{visitor.csrf}"


async def _rehash(visitor: Visitor, account: Account, password: str) -> None:
    """Keep the password as today's parameters say, while it is known."""
    stored = account.contact.password_hash
    if stored is None or not visitor.parts.passwords.needs_rehash(stored):
        return
    fresh = await visitor.parts.passwords.hash(password)
    async with visitor.parts.open_books() as books:
        contact = await books.customers.lock_contact(account.contact.number)
        if contact.password_hash == stored:
            contact.password_hash = fresh


async def _signed_in(
    request: Request, visitor: Visitor, account: Account, target: str
) -> RedirectResponse:
    """A new session; the one that this browser had, and links to a new password, end."""
    parts, now, jar = visitor.parts, visitor.parts.clock.now(), jar_of(visitor)
    hours = timedelta(hours=visitor.preferences.login_session_hours)
    session = new_session(request, PORTAL, now, absolute=hours)
    async with parts.open_books() as books:
        before = await books.sessions.portal(parts.links.digest(jar.read(request, PORTAL.cookie)))
        if before:
            before.ended_at = now
        contact = await books.customers.lock_contact(account.contact.number)
        contact.signed_in_at = now
        await books.tokens.end_all(
            contact.number, purpose=TokenPurpose.PASSWORD_RESET, reason="used", at=now
        )
        books.sessions.new_portal(contact=contact.number, **session.columns)
    response = RedirectResponse(local_target(target) or "/", 303)
    jar.put(response, PORTAL.cookie, session.token, seconds=int(hours.total_seconds()))
    known = jar.sign(KNOWN_COOKIE, account_key(account.contact.email))
    jar.put(response, KNOWN_COOKIE, known, seconds=int(KNOWN_FOR.total_seconds()))
    jar.take_back(response, VISITOR_COOKIE)
    return response
