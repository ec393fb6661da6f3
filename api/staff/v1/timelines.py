"""The timeline of a subscription as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.shapes import Shape
from api.staff.views.timelines import timeline_of
from api.timeline_shapes import HappeningShape
from api.timelines import read_key, written_key
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]


class StaffHappeningShape(HappeningShape, Shape):
    """With who asked for it, where somebody did."""

    actor_kind: str | None
    actor: str | None


@router.get("/subscriptions/{number}/timeline")
async def show_timeline(
    request: Request,
    response: Response,
    staff: Looking,
    number: str,
    asked: Annotated[Paging, Query()],
) -> Listed[StaffHappeningShape]:
    """Everything that happened, the newest first."""
    pages = cursors(staff, f"timeline/{number}")
    before = read_key(pages.read(asked.after))
    async with staff.parts.open_books() as books:
        entries = await timeline_of(staff, books, number, before=before, limit=asked.limit + 1)
    found = Pageful(entries, asked.limit, lambda entry: pages.write(*written_key(entry)))
    return listed(request, response, found, StaffHappeningShape.of)
