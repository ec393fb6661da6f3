"""The timeline of a subscription as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.amounts import Amount
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.shapes import Shape
from api.staff.views.timelines import timeline_of
from api.timelines import Entry, read_key, written_key
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]


class HappeningShape(Shape):
    """`about` is the number of the document, or the id of the command.

    `title` and `text` are the same in words, in the reader's language.
    """

    at: datetime
    kind: str
    about: str
    status: str | None
    amount: Amount | None
    actor_kind: str | None
    actor: str | None
    title: str
    text: str

    @classmethod
    def of(cls, entry: Entry) -> "HappeningShape":
        one = entry.happening
        return cls(
            at=one.at,
            kind=one.kind,
            about=one.about,
            status=one.status,
            amount=Amount.of(one.amount) if one.amount else None,
            actor_kind=one.actor_kind,
            actor=one.actor,
            title=entry.title,
            text=entry.text,
        )


@router.get("/subscriptions/{number}/timeline")
async def show_timeline(
    request: Request,
    response: Response,
    staff: Looking,
    number: str,
    asked: Annotated[Paging, Query()],
) -> Listed[HappeningShape]:
    """Everything that happened, the newest first."""
    pages = cursors(staff, f"timeline/{number}")
    before = read_key(pages.read(asked.after))
    async with staff.parts.open_books() as books:
        entries = await timeline_of(staff, books, number, before=before, limit=asked.limit + 1)
    found = Pageful(entries, asked.limit, lambda entry: pages.write(*written_key(entry)))
    return listed(request, response, found, HappeningShape.of)
