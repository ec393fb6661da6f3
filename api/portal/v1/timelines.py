"""What programs read of what happened to a subscription of their customer."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api.callers import SignedInContact
from api.doors import ContactMay
from api.paging import LARGEST_PAGE, PAGE_SIZE, page_of
from api.portal.timelines import timeline_cursors
from api.portal.views.timelines import timeline_of
from api.timeline_shapes import HappeningShape
from api.timelines import read_key, written_key
from domain.policy import Action

router = APIRouter(prefix="/v1")


class TimelineShape(BaseModel):
    """Some of it, the newest first; `next` is the address of what happened before."""

    items: Sequence[HappeningShape]
    next: str | None


@router.get("/subscriptions/{number}/timeline")
async def show_timeline(
    request: Request,
    contact: Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)],
    number: str,
    after: Annotated[str, Query(max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> TimelineShape:
    """What happened to it, its invoices, payments, credit notes and mails."""
    cursors = timeline_cursors(contact, number)
    before = read_key(cursors.read(after))
    async with contact.parts.open_books() as books:
        entries = await timeline_of(contact, books, number, before=before, limit=limit + 1)
    last = written_key(entries[limit - 1]) if len(entries) > limit else None
    page = page_of(request, entries, limit, cursors.write(*last) if last else None)
    return TimelineShape(items=[HappeningShape.of(each) for each in page.rows], next=page.next)
