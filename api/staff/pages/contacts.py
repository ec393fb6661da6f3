"""Contact persons: added and changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.staff.changes.customers import rewrite_contact, write_contact
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import Reader
from api.staff.pages.customer_forms import AnyContact, ContactForm, contact_of
from api.staff.views.customers import find_contact, find_customer
from domain.customers import EmailTaken
from domain.errors import BillingError
from domain.policy import Action
from domain.words import N_
from storage.customers import ContactRow, CustomerRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_EDIT)]


@router.get("/console/contacts/new")
async def new_contact(
    request: Request, staff: Editing, customer: Annotated[str, Query(max_length=40)]
) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_customer(books, customer)
    return _new_page(request, staff, row, ContactForm(csrf="", customer=customer), {})


@router.post("/console/contacts")
async def create_contact(request: Request, staff: Editing, form: AnyContact) -> Response:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, form.customer)
    reader = Reader(staff)
    new = form.read(reader, customer.number)
    if reader.errors:
        return _new_page(request, staff, customer, form, reader.errors)
    key = checked_key(form.idempotency_key)
    outcome = await write_contact(staff, key, new, portal=bool(form.portal))
    if outcome.refusal:
        return _new_page(request, staff, customer, form, _errors(staff, outcome.refusal))
    return go(staff, _home(customer.number), N_("The contact person was added."))


@router.get("/console/contacts/{number}")
async def find_contact_page(staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await find_contact(books, number)
    return RedirectResponse(f"{_home(view.contact.customer)}#{number}", 303)


@router.get("/console/contacts/{number}/edit")
async def edit_contact(request: Request, staff: Editing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await find_contact(books, number)
        customer = await find_customer(books, view.contact.customer)
    form = contact_of(view.contact)
    return _edit_page(request, staff, customer, view.contact, (form, {}))


@router.post("/console/contacts/{number}")
async def change_contact(
    request: Request, staff: Editing, number: str, form: AnyContact
) -> Response:
    async with staff.parts.open_books() as books:
        view = await find_contact(books, number)
        customer = await find_customer(books, view.contact.customer)
    reader = Reader(staff)
    new = form.read(reader, customer.number)
    if reader.errors:
        return _edit_page(request, staff, customer, view.contact, (form, reader.errors))
    outcome = await rewrite_contact(staff, checked_key(form.idempotency_key), number, new)
    if outcome.refusal:
        errors = _errors(staff, outcome.refusal)
        return _edit_page(request, staff, customer, view.contact, (form, errors))
    return go(staff, _home(customer.number), N_("The contact person was changed."))


def _home(customer: str) -> str:
    return f"/console/customers/{customer}"


def _errors(staff: SignedInStaff, refusal: BillingError) -> dict[str, str]:
    field = "email" if isinstance(refusal, EmailTaken) else ""
    return {field: staff.put(refusal)}


def _new_page(
    request: Request,
    staff: SignedInStaff,
    customer: CustomerRow,
    form: ContactForm,
    errors: dict[str, str],
) -> Response:
    sheet = Sheet("contact.html", N_("New contact person"), "customers", errors=errors)
    return console_page(
        request,
        staff,
        sheet,
        customer=customer,
        given=form,
        action="/console/contacts",
        languages_offered=_languages(staff),
        button=staff.say(N_("Add contact person")),
    )


def _edit_page(
    request: Request,
    staff: SignedInStaff,
    customer: CustomerRow,
    contact: ContactRow,
    filled: tuple[ContactForm, dict[str, str]],
) -> Response:
    form, errors = filled
    sheet = Sheet("contact.html", "", "customers", errors=errors, name=contact.name)
    return console_page(
        request,
        staff,
        sheet,
        customer=customer,
        given=form.model_copy(update={"portal": None}),
        action=f"/console/contacts/{contact.number}",
        languages_offered=_languages(staff),
        button=staff.say(N_("Save")),
    )


def _languages(staff: SignedInStaff) -> list[tuple[str, str]]:
    return [("", staff.say(N_("As the customer"))), *choices_in(staff.language).languages]
