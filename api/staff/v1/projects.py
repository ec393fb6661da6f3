"""Projects, tasks, rates and time as JSON: listed, written, changed, and invoiced."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from activities.projects import find_project
from activities.time_entries import find_entry
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Line
from api.paging import page_of
from api.projects.asking import TimePage
from api.projects.shapes import ProjectList, ProjectShape
from api.projects.views import NO_HOURS, project_view, read_day, write_day
from api.staff.changes import projects as changes
from api.staff.chrome import cursors
from api.staff.v1.answers import Paging, created
from api.staff.v1.project_bodies import (
    NewProjectBody,
    ProjectBody,
    RateBody,
    RateShape,
    StaffProjectDetail,
    StaffTimeList,
    StaffTimeShape,
    TaskBody,
    TimeBody,
    TimeInvoiceBody,
)
from api.staff.v1.shapes import Shape
from domain.policy import Action
from domain.projects import ProjectStatus

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.PROJECT_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.PROJECT_EDIT)]
Logging = Annotated[SignedInStaff, StaffMay(Action.TIME_LOG)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


class ProjectQuery(Paging):
    status: ProjectStatus | None = None
    customer: Line = ""


class DraftShape(Shape):
    """The draft of an invoice that was written."""

    draft: str


@router.get("/projects")
async def list_projects(
    request: Request, staff: Looking, asked: Annotated[ProjectQuery, Query()]
) -> ProjectList:
    """The newest first."""
    pages, limit = cursors(staff, "projects"), asked.limit
    key = pages.read(asked.after)
    async with staff.parts.open_books() as books:
        rows = await books.projects.page(
            customer=asked.customer or None,
            status=asked.status,
            before=key[0] if key else "",
            limit=limit + 1,
        )
        hours = await books.time_entries.hours([row.number for row in rows])
    last = pages.write(rows[limit - 1].number) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    items = [ProjectShape.of(row, hours.get(row.number, NO_HOURS)) for row in page.rows]
    return ProjectList(items=items, next=page.next)


@router.post("/projects", status_code=201, response_model=StaffProjectDetail)
async def create_project(staff: Editing, key: IdempotencyKey, body: NewProjectBody) -> Response:
    number = (await changes.create(staff, key, body.customer, body.words())).done.key
    return created(await _project(staff, number), f"/v1/staff/projects/{number}")


@router.get("/projects/{number}")
async def show_project(staff: Looking, number: str) -> StaffProjectDetail:
    return await _project(staff, number)


@router.post("/projects/{number}")
async def change_project(
    staff: Editing, key: IdempotencyKey, number: str, body: ProjectBody
) -> StaffProjectDetail:
    (await changes.change(staff, key, number, body.words())).done  # noqa: B018 - raises
    return await _project(staff, number)


@router.post("/projects/{number}/archive")
async def archive(staff: Editing, key: IdempotencyKey, number: str) -> StaffProjectDetail:
    return await _project(staff, (await changes.archive(staff, key, number)).done.key)


@router.post("/projects/{number}/reopen")
async def reopen(staff: Editing, key: IdempotencyKey, number: str) -> StaffProjectDetail:
    outcome = await changes.archive(staff, key, number, reopen=True)
    return await _project(staff, outcome.done.key)


@router.post("/projects/{number}/tasks", status_code=201, response_model=StaffProjectDetail)
async def add_task(staff: Editing, key: IdempotencyKey, number: str, body: TaskBody) -> Response:
    task = (await changes.add_task(staff, key, number, body.words())).done.key
    return created(await _project(staff, number), f"/v1/staff/projects/{number}/tasks/{task}")


@router.post("/projects/{number}/tasks/{task}")
async def change_task(
    staff: Editing, key: IdempotencyKey, number: str, task: str, body: TaskBody
) -> StaffProjectDetail:
    (await changes.set_task(staff, key, (number, task), body.words())).done  # noqa: B018 - raises
    return await _project(staff, number)


@router.post("/projects/{number}/tasks/{task}/archive")
async def archive_task(
    staff: Editing, key: IdempotencyKey, number: str, task: str
) -> StaffProjectDetail:
    (await changes.shelve_task(staff, key, (number, task))).done  # noqa: B018 - raises
    return await _project(staff, number)


@router.post("/projects/{number}/rates")
async def agree_on_rate(
    staff: Editing, key: IdempotencyKey, number: str, body: RateBody
) -> StaffProjectDetail:
    return await _project(
        staff, (await changes.set_rate(staff, key, number, body.agreed())).done.key
    )


@router.get("/projects/{number}/time")
async def list_time(
    request: Request, staff: Looking, number: str, asked: Annotated[TimePage, Query()]
) -> StaffTimeList:
    """The newest day first."""
    pages, limit = cursors(staff, f"time-{number}"), asked.limit
    async with staff.parts.open_books() as books:
        await find_project(books, number)
        before = read_day(pages, asked.after)
        sought = asked.sought()
        rows = await books.time_entries.page(number, sought, before=before, limit=limit + 1)
    last = write_day(pages, rows[limit - 1]) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    return StaffTimeList(items=[StaffTimeShape.of(row) for row in page.rows], next=page.next)


@router.post("/projects/{number}/time", status_code=201, response_model=StaffTimeShape)
async def log_time(staff: Logging, key: IdempotencyKey, number: str, body: TimeBody) -> Response:
    outcome = await changes.log(staff, key, number, body.logged(staff.actor.name))
    entry = outcome.done.key
    return created(await _entry(staff, entry), f"/v1/staff/time/{entry}")


@router.get("/time/{number}")
async def show_time(staff: Looking, number: str) -> StaffTimeShape:
    return await _entry(staff, number)


@router.post("/time/{number}")
async def change_time(
    staff: Logging, key: IdempotencyKey, number: str, body: TimeBody
) -> StaffTimeShape:
    outcome = await changes.set_time(staff, key, number, body.logged(staff.actor.name))
    return await _entry(staff, outcome.done.key)


@router.post("/time/{number}/delete", status_code=204)
async def delete_time(staff: Logging, key: IdempotencyKey, number: str) -> None:
    (await changes.drop_time(staff, key, number)).done  # noqa: B018 - raises


@router.post("/projects/{number}/invoice", status_code=201, response_model=DraftShape)
async def invoice(
    staff: Issuing, key: IdempotencyKey, number: str, body: TimeInvoiceBody
) -> Response:
    """Write the draft of an invoice of its time."""
    draft = (await changes.bill(staff, key, body.wanted(number))).done.key
    return created(DraftShape(draft=draft), f"/v1/staff/invoice-drafts/{draft}")


async def _project(staff: SignedInStaff, number: str) -> StaffProjectDetail:
    async with staff.parts.open_books() as books:
        view = await project_view(books, await find_project(books, number), customers=False)
        rates = await books.projects.rates(number)
    return StaffProjectDetail.whole(view, [RateShape.of(row) for row in rates])


async def _entry(staff: SignedInStaff, number: str) -> StaffTimeShape:
    async with staff.parts.open_books() as books:
        await find_entry(books, number)
        [seen] = await books.time_entries.seen([number])
    return StaffTimeShape.of(seen)
