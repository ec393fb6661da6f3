"""The report of portal activities: what customers do by themselves, module by module."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response

from api.callers import SignedInStaff
from api.days import RANGES, DaysQuery, today_of
from api.doors import StaffMay
from api.paging import PAGE_SIZE, page_of
from api.staff.chrome import Sheet, console_page, cursors
from api.staff.v1.answers import Listed
from api.staff.v1.shapes import Shape
from api.staff.views.portal_activity import MODULES, MOST_IN_FILE, activity_of, sheet_of
from api.statements.files import csv_answer
from api.statements.views import Choice
from domain.policy import Action
from domain.portal_activity import Module
from domain.words import N_
from storage.portal_activity import CustomerActivity

router = APIRouter()

Looking = Annotated[SignedInStaff, StaffMay(Action.COMMAND_VIEW)]
HOME = "/console/portal-activity"


class ActivityQuery(DaysQuery):
    customer: Annotated[str, StringConstraints(max_length=40)] = ""
    after: Annotated[str, Field(max_length=500)] = ""

    def address(self, **other: str) -> str:
        """The same report of other days."""
        said = {"customer": self.customer, **other}
        return f"{HOME}?{urlencode({name: value for name, value in said.items() if value})}"


Asked = Annotated[ActivityQuery, Query()]


class ActivityShape(Shape):
    """How often, by module. `total` counts everything that was asked for."""

    customer: str
    counts: dict[Module, int]
    total: int
    last_at: datetime

    @classmethod
    def of(cls, row: CustomerActivity) -> "ActivityShape":
        return cls.model_validate(row)


@router.get(HOME, include_in_schema=False)
async def show_activity(request: Request, staff: Looking, asked: Asked) -> Response:
    days, refusal = asked.days_or_refusal(today_of(staff))
    pages = cursors(staff, "portal-activity")
    key = pages.read(asked.after)
    before = (datetime.fromisoformat(key[0]), key[1]) if key else None
    rows = await activity_of(staff, days, asked.customer, before, PAGE_SIZE + 1)
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    cursor = pages.write(last.last_at.isoformat(), last.customer) if last else None
    errors = {"first": staff.put(refusal)} if refusal else {}
    ranges = [
        Choice(staff.say(words), asked.address(range=name), asked.range is name)
        for name, words in RANGES.items()
    ]
    return console_page(
        request,
        staff,
        Sheet("portal_activity.html", N_("Portal activities"), "commands", "list", errors),
        list=page_of(request, rows, PAGE_SIZE, cursor),
        modules=MODULES,
        days=days,
        query=asked,
        ranges=ranges,
    )


@router.get(f"{HOME}.csv", include_in_schema=False)
async def download_activity(staff: Looking, asked: Asked) -> Response:
    days = asked.days(today_of(staff))
    rows = await activity_of(staff, days, asked.customer, None, MOST_IN_FILE)
    return csv_answer(f"portal-activity-{days.first}-{days.last}", sheet_of(staff, rows))


@router.get("/v1/staff/portal-activity", tags=["staff"])
async def list_activity(staff: Looking, asked: Asked) -> Listed[ActivityShape]:
    """Whoever did anything on these days, the latest first; `after` is for pages alone."""
    days = asked.days(today_of(staff))
    rows = await activity_of(staff, days, asked.customer, None, MOST_IN_FILE)
    return Listed(items=[ActivityShape.of(row) for row in rows], next=None)
