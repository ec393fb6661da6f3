"""The books: the trial balance, what was booked behind it, and until when they are locked."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.callers import SignedInStaff
from api.days import today_of
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.paging import PAGE_SIZE, page_of
from api.security.limits import DOWNLOADS_OF_PERSON
from api.staff.changes.books import lock, unlock
from api.staff.chrome import Sheet, console_page, cursors, go_done
from api.staff.inputs import NotADate
from api.staff.views.books import (
    balance_rows,
    books_view,
    document_postings,
    place_of,
    posting_rows,
)
from api.staff.views.words import ACCOUNTS
from api.statements.files import csv_answer
from domain.accounts import Account
from domain.policy import Action
from domain.words import N_
from storage.ledger import Ledger, PostingsAsked

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.JOURNAL_VIEW)]
Locking = Annotated[SignedInStaff, StaffMay(Action.BOOKS_LOCK)]
Unlocking = Annotated[SignedInStaff, StaffMay(Action.BOOKS_UNLOCK)]
Day = Annotated[str, Query(max_length=10)]
Currency = Annotated[str, Query(pattern="^([A-Z]{3})?$")]
_HOME = "/console/books"
_MOST_IN_A_FILE = 100_000


class AccountQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    on: Annotated[str, Field(max_length=10)] = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    after: Annotated[str, Field(max_length=500)] = ""


class LockForm(FormBody):
    until: Line = ""


class UnlockForm(FormBody):
    first_open: Line = ""
    reason: Line = ""


@router.get("/console/books")
async def show_books(request: Request, staff: Looking, on: Day = "") -> Response:
    day = day_of(on, today_of(staff))
    async with staff.parts.open_books() as books:
        await books.only_read()
        view = await books_view(books, day)
    sheet = Sheet("books.html", N_("Trial balance"), "books")
    may = {"lock": staff.may(Action.BOOKS_LOCK), "unlock": staff.may(Action.BOOKS_UNLOCK)}
    return console_page(request, staff, sheet, view=view, accounts=ACCOUNTS, may=may)


@router.get("/console/books.csv")
async def download_books(staff: Looking, on: Day = "") -> Response:
    staff.parts.limits.count(DOWNLOADS_OF_PERSON, staff.staff.number)
    day = day_of(on, today_of(staff))
    async with staff.parts.open_books() as books:
        await books.only_read()
        balance = await Ledger(books.session).trial_balance(day)
    return csv_answer(f"trial-balance-{day}", balance_rows(staff, balance))


@router.get("/console/books/accounts/{account}")
async def show_account(
    request: Request,
    staff: Looking,
    account: Account,
    query: Annotated[AccountQuery, Query()],
) -> Response:
    """What was booked on it, the newest day first."""
    pages = cursors(staff, f"account-{account}")
    key, until = pages.read(query.after), day_of(query.on, today_of(staff))
    before = (date.fromisoformat(key[0]), int(key[1])) if key else None
    asked = PostingsAsked(account, until, query.currency, before, limit=PAGE_SIZE + 1)
    async with staff.parts.open_books() as books:
        await books.only_read()
        rows = await Ledger(books.session).postings(asked)
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    cursor = pages.write(str(last.entry.booked_on), str(last.line.id)) if last else None
    words = {
        "list": page_of(request, rows, PAGE_SIZE, cursor),
        "wanted": asked,
        "place_of": place_of,
    }
    name = staff.say(ACCOUNTS[account])
    return console_page(request, staff, Sheet("account.html", "", "books", name=name), **words)


@router.get("/console/books/accounts/{account}/postings.csv")
async def download_account(
    staff: Looking, account: Account, on: Day = "", currency: Currency = ""
) -> Response:
    """The newest postings, as many as a spreadsheet can bear."""
    staff.parts.limits.count(DOWNLOADS_OF_PERSON, staff.staff.number)
    until = day_of(on, today_of(staff))
    asked = PostingsAsked(account, until, currency, limit=_MOST_IN_A_FILE)
    async with staff.parts.open_books() as books:
        await books.only_read()
        rows = await Ledger(books.session).postings(asked)
    return csv_answer(f"{account}-{until}", posting_rows(staff, account, rows))


@router.get("/console/books/documents/{number}")
async def show_document(request: Request, staff: Looking, number: str) -> Response:
    """What was booked of any document, also of one that has no page of its own."""
    async with staff.parts.open_books() as books:
        await books.only_read()
        postings = await document_postings(books, number)
    sheet = Sheet("postings.html", "", "books", name=number)
    return console_page(request, staff, sheet, postings=postings, accounts=ACCOUNTS)


@router.post("/console/books/lock")
async def lock_them(staff: Locking, form: Annotated[LockForm, Form()]) -> Response:
    """Nothing is booked until this day from now on."""
    outcome = await lock(staff, checked_key(form.idempotency_key), day_of(form.until))
    return go_done(staff, _HOME, outcome, N_("The books are locked until that day."))


@router.post("/console/books/unlock")
async def unlock_them(staff: Unlocking, form: Annotated[UnlockForm, Form()]) -> Response:
    """The books are open from this day on, for a reason."""
    key = checked_key(form.idempotency_key)
    outcome = await unlock(staff, key, day_of(form.first_open), form.reason)
    return go_done(staff, _HOME, outcome, N_("The books are open again from that day on."))


def day_of(text: str, otherwise: date | None = None) -> date:
    """The day that was typed. Raises `NotADate`."""
    if not text and otherwise:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(typed=text) from None
