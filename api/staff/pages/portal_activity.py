"""The report of portal activities: what customers do by themselves, module by module."""

from collections.abc import Iterator, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.days import RANGES, today_of
from api.doors import StaffMay
from api.paging import page_of
from api.staff.chrome import Sheet, console_page
from api.staff.views.portal_activity import MODULES, ActivityQuery, activity_of
from api.statements.files import csv_answer
from api.statements.views import Choice
from domain.downloads import MOST_LISTED, check_listed
from domain.policy import Action
from domain.words import N_
from runtime.spreadsheets import Cell
from storage.portal_activity import CustomerActivity

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.COMMAND_VIEW)]
Asked = Annotated[ActivityQuery, Query()]
HOME = "/console/portal-activity"


@router.get(HOME)
async def show_activity(request: Request, staff: Looking, asked: Asked) -> Response:
    days, refusal = asked.days_or_refusal(today_of(staff))
    found = await activity_of(staff, asked, days, asked.limit)
    ranges = [
        Choice(staff.say(words), _address(asked, name), asked.range is name)
        for name, words in RANGES.items()
    ]
    errors = {"first": staff.put(refusal)} if refusal else {}
    return console_page(
        request,
        staff,
        Sheet("portal_activity.html", N_("Portal activities"), "commands", "list", errors),
        list=page_of(request, found.rows, found.limit, found.last_cursor),
        modules=MODULES,
        days=days,
        wanted=asked,
        ranges=ranges,
    )


@router.get(f"{HOME}.csv")
async def download_activity(staff: Looking, asked: Asked) -> Response:
    """Raises `TooManyListed`."""
    days = asked.days(today_of(staff))
    found = await activity_of(staff, asked, days, MOST_LISTED)
    check_listed(len(found.rows))
    return csv_answer(f"portal-activity-{days.first}-{days.last}", _sheet(staff, found.rows))


def _sheet(staff: SignedInStaff, rows: Sequence[CustomerActivity]) -> Iterator[Sequence[Cell]]:
    heads = (N_("Customer number"), N_("Customer"), *MODULES.values(), N_("All"), N_("Last"))
    yield [staff.say(words) for words in heads]
    for row in rows:
        counts = [row.counts[module] for module in MODULES]
        yield [row.customer, row.name, *counts, row.total, row.last_at]


def _address(asked: ActivityQuery, range: str) -> str:
    """The same report of other days."""
    customer = {"customer": asked.customer} if asked.customer else {}
    return f"{HOME}?{urlencode({'range': range, **customer})}"
