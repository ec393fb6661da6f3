"""The first page: what is owed, what was paid, what needs somebody."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.portal.frame import page_named, portal_page
from api.portal.views.home import amount_note, home_of
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.DASHBOARD_VIEW)]


@router.get("/")
async def home_page(request: Request, contact: Looking) -> Response:
    async with contact.parts.open_books() as books:
        await books.only_read()
        home = await home_of(contact, books)
    page = page_named(
        "home.html",
        contact.say(N_("Hello, {name}"), name=contact.contact.name),
        "home",
        banner=contact.preferences.portal_banner_message,
    )
    notes = [amount_note(contact, owed) for owed in home.owed]
    words = {
        "home": home,
        "notes": notes,
        "can_pay_all": contact.may(Action.INVOICE_PAY_ALL),
        "customer": contact.customer,
        "person": contact.contact,
    }
    return portal_page(request, contact, page, **words)
