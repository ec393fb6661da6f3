"""The tasks of a project and what an hour costs: added, changed, archived, agreed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from activities.projects import find_project, find_task
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.staff.changes import projects as changes
from api.staff.chrome import Sheet, console_page, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.project_forms import AnyRate, AnyTask, RateForm, TaskForm
from domain.policy import Action
from domain.words import N_
from storage.projects import ProjectRow, TaskRow

router = APIRouter(include_in_schema=False)

Editing = Annotated[SignedInStaff, StaffMay(Action.PROJECT_EDIT)]
AnyForm = Annotated[FormBody, Form()]
HOME = "/console/projects"


@dataclass(frozen=True)
class _Of:
    """A project, and a task of it."""

    row: ProjectRow
    task: TaskRow | None


@router.get("/console/projects/{number}/tasks/new")
async def new_task(request: Request, staff: Editing, number: str) -> Response:
    of = await _read(staff, number)
    return _task_page(request, staff, of, TaskForm(csrf="", billable="on"), {})


@router.post("/console/projects/{number}/tasks")
async def add_task(request: Request, staff: Editing, number: str, form: AnyTask) -> Response:
    of = await _read(staff, number)
    reader = Reader(staff)
    words = form.read(reader, of.row.currency)
    if reader.errors:
        return _task_page(request, staff, of, form, reader.errors)
    outcome = await changes.add_task(staff, checked_key(form.idempotency_key), number, words)
    if outcome.refusal:
        return _task_page(request, staff, of, form, {"name": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{number}", N_("The task was added."))


@router.get("/console/projects/{number}/tasks/{task}")
async def edit_task(request: Request, staff: Editing, number: str, task: str) -> Response:
    of = await _read(staff, number, task)
    form = TaskForm.of(of.task, of.row) if of.task else TaskForm(csrf="")
    return _task_page(request, staff, of, form, {})


@router.post("/console/projects/{number}/tasks/{task}")
async def change_task(
    request: Request, staff: Editing, number: str, task: str, form: AnyTask
) -> Response:
    of = await _read(staff, number, task)
    reader = Reader(staff)
    words, key = form.read(reader, of.row.currency), checked_key(form.idempotency_key)
    if reader.errors:
        return _task_page(request, staff, of, form, reader.errors)
    outcome = await changes.set_task(staff, key, (number, task), words)
    if outcome.refusal:
        return _task_page(request, staff, of, form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{number}", N_("The task was changed."))


@router.post("/console/projects/{number}/tasks/{task}/archive")
async def archive(staff: Editing, number: str, task: str, form: AnyForm) -> Response:
    key = checked_key(form.idempotency_key)
    outcome = await changes.shelve_task(staff, key, (number, task))
    done = N_("The task is archived: no time is logged for it any more.")
    return go_done(staff, f"{HOME}/{number}", outcome, done)


@router.post("/console/projects/{number}/tasks/{task}/reopen")
async def reopen(staff: Editing, number: str, task: str, form: AnyForm) -> Response:
    key = checked_key(form.idempotency_key)
    outcome = await changes.shelve_task(staff, key, (number, task), reopen=True)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The task is open again."))


@router.get("/console/projects/{number}/rates")
async def rate_form(request: Request, staff: Editing, number: str) -> Response:
    return await _rate_page(request, staff, number, RateForm(csrf=""), {})


@router.post("/console/projects/{number}/rates")
async def agree(request: Request, staff: Editing, number: str, form: AnyRate) -> Response:
    of = await _read(staff, number)
    reader = Reader(staff)
    agreed = form.read(reader, of.row.currency)
    if reader.errors:
        return await _rate_page(request, staff, number, form, reader.errors)
    outcome = await changes.set_rate(staff, checked_key(form.idempotency_key), number, agreed)
    if outcome.refusal:
        return await _rate_page(request, staff, number, form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{number}", N_("The rate counts from now on."))


async def _read(staff: SignedInStaff, number: str, task: str = "") -> _Of:
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
        return _Of(row, await find_task(books, number, task) if task else None)


def _task_page(
    request: Request, staff: SignedInStaff, of: _Of, form: TaskForm, errors: dict[str, str]
) -> Response:
    title = N_("Change the task") if of.task else N_("New task")
    sheet = Sheet("project_task.html", title, "projects", errors=errors)
    return console_page(request, staff, sheet, row=of.row, task=of.task, given=form)


async def _rate_page(
    request: Request, staff: SignedInStaff, number: str, form: RateForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
        tasks = await books.projects.tasks(number)
        people = await books.staff.all()
        rates = await books.projects.rates(number)
    return console_page(
        request,
        staff,
        Sheet("project_rate.html", N_("Rates"), "projects", errors=errors),
        row=row,
        given=form,
        tasks=[(each.number, each.name) for each in tasks],
        people=[(each.number, each.name) for each in people],
        rates=rates,
    )
