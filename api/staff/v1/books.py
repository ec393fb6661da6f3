"""The books for programs: trial balance, postings, and the lock."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.amounts import Amount
from api.callers import SignedInStaff
from api.days import today_of
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Body, Words
from api.staff.changes.books import lock, unlock
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.shapes import Shape
from api.staff.views.books import books_view, document_postings
from domain.accounts import Account
from domain.book_locks import LONGEST_REASON
from domain.ledger import AccountBalance
from domain.policy import Action
from storage.ledger import Ledger, PostingsAsked, PostingSeen

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.JOURNAL_VIEW)]


class AccountBalanceShape(Shape):
    """`balance` is above zero where there are more debits."""

    account: Account
    debit: Amount
    credit: Amount
    balance: Amount

    @classmethod
    def of(cls, seen: AccountBalance) -> Self:
        return cls(
            account=seen.account,
            debit=Amount.of(seen.debit),
            credit=Amount.of(seen.credit),
            balance=Amount.of(seen.balance),
        )


class TrialBalanceShape(Shape):
    on: date
    locked_until: date | None
    is_balanced: bool
    accounts: list[AccountBalanceShape]


class PostingShape(Shape):
    """A debit is above zero, a credit below. `belongs_to` is an earlier day that was locked."""

    booked_on: date
    belongs_to: date | None
    account: Account
    document: str
    cause: str
    customer: str
    amount: Amount

    @classmethod
    def of(cls, seen: PostingSeen) -> Self:
        entry = seen.entry
        return cls(
            booked_on=entry.booked_on,
            belongs_to=entry.belongs_to,
            account=seen.line.account,
            document=entry.document,
            cause=entry.cause,
            customer=entry.customer,
            amount=Amount.of(seen.amount),
        )


class PostingQuery(Paging):
    until: date | None = None
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""


class LockBody(Body):
    until: Annotated[date, Field(strict=False)]


class UnlockBody(Body):
    first_open: Annotated[date, Field(strict=False)]
    reason: Annotated[Words, Field(min_length=1, max_length=LONGEST_REASON)]


class LockShape(Shape):
    """Nothing is booked until this day any more; null while every day is open."""

    locked_until: date | None


@router.get("/trial-balance")
async def show_trial_balance(staff: Looking, on: date | None = None) -> TrialBalanceShape:
    async with staff.parts.open_books() as books:
        view = await books_view(books, on or today_of(staff))
    return TrialBalanceShape(
        on=view.balance.on,
        locked_until=view.locked_until,
        is_balanced=view.balance.is_balanced,
        accounts=[AccountBalanceShape.of(each) for each in view.balance.accounts],
    )


@router.get("/accounts/{account}/postings")
async def list_postings(
    request: Request,
    response: Response,
    staff: Looking,
    account: Account,
    asked: Annotated[PostingQuery, Query()],
) -> Listed[PostingShape]:
    """The newest day first."""
    pages = cursors(staff, f"account-{account}")
    key = pages.read(asked.after)
    before = (date.fromisoformat(key[0]), int(key[1])) if key else None
    until = asked.until or today_of(staff)
    wanted = PostingsAsked(account, until, asked.currency, before, limit=asked.limit + 1)
    async with staff.parts.open_books() as books:
        rows = await Ledger(books.session).postings(wanted)
    found = Pageful(
        rows, asked.limit, lambda row: pages.write(str(row.entry.booked_on), str(row.line.id))
    )
    return listed(request, response, found, PostingShape.of)


@router.get("/documents/{number}/postings")
async def list_document(staff: Looking, number: str) -> list[PostingShape]:
    """In the order in which they were booked."""
    async with staff.parts.open_books() as books:
        return [PostingShape.of(each) for each in await document_postings(books, number)]


@router.post("/books/lock")
async def lock_them(
    staff: Annotated[SignedInStaff, StaffMay(Action.BOOKS_LOCK)],
    key: IdempotencyKey,
    body: LockBody,
) -> LockShape:
    (await lock(staff, key, body.until)).done  # noqa: B018 - raises the refusal
    return await _locked(staff)


@router.post("/books/unlock")
async def unlock_them(
    staff: Annotated[SignedInStaff, StaffMay(Action.BOOKS_UNLOCK)],
    key: IdempotencyKey,
    body: UnlockBody,
) -> LockShape:
    (await unlock(staff, key, body.first_open, body.reason)).done  # noqa: B018 - as above
    return await _locked(staff)


async def _locked(staff: SignedInStaff) -> LockShape:
    async with staff.parts.open_books() as books:
        return LockShape(locked_until=(await books.organisations.get()).books_locked_until)
