"""Approvals as JSON: listed, put together, submitted, taken back, marked as approved."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Line
from api.paging import page_of
from api.projects.papers import pdf_of
from api.projects.shapes import ApprovalDetail, ApprovalList, ApprovalShape
from api.projects.views import approval_view
from api.staff.changes import approvals as orders
from api.staff.changes import projects as changes
from api.staff.chrome import cursors
from api.staff.v1.answers import Paging, answered, created
from api.staff.v1.project_bodies import MarkBody, NewSheetBody, SheetBody
from api.staff.v1.shapes import DecidedShape
from domain.approvals import ApprovalStatus
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.PROJECT_VIEW)]
Submitting = Annotated[SignedInStaff, StaffMay(Action.TIMESHEET_SUBMIT)]
Marking = Annotated[SignedInStaff, StaffMay(Action.TIMESHEET_MARK)]


class ApprovalQuery(Paging):
    status: ApprovalStatus | None = None
    customer: Line = ""
    project: Line = ""


@router.get("/approvals")
async def list_approvals(
    request: Request, staff: Looking, asked: Annotated[ApprovalQuery, Query()]
) -> ApprovalList:
    """The newest first."""
    pages, limit = cursors(staff, "approvals"), asked.limit
    key = pages.read(asked.after)
    async with staff.parts.open_books() as books:
        rows = await books.approvals.page(
            customer=asked.customer or None,
            project=asked.project or None,
            statuses=[asked.status] if asked.status else (),
            before=key[0] if key else "",
            limit=limit + 1,
        )
    last = pages.write(rows[limit - 1].number) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    return ApprovalList(items=[ApprovalShape.of(row) for row in page.rows], next=page.next)


@router.get("/approvals/{number}")
async def show_approval(staff: Looking, number: str) -> ApprovalDetail:
    return await _shown(staff, number)


@router.post("/projects/{number}/approvals", status_code=201, response_model=ApprovalDetail)
async def put_together(
    staff: Submitting, key: IdempotencyKey, number: str, body: NewSheetBody
) -> Response:
    entries = tuple(body.entries)
    outcome = await changes.put_together(staff, key, number, entries, submit=body.submit)
    made = outcome.done.key
    return created(await _shown(staff, made), f"/v1/staff/approvals/{made}")


@router.post("/approvals/{number}/entries")
async def change_sheet(
    staff: Submitting, key: IdempotencyKey, number: str, body: SheetBody
) -> ApprovalDetail:
    """Other entries; what was approved on it stays."""
    outcome = await changes.set_sheet(staff, key, number, tuple(body.entries))
    return await _shown(staff, outcome.done.key)


@router.post("/approvals/{number}/delete", status_code=204)
async def delete(staff: Submitting, key: IdempotencyKey, number: str) -> None:
    """A draft that was never submitted."""
    (await changes.drop_sheet(staff, key, number)).done  # noqa: B018 - raises


@router.post("/approvals/{number}/submit", response_model=DecidedShape)
async def submit(staff: Submitting, key: IdempotencyKey, number: str) -> Response:
    """For the first time, or again."""
    return answered(await orders.submit_sheet(staff, key, number))


@router.post("/approvals/{number}/recall", response_model=DecidedShape)
async def recall(staff: Submitting, key: IdempotencyKey, number: str) -> Response:
    return await _told(staff, key, number, "recall")


@router.post("/approvals/{number}/remind", response_model=DecidedShape)
async def remind(staff: Submitting, key: IdempotencyKey, number: str) -> Response:
    return await _told(staff, key, number, "remind")


@router.post("/approvals/{number}/approve", response_model=DecidedShape)
async def mark_approved(
    staff: Marking, key: IdempotencyKey, number: str, body: MarkBody
) -> Response:
    """The customer has approved it elsewhere."""
    return await _told(staff, key, number, "approve", body.model_dump())


@router.get("/approvals/{number}/pdf", response_class=Response)
async def download_timesheet(staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await approval_view(books, number)
    return await pdf_of(staff, view)


async def _told(
    staff: SignedInStaff,
    key: str,
    number: str,
    signal: str,
    payload: Mapping[str, object] | None = None,
) -> Response:
    return answered(await orders.tell(staff, key, number, signal, payload))


async def _shown(staff: SignedInStaff, number: str) -> ApprovalDetail:
    async with staff.parts.open_books() as books:
        return ApprovalDetail.seen(await approval_view(books, number))
