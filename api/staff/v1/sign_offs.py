"""What waits for a second person, for programs: listed, approved or rejected."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.amounts import Amount
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.staff.changes.sign_offs import approve, reject
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.invoice_ends import ReasonBody
from api.staff.v1.shapes import Shape
from api.staff.views.sign_offs import sign_off_list, sign_off_view
from domain.policy import Action
from domain.sign_offs import Deed, SignOffStatus
from storage.sign_offs import SignOffRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.SIGN_OFF_VIEW)]
Deciding = Annotated[SignedInStaff, StaffMay(Action.SIGN_OFF_DECIDE)]


class SignOffShape(Shape):
    """`document` is what it is about, `outcome` what came of it.

    `alone` is what the asker has done alone of the same kind for the same customer that day, where
    it waits because of that; otherwise the amount itself is above the limit.
    """

    number: str
    deed: Deed
    status: SignOffStatus
    customer: str
    document: str
    amount: Amount
    alone: Amount | None
    words: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str
    outcome: str

    @classmethod
    def of(cls, row: SignOffRow) -> "SignOffShape":
        return cls(
            number=row.number,
            deed=row.deed,
            status=row.status,
            customer=row.customer,
            document=row.document,
            amount=Amount.of(row.amount),
            alone=Amount.of(row.alone) if row.alone_minor_units else None,
            words=row.words,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            answer=row.answer,
            outcome=row.outcome,
        )


class AskedPage(Paging):
    status: SignOffStatus | None = None


@router.get("/sign-offs")
async def list_sign_offs(
    request: Request, response: Response, staff: Looking, asked: Annotated[AskedPage, Query()]
) -> Listed[SignOffShape]:
    """The newest first."""
    pages = cursors(staff, "sign-offs")
    key = pages.read(asked.after)
    before = (datetime.fromisoformat(key[0]), key[1]) if key else None
    async with staff.parts.open_books() as books:
        view = await sign_off_list(books, asked.status, before, asked.limit + 1)
    found = Pageful(
        view.rows, asked.limit, lambda row: pages.write(row.asked_at.isoformat(), row.number)
    )
    return listed(request, response, found, SignOffShape.of)


@router.get("/sign-offs/{number}")
async def show_sign_off(staff: Looking, number: str) -> SignOffShape:
    return await _shape(staff, number)


@router.post("/sign-offs/{number}/approve")
async def approve_it(staff: Deciding, key: IdempotencyKey, number: str) -> SignOffShape:
    """What was asked for is done at once; its number is the outcome."""
    return await _shape(staff, (await approve(staff, key, number)).done.key)


@router.post("/sign-offs/{number}/reject")
async def reject_it(
    staff: Deciding, key: IdempotencyKey, number: str, body: ReasonBody
) -> SignOffShape:
    """Nothing is done, and that is final."""
    return await _shape(staff, (await reject(staff, key, number, body.reason)).done.key)


async def _shape(staff: SignedInStaff, number: str) -> SignOffShape:
    async with staff.parts.open_books() as books:
        return SignOffShape.of((await sign_off_view(books, number)).row)
