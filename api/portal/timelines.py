"""What happened to a subscription, as its customer sees it, the newest first."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.paging import PAGE_SIZE, Cursors, page_of
from api.portal.frame import page_named, portal_page
from api.portal.views.timelines import timeline_of
from api.security.cookies import Jar
from api.timelines import read_key, written_key
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)]


@router.get("/subscriptions/{number}/timeline")
async def show_timeline(
    request: Request,
    contact: Looking,
    number: str,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    cursors = timeline_cursors(contact, number)
    async with contact.parts.open_books() as books:
        entries = await timeline_of(
            contact, books, number, before=read_key(cursors.read(after)), limit=PAGE_SIZE + 1
        )
    last = written_key(entries[PAGE_SIZE - 1]) if len(entries) > PAGE_SIZE else None
    page = page_named(
        "timeline.html", contact.say(N_("What happened")), "subscriptions", region="list"
    )
    rows = page_of(request, entries, PAGE_SIZE, cursors.write(*last) if last else None)
    return portal_page(request, contact, page, number=number, rows=rows)


def timeline_cursors(contact: SignedInContact, number: str) -> Cursors:
    """Good for this person alone: what was refused to others is not in their list."""
    return Cursors(Jar.of(contact.parts.settings), f"timeline/{number}/{contact.contact.number}")
