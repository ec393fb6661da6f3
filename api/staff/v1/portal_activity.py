"""What customers do in the portal, module by module, as JSON."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.callers import SignedInStaff
from api.days import today_of
from api.doors import StaffMay
from api.staff.v1.answers import Listed, listed
from api.staff.v1.shapes import Shape
from api.staff.views.portal_activity import ActivityQuery, activity_of
from domain.policy import Action
from domain.portal_activity import Module
from storage.portal_activity import CustomerActivity

router = APIRouter(prefix="/v1/staff", tags=["staff"])


class ActivityShape(Shape):
    """How often, by module. `total` counts everything that was asked for."""

    customer: str
    counts: dict[Module, int]
    total: int
    last_at: datetime

    @classmethod
    def of(cls, row: CustomerActivity) -> "ActivityShape":
        return cls.model_validate(row)


@router.get("/portal-activity")
async def list_activity(
    request: Request,
    response: Response,
    staff: Annotated[SignedInStaff, StaffMay(Action.COMMAND_VIEW)],
    asked: Annotated[ActivityQuery, Query()],
) -> Listed[ActivityShape]:
    """Whoever did anything on these days, the latest first."""
    found = await activity_of(staff, asked, asked.days(today_of(staff)), asked.limit)
    return listed(request, response, found, ActivityShape.of)
