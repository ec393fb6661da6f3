"""Customers: the list, one of them, creating and changing."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.once import Outcome
from api.paging import PAGE_SIZE, page_of
from api.staff.changes.customers import rewrite_customer, write_customer
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, cursors, go
from api.staff.inputs import Reader
from api.staff.pages.customer_forms import (
    AnyDetails,
    AnyNewCustomer,
    DetailsForm,
    NewCustomerForm,
    details_of,
)
from api.staff.pages.rights import customer_rights
from api.staff.views.customers import customer_list, customer_view, find_customer
from api.staff.views.document_links import links_of
from api.staff.views.words import CHANNELS
from domain.customers import CustomerReferenceTaken, EmailTaken
from domain.e_invoices import BuyerTaxIdMissing
from domain.policy import Action
from domain.words import N_
from storage.customers import CustomerRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_VIEW)]
Creating = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_CREATE)]
Editing = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_EDIT)]
_FIELDS = {
    BuyerTaxIdMissing.__name__: "tax_id",
    CustomerReferenceTaken.__name__: "reference",
    EmailTaken.__name__: "other_email",
}


@router.get("/console/customers")
async def list_customers(
    request: Request,
    staff: Looking,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "customers")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        rows = await customer_list(
            books, search=q.strip(), after=key[0] if key else "", limit=PAGE_SIZE + 1
        )
    last = rows[PAGE_SIZE - 1].customer.number if len(rows) > PAGE_SIZE else None
    page = page_of(request, rows, PAGE_SIZE, pages.write(last) if last else None)
    sheet = Sheet("customers.html", N_("Customers"), "customers", "list")
    return console_page(
        request, staff, sheet, list=page, search=q, query=q, may=customer_rights(staff)
    )


@router.get("/console/customers/new")
async def new_customer(request: Request, staff: Creating) -> Response:
    async with staff.parts.open_books() as books:
        organisation = await books.organisations.get()
    form = NewCustomerForm(
        csrf="",
        country=organisation.country,
        currency=organisation.currency,
        language=organisation.language,
        time_zone=organisation.time_zone,
    )
    return _new_page(request, staff, form, {})


@router.post("/console/customers")
async def create_customer(request: Request, staff: Creating, form: AnyNewCustomer) -> Response:
    """The customer with its contact persons, and an invitation for each who is let in."""
    reader = Reader(staff)
    new, people = form.customer(reader), form.people(reader)
    if reader.errors:
        return _new_page(request, staff, form, reader.errors)
    key = checked_key(form.idempotency_key)
    outcome = await write_customer(staff, key, new, people)
    if outcome.refusal:
        return _new_page(request, staff, form, _errors(staff, outcome))
    done = N_("The customer was created.")
    return go(staff, f"/console/customers/{outcome.done.key}", done)


@router.get("/console/customers/{number}")
async def show_customer(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await customer_view(books, number)
        links = await links_of(staff, books, number)
    return console_page(
        request,
        staff,
        Sheet("customer.html", "", "customers", name=view.customer.name),
        view=view,
        links=links,
        may=customer_rights(staff),
        channels=CHANNELS,
    )


@router.get("/console/customers/{number}/edit")
async def edit_customer(request: Request, staff: Editing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
    return _edit_page(request, staff, customer, details_of(customer), {})


@router.post("/console/customers/{number}")
async def change_customer(
    request: Request, staff: Editing, number: str, form: AnyDetails
) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
    reader = Reader(staff)
    details = form.read(reader)
    if reader.errors:
        return _edit_page(request, staff, customer, form, reader.errors)
    key = checked_key(form.idempotency_key)
    outcome = await rewrite_customer(staff, key, number, details)
    if outcome.refusal:
        return _edit_page(request, staff, customer, form, _errors(staff, outcome))
    return go(staff, f"/console/customers/{number}", N_("The customer was changed."))


def _errors(staff: SignedInStaff, outcome: Outcome) -> dict[str, str]:
    """Where it belongs to a field it stands there, else above the form."""
    assert outcome.refusal is not None  # noqa: S101 - asked before
    return {_FIELDS.get(outcome.refusal.code, ""): staff.put(outcome.refusal)}


def _new_page(
    request: Request, staff: SignedInStaff, form: NewCustomerForm, errors: dict[str, str]
) -> Response:
    sheet = Sheet("customer_new.html", N_("New customer"), "customers", errors=errors)
    return console_page(request, staff, sheet, given=form, choices=choices_in(staff.language))


def _edit_page(
    request: Request,
    staff: SignedInStaff,
    customer: CustomerRow,
    form: DetailsForm,
    errors: dict[str, str],
) -> Response:
    sheet = Sheet("customer_edit.html", N_("Change the customer"), "customers", errors=errors)
    choices = choices_in(staff.language)
    return console_page(request, staff, sheet, customer=customer, given=form, choices=choices)
