"""A customer's approvals: the list, each with its hours, and what they decide; pages and /v1."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.commands import Decided
from api.comments.views import customers_thread
from api.doors import ContactMay
from api.flash import see_other
from api.idempotency import IdempotencyKey, checked_key
from api.paging import LARGEST_PAGE, PAGE_SIZE, Cursors, PageOf, page_of
from api.portal import own
from api.portal.frame import after as go_on
from api.portal.frame import give, page_named, portal_page
from api.portal.looks import remember_opening
from api.portal.v1.answers import give as give_for_program
from api.portal.v1.asking import ACCEPTED
from api.portal.verdicts import (
    ApproveBody,
    ChosenForm,
    RejectBody,
    RejectForm,
    SeenForm,
    verdict_order,
)
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
Deciding = Annotated[SignedInContact, ContactMay(Action.TIMESHEET_DECIDE)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
SHOWN = [each for each in ApprovalStatus if each is not ApprovalStatus.DRAFT]
"""Drafts are nobody's business but staff's."""
APPROVED = N_("The hours are approved.")
DECIDED = N_("Your decision was sent.")


@dataclass(frozen=True)
class _Refused:
    """What was typed, and why it was not taken."""

    form: RejectForm
    words: str


@router.get("/approvals", include_in_schema=False)
async def list_approvals(
    request: Request, contact: Looking, status: ApprovalStatus | None = None, after: After = ""
) -> Response:
    rows = await _page(request, contact, status, after, PAGE_SIZE)
    async with contact.parts.open_books() as books:
        projects = await books.projects.names([row.project for row in rows.rows])
    page = page_named("approvals.html", contact.say(N_("Approvals")), "timesheets", region="list")
    words = {"rows": rows, "projects": projects, "chosen": status, "statuses": SHOWN}
    words["can_decide"] = contact.may(Action.TIMESHEET_DECIDE)
    return portal_page(request, contact, page, **words)


@router.post("/approvals/approve", include_in_schema=False)
async def approve_chosen(contact: Deciding, form: Annotated[ChosenForm, Form()]) -> Response:
    """Each as it was seen; what cannot be approved any more stays, and the first reason is said."""
    refused: Decided | None = None
    key = checked_key(form.idempotency_key)
    async with contact.parts.open_books() as books:
        for number in form.rounds:
            await own.approval(contact, books, number)
    for number, seen in form.rounds.items():
        decided = await give(
            contact, verdict_order(contact, number, "approve", f"{key}-{number}", round=seen)
        )
        refused = refused or (decided if decided.refusal else None)
    jar, place = Jar.of(contact.parts.settings), "/approvals"
    if refused and refused.refusal:
        return see_other(jar, place, contact.put(refused.refusal), "bad")
    if not form.rounds:
        return see_other(jar, place, contact.say(N_("Tick what you approve.")), "bad")
    return see_other(jar, place, contact.say(APPROVED))


@router.get("/approvals/{number}", include_in_schema=False)
async def show_approval(request: Request, contact: Looking, number: str) -> Response:
    return await _detail(request, contact, number)


@router.post("/approvals/{number}/approve", include_in_schema=False)
async def approve(contact: Deciding, number: str, form: Annotated[SeenForm, Form()]) -> Response:
    """All of it, as it was seen."""
    await _view(contact, number)
    order = verdict_order(contact, number, "approve", form.idempotency_key, round=form.round)
    return go_on(contact, await give(contact, order), f"/approvals/{number}", APPROVED)


@router.post("/approvals/{number}/reject", include_in_schema=False)
async def reject(
    request: Request, contact: Deciding, number: str, form: Annotated[RejectForm, Form()]
) -> Response:
    """A refused form comes back as it was filled in."""
    await _view(contact, number)
    said = {"round": form.round, "reason": form.reason, "rejected": form.rejected}
    order = verdict_order(contact, number, "reject", form.idempotency_key, **said)
    decided = await give(contact, order)
    if decided.refusal:
        refused = _Refused(form, contact.put(decided.refusal))
        return await _detail(request, contact, number, refused)
    return go_on(contact, decided, f"/approvals/{number}", DECIDED)


@router.get("/v1/approvals")
async def list_for_programs(
    request: Request,
    contact: Looking,
    status: ApprovalStatus | None = None,
    after: After = "",
    limit: Limit = PAGE_SIZE,
) -> ApprovalList:
    page = await _page(request, contact, status, after, limit)
    return ApprovalList(items=[ApprovalShape.of(row) for row in page.rows], next=page.next)


@router.get("/v1/approvals/{number}")
async def show_for_programs(request: Request, contact: Looking, number: str) -> ApprovalDetail:
    return ApprovalDetail.seen(await _opened(request, contact, number))


@router.post("/v1/approvals/{number}/approve", responses=ACCEPTED, response_model=None)
async def approve_by_program(
    contact: Deciding, number: str, body: ApproveBody, key: IdempotencyKey
) -> Response:
    await _view(contact, number)
    order = verdict_order(contact, number, "approve", key, round=body.round)
    return await give_for_program(contact, order)


@router.post("/v1/approvals/{number}/reject", responses=ACCEPTED, response_model=None)
async def reject_by_program(
    contact: Deciding, number: str, body: RejectBody, key: IdempotencyKey
) -> Response:
    await _view(contact, number)
    order = verdict_order(contact, number, "reject", key, **body.model_dump())
    return await give_for_program(contact, order)


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
    return sheet_csv(contact, await _view(contact, number))


async def _detail(
    request: Request, contact: SignedInContact, number: str, refused: _Refused | None = None
) -> Response:
    view = await _opened(request, contact, number)
    async with contact.parts.open_books() as books:
        thread = await customers_thread(contact, books, Subject(SubjectKind.APPROVAL, number))
    errors = {"reason": refused.words} if refused else {}
    page = page_named("approval.html", number, "timesheets")
    words = {
        "view": view,
        "thread": thread,
        "can_decide": view.waits and contact.may(Action.TIMESHEET_DECIDE),
        "given": refused.form if refused else None,
        "typed": refused.form.rejected if refused else {},
    }
    return portal_page(request, contact, page.again(errors) if refused else page, **words)


async def _opened(request: Request, contact: SignedInContact, number: str) -> ApprovalView:
    """The first look is remembered. Raises `NothingHere`."""
    view = await _view(contact, number)
    await remember_opening(request, contact, Subject(SubjectKind.APPROVAL, number))
    return view


async def _view(contact: SignedInContact, number: str) -> ApprovalView:
    """As it was submitted to the customer. Raises `NothingHere`."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        await own.approval(contact, books, number)
        return (await approval_view(books, number)).as_submitted


async def _page(
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
