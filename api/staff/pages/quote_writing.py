"""Where staff write a quote, or its next version."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from activities.quote_writing import usual_validity
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.quotes.views import find_quote, version_of
from api.staff.changes import quotes as changes
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import Reader
from api.staff.pages.line_forms import reasons
from api.staff.pages.quote_forms import TAKEN, AnyQuote, QuoteForm, empty_quote, form_of
from api.staff.views.customers import find_customer
from domain.policy import Action
from domain.quotes import NothingToSend
from domain.words import N_
from storage.customers import CustomerRow

router = APIRouter(include_in_schema=False)

Editing = Annotated[SignedInStaff, StaffMay(Action.QUOTE_EDIT)]
HOME = "/console/quotes"
SAVED = N_("The draft was saved. Nobody else sees it.")


@dataclass(frozen=True)
class _For:
    """Whose quote is written, and its number if it has one already."""

    customer: CustomerRow
    number: str = ""


@router.get("/console/quote-drafts/new")
async def new_quote(
    request: Request, staff: Editing, customer: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """For a customer; who that is, is asked first."""
    if not customer:
        return console_page(request, staff, Sheet("quote_for.html", N_("New quote"), "quotes"))
    async with staff.parts.open_books() as books:
        row = await find_customer(books, customer.strip().upper())
        until = await usual_validity(books, staff.parts.clock.now())
    asks_order = staff.preferences.quotes_purchase_order
    form = empty_quote(row.number, until, asks_order=asks_order)
    return await _form_page(request, staff, _For(row), form)


@router.post("/console/quote-drafts")
async def create_quote(request: Request, staff: Editing, form: AnyQuote) -> Response:
    """A line more or less, or the draft as it stands."""
    async with staff.parts.open_books() as books:
        row = await find_customer(books, form.customer)
    if form.do != "save":
        return await _form_page(request, staff, _For(row), form.pressed())
    reader = Reader(staff)
    text = form.read(reader, row.currency)
    if reader.errors:
        return await _form_page(request, staff, _For(row), form, reader.errors)
    outcome = await changes.write(staff, checked_key(form.idempotency_key), row.number, text)
    if outcome.refusal:
        return await _form_page(request, staff, _For(row), form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{outcome.done.key}", SAVED)


@router.get("/console/quotes/{number}/edit")
async def edit_quote(request: Request, staff: Editing, number: str) -> Response:
    """The version that is being written. Raises `NothingToSend`."""
    async with staff.parts.open_books() as books:
        row = await find_quote(books, number)
        if row.draft is None:
            raise NothingToSend(quote=number)
        draft = await version_of(books, row, row.draft)
        customer = await books.customers.get(row.customer)
    return await _form_page(request, staff, _For(customer, number), form_of(draft))


@router.post("/console/quotes/{number}")
async def change_quote(request: Request, staff: Editing, number: str, form: AnyQuote) -> Response:
    async with staff.parts.open_books() as books:
        customer = await books.customers.get((await find_quote(books, number)).customer)
    quote = _For(customer, number)
    if form.do != "save":
        return await _form_page(request, staff, quote, form.pressed())
    reader = Reader(staff)
    text = form.read(reader, customer.currency)
    if reader.errors:
        return await _form_page(request, staff, quote, form, reader.errors)
    key = checked_key(form.idempotency_key)
    outcome = await changes.rewrite(staff, key, number, form.seen, text)
    if outcome.refusal:
        why = outcome.refusal
        return await _form_page(request, staff, quote, form.refused(why), reasons(staff, why))
    return go(staff, f"{HOME}/{number}", SAVED)


async def _form_page(
    request: Request,
    staff: SignedInStaff,
    quote: _For,
    form: QuoteForm,
    errors: dict[str, str] | None = None,
) -> Response:
    async with staff.parts.open_books() as books:
        rates = await books.plans.tax_rates()
        plans = await books.plans.all()
    title = N_("Change the quote") if quote.number else N_("New quote")
    return console_page(
        request,
        staff,
        Sheet("quote_form.html", title, "quotes", "lines", errors or {}),
        given=form,
        customer=quote.customer,
        number=quote.number,
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in rates)],
        plans=[("", "–"), *((plan.code, plan.name) for plan in plans)],
        taken=[(each.value, staff.say(words)) for each, words in TAKEN],
    )
