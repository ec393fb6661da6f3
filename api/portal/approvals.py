"""A customer's approvals: the list, each with its hours and its documents; pages and /v1."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from api.portal.verdicts import ApproveForm, ChosenForm, RejectForm
from api.projects.files import sheet_csv
from api.projects.papers import pdf_of, print_view
from api.projects.shapes import ApprovalDetail, ApprovalList, ApprovalShape
from api.projects.views import ApprovalView, approval_view
from api.security.cookies import Jar
from api.security.limits import DOCUMENTS_OF_PERSON
from domain.approvals import ApprovalStatus
from domain.comments import Subject, SubjectKind
from domain.policy import Action
from domain.words import N_
from storage.approvals import ApprovalRow

router = APIRouter()

Looking = Annotated[SignedInContact, ContactMay(Action.PROJECT_VIEW)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
SHOWN = [each for each in ApprovalStatus if each is not ApprovalStatus.DRAFT]
"""Drafts are nobody's business but staff's."""


@dataclass(frozen=True)
class Refused:
    """What was filled in, and why it was not taken, by field."""

    form: ApproveForm | RejectForm | ChosenForm
    errors: Mapping[str, str]


@router.get("/approvals", include_in_schema=False)
async def list_approvals(
    request: Request, contact: Looking, status: ApprovalStatus | None = None, after: After = ""
) -> Response:
    rows = await approvals_shown(request, contact, status, after, PAGE_SIZE)
    return await approvals_page(request, contact, rows, status)


@router.get("/approvals/{number}", include_in_schema=False)
async def show_approval(request: Request, contact: Looking, number: str) -> Response:
    return await approval_page(request, contact, number)


@router.get("/v1/approvals")
async def list_for_programs(
    request: Request,
    contact: Looking,
    status: ApprovalStatus | None = None,
    after: After = "",
    limit: Limit = PAGE_SIZE,
) -> ApprovalList:
    page = await approvals_shown(request, contact, status, after, limit)
    return ApprovalList(items=[ApprovalShape.of(row) for row in page.rows], next=page.next)


@router.get("/v1/approvals/{number}")
async def show_for_programs(request: Request, contact: Looking, number: str) -> ApprovalDetail:
    return ApprovalDetail.seen(await _opened(request, contact, number))


@router.get("/approvals/{number}/pdf", include_in_schema=False)
@router.get("/v1/approvals/{number}/pdf", response_class=Response)
async def download_timesheet(request: Request, contact: Looking, number: str) -> Response:
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
    return await pdf_of(contact, await _opened(request, contact, number))


@router.get("/approvals/{number}/print", include_in_schema=False)
async def print_timesheet(request: Request, contact: Looking, number: str) -> Response:
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
    view = await _opened(request, contact, number)
    return await print_view(contact, view, f"/approvals/{number}")


@router.get("/approvals/{number}/csv", include_in_schema=False)
@router.get("/v1/approvals/{number}/csv", response_class=Response)
async def timesheet_as_file(contact: Looking, number: str) -> Response:
    return sheet_csv(contact, await seen_approval(contact, number))


async def approval_page(
    request: Request, contact: SignedInContact, number: str, refused: Refused | None = None
) -> Response:
    view = await _opened(request, contact, number)
    async with contact.parts.open_books() as books:
        thread = await customers_thread(contact, books, Subject(SubjectKind.APPROVAL, number))
    given = refused.form if refused else None
    rejecting = given if isinstance(given, RejectForm) else None
    page = page_named("approval.html", number, "timesheets")
    words = {
        "view": view,
        "thread": thread,
        "can_decide": view.waits and contact.may(Action.TIMESHEET_DECIDE),
        "asked": contact.preferences.timesheets_require_signature,
        "given": rejecting,
        "signing": given if rejecting is None else None,
        "typed": rejecting.rejected if rejecting else {},
    }
    return portal_page(request, contact, page.again(refused.errors) if refused else page, **words)


async def approvals_page(
    request: Request,
    contact: SignedInContact,
    rows: PageOf[ApprovalRow],
    status: ApprovalStatus | None,
    refused: Refused | None = None,
) -> Response:
    async with contact.parts.open_books() as books:
        projects = await books.projects.names([row.project for row in rows.rows])
    page = page_named("approvals.html", contact.say(N_("Approvals")), "timesheets", region="list")
    words = {"rows": rows, "projects": projects, "chosen": status, "statuses": SHOWN}
    words["can_decide"] = contact.may(Action.TIMESHEET_DECIDE)
    words["asked"] = contact.preferences.timesheets_require_signature
    words["signing"] = refused.form if refused else None
    return portal_page(request, contact, page.again(refused.errors) if refused else page, **words)


async def _opened(request: Request, contact: SignedInContact, number: str) -> ApprovalView:
    """The first look is remembered. Raises `NothingHere`."""
    view = await seen_approval(contact, number)
    await remember_opening(request, contact, Subject(SubjectKind.APPROVAL, number))
    return view


async def seen_approval(contact: SignedInContact, number: str) -> ApprovalView:
    """As it was submitted to the customer. Raises `NothingHere`."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        await own.approval(contact, books, number)
        return (await approval_view(books, number)).as_submitted


async def approvals_shown(
    request: Request,
    contact: SignedInContact,
    status: ApprovalStatus | None,
    after: str,
    limit: int,
) -> PageOf[ApprovalRow]:
    customer = contact.customer.number
    cursors = Cursors(Jar.of(contact.parts.settings), f"approvals/{customer}")
    key = cursors.read(after)
    shown = [status] if status in SHOWN else SHOWN
    async with contact.parts.open_books() as books:
        await books.only_read()
        rows = await books.approvals.page(
            customer=customer, statuses=shown, before=key[0] if key else "", limit=limit + 1
        )
    last = cursors.write(rows[limit - 1].number) if len(rows) > limit else None
    return page_of(request, rows, limit, last)
