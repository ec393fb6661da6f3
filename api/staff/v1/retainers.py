"""Retainer invoices as JSON: listed, shown, asked for at once, and drawn for invoices."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from activities.retainers import RetainerFor, find_retainer
from api.amounts import LARGEST, Price
from api.callers import SignedInStaff
from api.documents import pdf_answer
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line, Words, each_once
from api.paging import page_of
from api.retainers.shapes import RetainerDetail, RetainerList, RetainerShape
from api.retainers.views import read_key, retainer_view, write_key
from api.staff.changes.money import ask_in_advance, draw_of_retainer
from api.staff.chrome import cursors
from api.staff.pages.retainers import document
from api.staff.v1.answers import Paging, created
from domain.invoice_drafts import Due
from domain.policy import Action
from domain.retainers import RetainerStatus

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.RETAINER_VIEW)]
Drawing = Annotated[SignedInStaff, StaffMay(Action.RETAINER_DRAW)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


class RetainerQuery(Paging):
    status: RetainerStatus | None = None
    customer: Line = ""


class RetainerBody(Body):
    """An amount without tax. Due after `due_days`, or on `due_on`, or as the preferences say."""

    customer: Line
    amount: Price
    description: Line
    due_days: int | None = None
    due_on: Annotated[date | None, Field(strict=False)] = None
    notes: Words = ""
    project: Line = ""

    def wanted(self) -> RetainerFor:
        """Raises `NetDaysOutOfRange`."""
        return RetainerFor(
            self.customer,
            self.amount.money(),
            self.description,
            Due(self.due_days, self.due_on),
            self.notes,
            self.project,
        )


class DrawShare(Body):
    """So many minor units, in the retainer's currency."""

    invoice: Line
    amount: Annotated[int, Field(ge=1, le=LARGEST)]


class DrawBody(Body):
    shares: Annotated[list[DrawShare], Field(min_length=1, max_length=500)]


@router.get("/retainers")
async def list_retainers(
    request: Request, staff: Looking, asked: Annotated[RetainerQuery, Query()]
) -> RetainerList:
    pages, limit = cursors(staff, "retainers"), asked.limit
    async with staff.parts.open_books() as books:
        rows = await books.retainers.page(
            customer=asked.customer or None,
            status=asked.status,
            before=read_key(pages, asked.after),
            limit=limit + 1,
        )
    last = write_key(pages, rows[limit - 1]) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    return RetainerList(items=[RetainerShape.of(row) for row in page.rows], next=page.next)


@router.get("/retainers/{number}")
async def show_retainer(staff: Looking, number: str) -> RetainerDetail:
    return await _shown(staff, number)


@router.get("/retainers/{number}/pdf", response_class=Response)
async def download_retainer(staff: Looking, number: str) -> Response:
    return await pdf_answer(staff, document(number))


@router.post("/retainers", status_code=201, response_model=RetainerDetail)
async def issue(staff: Issuing, key: IdempotencyKey, body: RetainerBody) -> Response:
    """Ask for an amount in advance: numbered, booked and mailed at once."""
    number = (await ask_in_advance(staff, key, body.wanted())).done.key
    return created(await _shown(staff, number), f"/v1/staff/retainers/{number}")


@router.post("/retainers/{number}/draws")
async def draw(staff: Drawing, key: IdempotencyKey, number: str, body: DrawBody) -> RetainerDetail:
    """Pay these invoices from it, all of them or none."""
    shares = each_once((each.invoice, each.amount) for each in body.shares)
    return await _shown(staff, (await draw_of_retainer(staff, key, number, shares)).done.key)


async def _shown(staff: SignedInStaff, number: str) -> RetainerDetail:
    async with staff.parts.open_books() as books:
        return RetainerDetail.seen(await retainer_view(books, await find_retainer(books, number)))
