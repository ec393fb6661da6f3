"""A person's own account: what we know of them, where they are signed in, their password."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from activities.passwords import change_password
from activities.records import Recorded, record
from api.callers import SignedInContact
from api.doors import ContactMay
from api.flash import see_other
from api.inputs import FormBody, Secret
from api.portal.frame import page_named, portal_page
from api.portal.refusals import WrongPassword
from api.problems import NothingHere
from api.security.cookies import Jar
from api.security.limits import PASSWORD_OF_ACCOUNT
from api.security.sessions import PORTAL, is_alive
from domain.errors import BillingError
from domain.passwords import check_password
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Own = Annotated[SignedInContact, ContactMay(Action.SESSION_OWN)]
OwnPassword = Annotated[SignedInContact, ContactMay(Action.PASSWORD_CHANGE_OWN)]


class PasswordForm(FormBody):
    password: Secret = ""
    new_password: Secret = ""


@router.get("/account")
async def account_page(request: Request, contact: Own) -> Response:
    async with contact.parts.open_books() as books:
        sessions = await books.sessions.open_of_contact(contact.contact.number)
        methods = await books.payment_methods.of_customer(contact.customer.number)
    now = contact.parts.clock.now()
    page = page_named("account.html", contact.say(N_("Account")), "account")
    words = {
        "person": contact.contact,
        "customer": contact.customer,
        "sessions": [each for each in sessions if is_alive(each, PORTAL, now)],
        "here": contact.session.id,
        "methods": methods,
    }
    return portal_page(request, contact, page, **words)


@router.post("/account/sessions/{id}/end")
async def end_session(contact: Own, id: UUID) -> Response:
    """Sign out somewhere else."""
    now = contact.parts.clock.now()
    async with contact.parts.open_books() as books:
        sessions = await books.sessions.open_of_contact(contact.contact.number)
        session = next((each for each in sessions if each.id == id), None)
        if session is None:
            raise NothingHere
        session.ended_at = now
        await record(books, _record(contact, "end_session"), now)
    return _back(contact, N_("This device is signed out."))


@router.post("/account/sessions/end-others")
async def end_other_sessions(contact: Own) -> Response:
    """Sign out everywhere but here."""
    now = contact.parts.clock.now()
    async with contact.parts.open_books() as books:
        await books.sessions.end_of_contact(
            contact.contact.number, at=now, except_digest=contact.session.digest
        )
        await record(books, _record(contact, "end_other_sessions"), now)
    return _back(contact, N_("You are signed out everywhere else."))


@router.get("/account/password")
async def password_page(request: Request, contact: OwnPassword) -> Response:
    page = page_named("password.html", contact.say(N_("Change your password")), "account")
    return portal_page(request, contact, page, mail=contact.contact.email)


@router.post("/account/password")
async def set_password(
    request: Request, contact: OwnPassword, form: Annotated[PasswordForm, Form()]
) -> Response:
    """The present password lets one choose a new one; every other session ends."""
    contact.parts.limits.count(PASSWORD_OF_ACCOUNT, contact.contact.number)
    errors = await _faults(contact, form)
    if errors:
        title = contact.say(N_("Change your password"))
        page = page_named("password.html", title, "account").again(errors)
        return portal_page(request, contact, page, mail=contact.contact.email)
    hashed = await contact.parts.passwords.hash(form.new_password)
    now = contact.parts.clock.now()
    async with contact.parts.open_books() as books:
        number, digest = contact.contact.number, contact.session.digest
        await change_password(books, number, hashed, digest, now)
        await record(books, _record(contact, "change_password"), now)
    await contact.parts.post.deliver(books.told)
    return _back(contact, N_("Your password is changed. Other devices have been signed out."))


async def _faults(contact: SignedInContact, form: PasswordForm) -> dict[str, str]:
    """What is wrong, by the field that it is about."""
    stored = contact.contact.password_hash
    if not await contact.parts.passwords.is_right(stored, form.password):
        return {"password": contact.say(WrongPassword.message)}
    names = (contact.house.name, contact.contact.name, contact.contact.email, contact.customer.name)
    try:
        check_password(form.new_password, related=names)
    except BillingError as refusal:
        return {"new_password": contact.put(refusal)}
    return {}


def _record(contact: SignedInContact, what: str) -> Recorded:
    return Recorded(
        actor=contact.actor,
        customer=contact.customer.number,
        process="contact",
        key=contact.contact.number,
        what=what,
        document=contact.contact.number,
        address=contact.address,
    )


def _back(contact: SignedInContact, text: str) -> Response:
    return see_other(Jar.of(contact.parts.settings), "/account", contact.say(text))
