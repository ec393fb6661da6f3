"""A customer's active projects: billable tasks, billable time, and what of it is invoiced."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.comments.views import customers_thread
from api.doors import ContactMay
from api.paging import LARGEST_PAGE, PAGE_SIZE, Cursors, PageOf, page_of
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.looks import remember_opening
from api.projects.asking import TimePage, TimeQuery
from api.projects.files import time_csv
from api.projects.shapes import ProjectDetail, ProjectList, ProjectShape, TimeList, TimeShape
from api.projects.views import NO_HOURS, ProjectView, project_view, read_day, write_day
from api.security.cookies import Jar
from domain.approvals import Hours
from domain.comments import Subject, SubjectKind
from domain.policy import Action
from domain.projects import ProjectStatus
from domain.time_billing import TimeSought
from domain.words import N_
from storage.projects import ProjectRow
from storage.time_entries import SeenEntry

router = APIRouter()

Looking = Annotated[SignedInContact, ContactMay(Action.PROJECT_VIEW)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
AnyTime = Annotated[TimePage, Query()]


@router.get("/projects", include_in_schema=False)
async def list_projects(request: Request, contact: Looking, after: After = "") -> Response:
    rows, hours = await _projects(request, contact, after, PAGE_SIZE)
    title = contact.say(N_("Projects"))
    page = page_named("projects.html", title, "projects", region="list")
    return portal_page(request, contact, page, rows=rows, hours=hours, no_hours=NO_HOURS)


@router.get("/projects/{number}", include_in_schema=False)
async def show_project(request: Request, contact: Looking, number: str) -> Response:
    """The tasks, with their hours."""
    view = await _project(contact, number)
    async with contact.parts.open_books() as books:
        thread = await customers_thread(contact, books, Subject(SubjectKind.PROJECT, number))
    await remember_opening(request, contact, Subject(SubjectKind.PROJECT, number))
    page = page_named("project.html", view.row.name, "projects")
    return portal_page(request, contact, page, view=view, tab="tasks", thread=thread)


@router.get("/projects/{number}/time", include_in_schema=False)
async def show_time(request: Request, contact: Looking, number: str, asked: AnyTime) -> Response:
    """The time entries, each with whether it is invoiced."""
    view = await _project(contact, number)
    sought, refusal = asked.sought_or_refusal()
    rows = await _time(request, contact, view.row, (asked, sought))
    page = page_named("project.html", view.row.name, "projects", region="list")
    if refusal:
        page = page.again({"first": contact.put(refusal)})
    words = {"view": view, "tab": "time", "rows": rows, "wanted": asked}
    choices = [(each.row.number, each.row.name) for each in view.tasks]
    return portal_page(request, contact, page, **words, task_choices=choices)


@router.get("/v1/projects")
async def list_for_programs(
    request: Request, contact: Looking, after: After = "", limit: Limit = PAGE_SIZE
) -> ProjectList:
    """The active ones. Hours are minutes of billable time."""
    page, hours = await _projects(request, contact, after, limit)
    items = [ProjectShape.of(row, hours.get(row.number, NO_HOURS)) for row in page.rows]
    return ProjectList(items=items, next=page.next)


@router.get("/v1/projects/{number}")
async def show_for_programs(request: Request, contact: Looking, number: str) -> ProjectDetail:
    view = await _project(contact, number)
    await remember_opening(request, contact, Subject(SubjectKind.PROJECT, number))
    return ProjectDetail.seen(view)


@router.get("/v1/projects/{number}/time")
async def time_for_programs(
    request: Request, contact: Looking, number: str, asked: AnyTime
) -> TimeList:
    """The newest day first."""
    view = await _project(contact, number)
    page = await _time(request, contact, view.row, (asked, asked.sought()))
    return TimeList(items=[TimeShape.of(row) for row in page.rows], next=page.next)


@router.get("/projects/{number}/time.csv", include_in_schema=False)
@router.get("/v1/projects/{number}/time.csv", response_class=Response)
async def time_as_file(
    contact: Looking, number: str, asked: Annotated[TimeQuery, Query()]
) -> Response:
    """The billable entries, for spreadsheets."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        project = await own.project(contact, books, number)
        return await time_csv(contact, books, project, asked.sought())


async def _project(contact: SignedInContact, number: str) -> ProjectView:
    async with contact.parts.open_books() as books:
        await books.only_read()
        row = await own.project(contact, books, number)
        return await project_view(books, row, customers=True)


async def _projects(
    request: Request, contact: SignedInContact, after: str, limit: int
) -> tuple[PageOf[ProjectRow], dict[str, Hours]]:
    customer = contact.customer.number
    cursors = Cursors(Jar.of(contact.parts.settings), f"projects/{customer}")
    key = cursors.read(after)
    async with contact.parts.open_books() as books:
        await books.only_read()
        rows = await books.projects.page(
            customer=customer,
            status=ProjectStatus.ACTIVE,
            before=key[0] if key else "",
            limit=limit + 1,
        )
        hours = await books.time_entries.hours([row.number for row in rows], issued=True)
    last = cursors.write(rows[limit - 1].number) if len(rows) > limit else None
    return page_of(request, rows, limit, last), hours


async def _time(
    request: Request, contact: SignedInContact, row: ProjectRow, time: tuple[TimePage, TimeSought]
) -> PageOf[SeenEntry]:
    (asked, sought), limit = time, time[0].limit
    cursors = Cursors(Jar.of(contact.parts.settings), f"time/{row.number}")
    async with contact.parts.open_books() as books:
        await books.only_read()
        before = read_day(cursors, asked.after)
        rows = await books.time_entries.page(
            row.number, sought, billable=True, before=before, limit=limit + 1
        )
    last = write_day(cursors, rows[limit - 1]) if len(rows) > limit else None
    return page_of(request, rows, limit, last)
