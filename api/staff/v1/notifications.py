"""Notifications for programs: what nobody of staff has read yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from activities.notifications import read_notification
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.shapes import Shape
from domain.policy import Action
from storage.notifications import NotificationRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.CONSOLE_VIEW)]
Reading = Annotated[SignedInStaff, StaffMay(Action.NOTIFICATION_READ)]
Id = Annotated[int, Path(ge=1, lt=2**62)]


class NotificationShape(Shape):
    id: int
    kind: str
    customer: str | None
    document: str
    facts: Mapping[str, str]
    created_at: datetime

    @classmethod
    def of(cls, row: NotificationRow) -> "NotificationShape":
        return cls.model_validate(row)


@router.get("/notifications")
async def list_notifications(
    request: Request, response: Response, staff: Looking, asked: Annotated[Paging, Query()]
) -> Listed[NotificationShape]:
    """What nobody has read yet, the newest first."""
    pages = cursors(staff, "notifications")
    key = pages.read(asked.after)
    async with staff.parts.open_books() as books:
        rows = await books.notifications.unread(
            staff.actor.name, before=int(key[0]) if key else 0, limit=asked.limit + 1
        )
    found = Pageful(rows, asked.limit, lambda row: pages.write(str(row.id)))
    return listed(request, response, found, NotificationShape.of)


@router.post("/notifications/{id}/read", status_code=204)
async def mark_read(staff: Reading, id: Id) -> None:
    """Twice is as good as once."""
    async with staff.parts.open_books() as books:
        await read_notification(books, id, staff.actor.name, staff.parts.clock.now())
