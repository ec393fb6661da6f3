"""The timeline of a subscription: everything that happened, the newest first."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.paging import PAGE_SIZE, page_of
from api.staff.chrome import Sheet, console_page, cursors
from api.staff.views.timelines import timeline_of
from api.timelines import read_key, written_key
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]


@router.get("/console/subscriptions/{number}/timeline")
async def show_timeline(
    request: Request,
    staff: Looking,
    number: str,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, f"timeline/{number}")
    async with staff.parts.open_books() as books:
        entries = await timeline_of(
            staff, books, number, before=read_key(pages.read(after)), limit=PAGE_SIZE + 1
        )
    last = written_key(entries[PAGE_SIZE - 1]) if len(entries) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("timeline.html", N_("Timeline"), "subscriptions", "list"),
        number=number,
        list=page_of(request, entries, PAGE_SIZE, pages.write(*last) if last else None),
    )
