"""Projects in the console: the list, each with its tasks and hours, written and archived."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from activities.projects import find_project
from api.callers import SignedInStaff
from api.comments.views import staffs_thread
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.paging import PAGE_SIZE, page_of
from api.projects.views import NO_HOURS, project_view
from api.staff.changes import projects as changes
from api.staff.chrome import Sheet, console_page, cursors, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.project_forms import AnyProject, ProjectForm
from api.staff.views.customers import find_customer
from domain.approvals import ApprovalUnit
from domain.comments import Subject, SubjectKind
from domain.errors import BillingError
from domain.policy import Action
from domain.projects import ProjectStatus
from domain.words import N_
from storage.customers import CustomerRow
from storage.overviews import Overviews
from storage.projects import ProjectRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PROJECT_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.PROJECT_EDIT)]
AnyForm = Annotated[FormBody, Form()]
HOME = "/console/projects"
NEWEST = 10


@router.get("/console/projects")
async def list_projects(
    request: Request,
    staff: Looking,
    status: ProjectStatus | None = None,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "projects")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        rows = await books.projects.page(
            customer=customer.strip().upper() or None,
            status=status,
            before=key[0] if key else "",
            limit=PAGE_SIZE + 1,
        )
        hours = await books.time_entries.hours([row.number for row in rows])
        names = await Overviews(books.session).names([row.customer for row in rows])
        seen = await books.first_views.of(SubjectKind.PROJECT, [row.number for row in rows])
    last = pages.write(rows[PAGE_SIZE - 1].number) if len(rows) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("projects.html", N_("Projects"), "projects", "list"),
        list=page_of(request, rows, PAGE_SIZE, last),
        hours=hours,
        no_hours=NO_HOURS,
        names=names,
        seen=seen,
        chosen=status,
        customer=customer,
        statuses=list(ProjectStatus),
        may_edit=staff.may(Action.PROJECT_EDIT),
    )


@router.get("/console/projects/new")
async def new_project(
    request: Request, staff: Editing, customer: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    form = ProjectForm(csrf="", customer=customer)
    return await _form_page(request, staff, form, None, {})


@router.post("/console/projects")
async def create_project(request: Request, staff: Editing, form: AnyProject) -> Response:
    reader = Reader(staff)
    customer = await _customer(staff, reader, form.customer)
    words = form.read(reader, customer.currency) if customer else None
    if words is None or customer is None or reader.errors:
        return await _form_page(request, staff, form, None, reader.errors)
    outcome = await changes.create(staff, checked_key(form.idempotency_key), customer.number, words)
    if outcome.refusal:
        return await _form_page(request, staff, form, None, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{outcome.done.key}", N_("The project was created."))


@router.get("/console/projects/{number}")
async def show_project(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
        view = await project_view(books, row, customers=False)
        customer = await books.customers.get(row.customer)
        rates = await books.projects.rates(number)
        people = await books.staff.all()
        approvals = await books.approvals.page(project=number, limit=NEWEST)
        thread = await staffs_thread(staff, books, Subject(SubjectKind.PROJECT, number))
        seen = await books.first_views.of(SubjectKind.PROJECT, [number])
        opened = await books.first_views.of(
            SubjectKind.APPROVAL, [each.number for each in approvals]
        )
    is_active = row.status is ProjectStatus.ACTIVE
    return console_page(
        request,
        staff,
        Sheet("project.html", "", "projects", name=row.name),
        view=view,
        customer=customer,
        rates=rates,
        people={each.number: each.name for each in people},
        tasks={each.row.number: each.row.name for each in view.tasks},
        approvals=approvals,
        opened=opened,
        thread=thread,
        viewed_at=seen.get(number),
        may_edit=is_active and staff.may(Action.PROJECT_EDIT),
        may_shelve=staff.may(Action.PROJECT_EDIT),
    )


@router.get("/console/projects/{number}/edit")
async def edit_project(request: Request, staff: Editing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
    return await _form_page(request, staff, ProjectForm.of(row), row, {})


@router.post("/console/projects/{number}")
async def change_project(
    request: Request, staff: Editing, number: str, form: AnyProject
) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_project(books, number)
    reader = Reader(staff)
    words = form.read(reader, row.currency)
    if reader.errors:
        return await _form_page(request, staff, form, row, reader.errors)
    outcome = await changes.change(staff, checked_key(form.idempotency_key), number, words)
    if outcome.refusal:
        return await _form_page(request, staff, form, row, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{number}", N_("The project was changed."))


@router.post("/console/projects/{number}/archive")
async def archive(staff: Editing, number: str, form: AnyForm) -> Response:
    outcome = await changes.archive(staff, checked_key(form.idempotency_key), number)
    done = N_("The project is archived: no time is logged for it any more.")
    return go_done(staff, f"{HOME}/{number}", outcome, done)


@router.post("/console/projects/{number}/reopen")
async def reopen(staff: Editing, number: str, form: AnyForm) -> Response:
    key = checked_key(form.idempotency_key)
    outcome = await changes.archive(staff, key, number, reopen=True)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The project is open again."))


async def _customer(staff: SignedInStaff, reader: Reader, number: str) -> CustomerRow | None:
    async with staff.parts.open_books() as books:
        try:
            return await find_customer(books, number.strip().upper())
        except BillingError as refusal:
            reader.note("customer", refusal)
            return None


async def _form_page(
    request: Request,
    staff: SignedInStaff,
    form: ProjectForm,
    row: ProjectRow | None,
    errors: dict[str, str],
) -> Response:
    async with staff.parts.open_books() as books:
        rates = await books.plans.tax_rates()
        preferences = await books.organisations.preferences()
    return console_page(
        request,
        staff,
        Sheet(
            "project_form.html",
            N_("Change the project") if row else N_("New project"),
            "projects",
            errors=errors,
        ),
        given=form,
        row=row,
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in rates)],
        units=list(ApprovalUnit),
        asks=preferences.timesheets_customer_approval_enabled,
    )
