"""Who is let into the portal: one click, many at once, again, no more."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Field
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.flash import see_other
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.security.cookies import Jar
from api.staff.changes.invitations import (
    MOST_AT_ONCE,
    check_can_be_invited,
    invite_many,
    take_access,
    wish_for,
)
from api.staff.changes.orders import give
from api.staff.chrome import Sheet, console_page, go_decided, go_done
from api.staff.views.customers import find_contact
from domain.policy import Action
from domain.words import N_
from storage.overviews import Overviews

router = APIRouter(include_in_schema=False)

Inviting = Annotated[SignedInStaff, StaffMay(Action.INVITATION_MANAGE)]
Disabling = Annotated[SignedInStaff, StaffMay(Action.PORTAL_MANAGE)]
NOBODY = N_("Tick at least one customer.")
DONE = {
    "invite": N_("The invitation is on its way."),
    "resend": N_("The invitation was sent again. Only the new link works."),
    "revoke": N_("The invitation was revoked. Its link is dead."),
}


class ManyForm(FormBody):
    customer: Annotated[list[Line], Field(default_factory=list, max_length=MOST_AT_ONCE)]


class KeyForm(FormBody):
    """A button."""


AnyMany = Annotated[ManyForm, Form()]
AnyKey = Annotated[KeyForm, Form()]


@router.post("/console/customers/enable")
async def enable_many(request: Request, staff: Inviting, form: AnyMany) -> Response:
    """Let the main contact persons of the ticked customers in, and say what became of each."""
    if not form.customer:
        jar = Jar.of(staff.parts.settings)
        return see_other(jar, "/console/customers", staff.say(NOBODY), "warn")
    ticked = list(dict.fromkeys(form.customer))
    results = await invite_many(staff, checked_key(form.idempotency_key), ticked)
    async with staff.parts.open_books() as books:
        names = await Overviews(books.session).names(ticked)
    sheet = Sheet("enabled.html", N_("Portal access"), "customers")
    sent = sum(result.is_sent for result in results)
    return console_page(request, staff, sheet, results=results, names=names, sent=sent)


@router.post("/console/contacts/{number}/enable")
async def enable(staff: Inviting, number: str, form: AnyKey) -> Response:
    """One click: the invitation goes out."""
    return await _ask(staff, number, "invite", form)


@router.post("/console/contacts/{number}/resend")
async def resend(staff: Inviting, number: str, form: AnyKey) -> Response:
    """A new link; the old one is dead. Twice within a minute is once."""
    return await _ask(staff, number, "resend", form)


@router.post("/console/contacts/{number}/revoke")
async def revoke(staff: Inviting, number: str, form: AnyKey) -> Response:
    return await _ask(staff, number, "revoke", form)


@router.post("/console/contacts/{number}/disable")
async def disable(staff: Disabling, number: str, form: AnyKey) -> Response:
    """The person's next request is refused already."""
    async with staff.parts.open_books() as books:
        view = await find_contact(books, number)
    outcome = await take_access(staff, checked_key(form.idempotency_key), number)
    done = N_("Portal access was taken away. Whoever was signed in is out.")
    return go_done(staff, f"/console/customers/{view.contact.customer}", outcome, done)


async def _ask(staff: SignedInStaff, number: str, signal: str, form: KeyForm) -> Response:
    async with staff.parts.open_books() as books:
        view = await find_contact(books, number)
    home = f"/console/customers/{view.contact.customer}"
    if signal != "revoke":
        check_can_be_invited(view.contact)
    wish = wish_for(view.contact, signal)
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    return go_decided(staff, home, decided, DONE[signal])
