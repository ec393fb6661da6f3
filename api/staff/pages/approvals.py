"""Approvals in the console: the list, each with its sheet and its history, and what staff do."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from activities.approval_sheets import find_approval
from activities.time_invoices import worth_of
from api.callers import SignedInStaff
from api.comments.views import staffs_thread
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Words
from api.paging import PAGE_SIZE, page_of
from api.projects.files import sheet_csv
from api.projects.papers import pdf_of, print_view
from api.projects.views import ApprovalView, approval_view
from api.staff.changes import approvals as orders
from api.staff.changes import projects as changes
from api.staff.chrome import Sheet, console_page, cursors, go_decided, go_done
from api.staff.pages.project_forms import AnyChosen
from api.staff.views.approval_stories import approval_story
from api.staff.views.processes import workflow_url
from domain.approvals import CHANGEABLE, ApprovalStatus, EntryStatus
from domain.comments import Subject, SubjectKind
from domain.money import Money
from domain.policy import Action
from domain.words import N_
from storage.approvals import OPEN
from storage.books import Books
from storage.overviews import Overviews
from storage.time_entries import SeenEntry

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PROJECT_VIEW)]
Submitting = Annotated[SignedInStaff, StaffMay(Action.TIMESHEET_SUBMIT)]
Marking = Annotated[SignedInStaff, StaffMay(Action.TIMESHEET_MARK)]
AnyForm = Annotated[FormBody, Form()]
HOME = "/console/approvals"
_FREE = (EntryStatus.OPEN, EntryStatus.REJECTED)


class MarkForm(FormBody):
    """`round` is the one that was looked at."""

    round: int = 0
    reason: Words = ""


@router.get("/console/approvals")
async def list_approvals(
    request: Request,
    staff: Looking,
    status: ApprovalStatus | None = None,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "approvals")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        rows = await books.approvals.page(
            customer=customer.strip().upper() or None,
            statuses=[status] if status else (),
            before=key[0] if key else "",
            limit=PAGE_SIZE + 1,
        )
        names = await Overviews(books.session).names([row.customer for row in rows])
        projects = await books.projects.names([row.project for row in rows])
        seen = await books.first_views.of(SubjectKind.APPROVAL, [row.number for row in rows])
    last = pages.write(rows[PAGE_SIZE - 1].number) if len(rows) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("approvals.html", N_("Approvals"), "projects", "list"),
        list=page_of(request, rows, PAGE_SIZE, last),
        names=names,
        projects=projects,
        seen=seen,
        chosen=status,
        customer=customer,
        statuses=list(ApprovalStatus),
    )


@router.get("/console/approvals/{number}")
async def show_approval(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await approval_view(books, number)
        customer = await books.customers.get(view.row.customer)
        more, worth = await _more(books, view)
        thread = await staffs_thread(staff, books, Subject(SubjectKind.APPROVAL, number))
        seen = await books.first_views.of(SubjectKind.APPROVAL, [number])
    row = view.row
    may_change = row.status in CHANGEABLE and staff.may(Action.TIMESHEET_SUBMIT)
    return console_page(
        request,
        staff,
        Sheet("approval.html", "", "projects", name=number),
        view=view,
        customer=customer,
        more=more,
        worth=worth,
        thread=thread,
        viewed_at=seen.get(number),
        story=approval_story(row),
        may_change=may_change,
        may_drop=may_change and row.status is ApprovalStatus.DRAFT,
        may_remind=view.waits and staff.may(Action.TIMESHEET_SUBMIT),
        may_recall=row.status in OPEN and staff.may(Action.TIMESHEET_SUBMIT),
        may_mark=view.waits and staff.may(Action.TIMESHEET_MARK),
        process=workflow_url(staff.parts.settings, f"approval/{number}"),
    )


@router.post("/console/approvals/{number}/entries")
async def change_sheet(staff: Submitting, number: str, form: AnyChosen) -> Response:
    key, entries = checked_key(form.idempotency_key), tuple(form.entries)
    outcome = await changes.set_sheet(staff, key, number, entries)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The timesheet was changed."))


@router.post("/console/approvals/{number}/submit")
async def submit(staff: Submitting, number: str, form: AnyForm) -> Response:
    decided = await orders.submit_sheet(staff, form.idempotency_key, number)
    done = N_("It was submitted to the customer.")
    return go_decided(staff, f"{HOME}/{number}", decided, done)


@router.post("/console/approvals/{number}/recall")
async def recall(staff: Submitting, number: str, form: AnyForm) -> Response:
    decided = await orders.tell(staff, form.idempotency_key, number, "recall")
    done = N_("It was taken back: its time can be changed.")
    return go_decided(staff, f"{HOME}/{number}", decided, done)


@router.post("/console/approvals/{number}/remind")
async def remind(staff: Submitting, number: str, form: AnyForm) -> Response:
    decided = await orders.tell(staff, form.idempotency_key, number, "remind")
    return go_decided(staff, f"{HOME}/{number}", decided, N_("The customer is reminded."))


@router.post("/console/approvals/{number}/approve")
async def mark_approved(staff: Marking, number: str, form: Annotated[MarkForm, Form()]) -> Response:
    seen = {"round": form.round, "reason": form.reason}
    decided = await orders.mark_approved(staff, form.idempotency_key, number, seen)
    done = N_("It is approved: its time can be invoiced.")
    return go_decided(staff, f"{HOME}/{number}", decided, done)


@router.post("/console/approvals/{number}/delete")
async def delete(staff: Submitting, number: str, form: AnyForm) -> Response:
    async with staff.parts.open_books() as books:
        project = (await find_approval(books, number)).project
    outcome = await changes.drop_sheet(staff, checked_key(form.idempotency_key), number)
    place = f"{HOME}/{number}" if outcome.refusal else f"/console/projects/{project}"
    return go_done(staff, place, outcome, N_("The draft was deleted."))


@router.get("/console/approvals/{number}/pdf")
async def download_timesheet(staff: Looking, number: str) -> Response:
    return await pdf_of(staff, await _view(staff, number))


@router.get("/console/approvals/{number}/print")
async def print_timesheet(staff: Looking, number: str) -> Response:
    return await print_view(staff, await _view(staff, number), f"{HOME}/{number}")


@router.get("/console/approvals/{number}/csv")
async def timesheet_as_file(staff: Looking, number: str) -> Response:
    return sheet_csv(staff, await _view(staff, number))


async def _view(staff: SignedInStaff, number: str) -> ApprovalView:
    async with staff.parts.open_books() as books:
        return await approval_view(books, number)


async def _more(books: Books, view: ApprovalView) -> tuple[Sequence[SeenEntry], dict[str, Money]]:
    """What could be put on the sheet as well, and what each comes to."""
    if view.row.status not in CHANGEABLE:
        return (), {}
    there = {line.number for line in view.lines}
    free = await books.time_entries.unbilled(view.row.project, _FREE)
    more = [each for each in free if each.row.number not in there]
    return more, await worth_of(books, view.project, more)
