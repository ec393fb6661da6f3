"""The time of a project: logged, changed, put on sheets for approval, and invoiced."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from activities.projects import asks_approval, find_project
from activities.time_entries import find_entry
from activities.time_invoices import TimeToInvoice, worth_of
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.paging import PAGE_SIZE, page_of
from api.projects.asking import TimePage, TimeQuery
from api.projects.files import time_csv
from api.projects.views import NO_HOURS, read_day, write_day
from api.staff.changes import projects as changes
from api.staff.chrome import Sheet, console_page, cursors, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.project_forms import AnyChosen, AnyTime, TimeForm
from domain.approvals import LOCKED
from domain.periods import local_date
from domain.policy import Action
from domain.projects import ProjectStatus
from domain.time_billing import Grouping
from domain.words import N_
from storage.projects import ProjectRow
from storage.time_entries import TimeEntryRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PROJECT_VIEW)]
Logging = Annotated[SignedInStaff, StaffMay(Action.TIME_LOG)]
Submitting = Annotated[SignedInStaff, StaffMay(Action.TIMESHEET_SUBMIT)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]
AnyForm = Annotated[FormBody, Form()]
HOME = "/console/projects"


@dataclass(frozen=True)
class _Of:
    """A project, and an entry of it."""

    row: ProjectRow
    entry: TimeEntryRow | None = None


@router.get("/console/projects/{number}/time")
async def list_time(
    request: Request, staff: Looking, number: str, asked: Annotated[TimePage, Query()]
) -> Response:
    pages = cursors(staff, f"time-{number}")
    sought, refusal = asked.sought_or_refusal()
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
        before = read_day(pages, asked.after)
        entries = await books.time_entries.page(number, sought, before=before, limit=PAGE_SIZE + 1)
        tasks = await books.projects.tasks(number)
        worth = await worth_of(books, row, entries)
        hours = await books.time_entries.hours([number])
        preferences = await books.organisations.preferences()
    errors = {"first": staff.put(refusal)} if refusal else {}
    last = write_day(pages, entries[PAGE_SIZE - 1]) if len(entries) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("project_time.html", N_("Time"), "projects", "list", errors),
        row=row,
        tasks=[(each.number, each.name) for each in tasks],
        wanted=asked,
        list=page_of(request, entries, PAGE_SIZE, last),
        worth=worth,
        hours=hours.get(number, NO_HOURS),
        locked=LOCKED,
        asks=asks_approval(row, preferences),
        shown=preferences.view_projects,
        may_log=row.status is ProjectStatus.ACTIVE and staff.may(Action.TIME_LOG),
        may_change=staff.may(Action.TIME_LOG),
        may_submit=staff.may(Action.TIMESHEET_SUBMIT),
        may_invoice=staff.may(Action.INVOICE_ISSUE),
    )


@router.get("/console/projects/{number}/time.csv")
async def time_as_file(
    staff: Looking, number: str, asked: Annotated[TimeQuery, Query()]
) -> Response:
    """With what is internal, for spreadsheets."""
    async with staff.parts.open_books() as books:
        return await time_csv(staff, books, await find_project(books, number), asked.sought())


@router.get("/console/projects/{number}/time/new")
async def new_time(request: Request, staff: Logging, number: str) -> Response:
    """By whoever is signed in, today, until something else is typed."""
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
    today = local_date(staff.parts.clock.now(), staff.zone).isoformat()
    form = TimeForm(csrf="", person=staff.actor.name, day=today, billable="on")
    return await _form_page(request, staff, _Of(row), form, {})


@router.post("/console/projects/{number}/time")
async def log_time(request: Request, staff: Logging, number: str, form: AnyTime) -> Response:
    async with staff.parts.open_books() as books:
        of = _Of(await find_project(books, number))
    reader = Reader(staff)
    logged = form.read(reader, local_date(staff.parts.clock.now(), staff.zone))
    if reader.errors:
        return await _form_page(request, staff, of, form, reader.errors)
    outcome = await changes.log(staff, checked_key(form.idempotency_key), number, logged)
    if outcome.refusal:
        return await _form_page(request, staff, of, form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{number}/time", N_("The time was logged."))


@router.get("/console/time/{number}")
async def edit_time(request: Request, staff: Logging, number: str) -> Response:
    of = await _entry(staff, number)
    form = TimeForm.of(of.entry) if of.entry else TimeForm(csrf="")
    return await _form_page(request, staff, of, form, {})


@router.post("/console/time/{number}")
async def change_time(request: Request, staff: Logging, number: str, form: AnyTime) -> Response:
    of = await _entry(staff, number)
    reader = Reader(staff)
    logged = form.read(reader, local_date(staff.parts.clock.now(), staff.zone))
    if reader.errors:
        return await _form_page(request, staff, of, form, reader.errors)
    outcome = await changes.set_time(staff, checked_key(form.idempotency_key), number, logged)
    if outcome.refusal:
        return await _form_page(request, staff, of, form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{of.row.number}/time", N_("The time was changed."))


@router.post("/console/time/{number}/delete")
async def delete_time(staff: Logging, number: str, form: AnyForm) -> Response:
    of = await _entry(staff, number)
    outcome = await changes.drop_time(staff, checked_key(form.idempotency_key), number)
    place = f"{HOME}/{of.row.number}/time"
    return go_done(staff, place, outcome, N_("The time was deleted."))


@router.post("/console/projects/{number}/approvals")
async def put_together(staff: Submitting, number: str, form: AnyChosen) -> Response:
    """A sheet of what was ticked, submitted at once or kept as a draft."""
    submit, key = form.do != "save", checked_key(form.idempotency_key)
    entries = tuple(form.entries)
    outcome = await changes.put_together(staff, key, number, entries, submit=submit)
    if outcome.refusal:
        return go_done(staff, f"{HOME}/{number}/time", outcome, "")
    done = N_("It was submitted to the customer.") if submit else N_("The draft was saved.")
    return go(staff, f"/console/approvals/{outcome.done.key}", done)


@router.post("/console/projects/{number}/invoice")
async def invoice(staff: Issuing, number: str, form: AnyChosen) -> Response:
    """A draft of an invoice of what was ticked, or of all that was sought and can be invoiced."""
    grouping = Grouping.ENTRY if form.do == Grouping.ENTRY else Grouping.TASK
    sought = TimeQuery(first=form.first, last=form.last, task=form.task).sought()
    wanted = TimeToInvoice(number, tuple(form.entries), grouping, sought)
    outcome = await changes.bill(staff, checked_key(form.idempotency_key), wanted)
    if outcome.refusal:
        return go_done(staff, f"{HOME}/{number}/time", outcome, "")
    done = N_("The draft was written. Nobody else sees it until it is issued.")
    return go(staff, f"/console/invoice-drafts/{outcome.done.key}", done)


async def _entry(staff: SignedInStaff, number: str) -> _Of:
    async with staff.parts.open_books() as books:
        entry = await find_entry(books, number)
        return _Of(await find_project(books, entry.project), entry)


async def _form_page(
    request: Request, staff: SignedInStaff, of: _Of, form: TimeForm, errors: Mapping[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        tasks = await books.projects.tasks(of.row.number)
        people = await books.staff.all()
    title = N_("Change logged time") if of.entry else N_("Log time")
    return console_page(
        request,
        staff,
        Sheet("project_time_form.html", title, "projects", errors=errors),
        row=of.row,
        entry=of.entry,
        is_locked=of.entry is not None and of.entry.status in LOCKED,
        given=form,
        tasks=[
            (each.number, each.name)
            for each in tasks
            if each.archived_at is None or each.number == form.task
        ],
        people=[(each.number, each.name) for each in people if each.disabled_at is None],
    )
