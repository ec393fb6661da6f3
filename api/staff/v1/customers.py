"""Customers and contact persons as JSON."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import IdempotencyKey
from api.inputs import Line
from api.staff.changes.customers import write_contact, write_customer
from api.staff.changes.invitations import check_can_be_invited, take_access, wish_for
from api.staff.changes.orders import give
from api.staff.chrome import cursors
from api.staff.v1.answers import (
    Listed,
    Pageful,
    Paging,
    answered,
    created,
    listed,
)
from api.staff.v1.bodies import ContactBody, CustomerBody
from api.staff.v1.shapes import ContactShape, CustomerShape
from api.staff.views.customers import (
    contacts_of,
    customer_list,
    find_contact,
    find_customer,
)
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_VIEW)]
Creating = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_CREATE)]
Editing = Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_EDIT)]
Inviting = Annotated[SignedInStaff, StaffMay(Action.INVITATION_MANAGE)]
Disabling = Annotated[SignedInStaff, StaffMay(Action.PORTAL_MANAGE)]


class CustomerQuery(Paging):
    search: Line = ""


@router.get("/customers")
async def list_customers(
    request: Request,
    response: Response,
    staff: Looking,
    wanted: Annotated[CustomerQuery, Query()],
) -> Listed[CustomerShape]:
    pages = cursors(staff, "customers")
    key = pages.read(wanted.after)
    async with staff.parts.open_books() as books:
        rows = await customer_list(
            books, search=wanted.search.strip(), after=key[0] if key else "", limit=wanted.limit + 1
        )
    found = Pageful(rows, wanted.limit, lambda each: pages.write(each.customer.number))
    return listed(request, response, found, CustomerShape.listed)


@router.post("/customers", status_code=201, response_model=CustomerShape)
async def create_customer(staff: Creating, key: IdempotencyKey, body: CustomerBody) -> Response:
    """With its contact persons; each with `portal` is invited."""
    people = [person.person() for person in body.contacts]
    number = (await write_customer(staff, key, body.customer(), people)).done.key
    return created(await _customer(staff, number), f"/v1/staff/customers/{number}")


@router.get("/customers/{number}")
async def show_customer(staff: Looking, number: str) -> CustomerShape:
    return await _customer(staff, number)


@router.get("/customers/{number}/contacts")
async def list_contacts(staff: Looking, number: str) -> Listed[ContactShape]:
    async with staff.parts.open_books() as books:
        await find_customer(books, number)
        views = await contacts_of(books, number)
    return Listed(items=[ContactShape.of(view) for view in views], next=None)


@router.post("/contacts", status_code=201, response_model=ContactShape)
async def create_contact(staff: Editing, key: IdempotencyKey, body: ContactBody) -> Response:
    outcome = await write_contact(staff, key, body.contact(), portal=body.portal)
    number = outcome.done.key
    return created(await _contact(staff, number), f"/v1/staff/contacts/{number}")


@router.get("/contacts/{number}")
async def show_contact(staff: Looking, number: str) -> ContactShape:
    return await _contact(staff, number)


@router.post("/contacts/{number}/invitation/{signal}")
async def ask_invitation(
    staff: Inviting,
    key: IdempotencyKey,
    number: str,
    signal: Literal["invite", "resend", "revoke"],
) -> Response:
    async with staff.parts.open_books() as books:
        view = await find_contact(books, number)
    if signal != "revoke":
        check_can_be_invited(view.contact)
    return answered(await give(staff, wish_for(view.contact, signal), key))


@router.post("/contacts/{number}/disable")
async def disable(staff: Disabling, key: IdempotencyKey, number: str) -> ContactShape:
    """The person's next request is refused already."""
    outcome = await take_access(staff, key, number)
    return await _contact(staff, outcome.done.key)


async def _customer(staff: SignedInStaff, number: str) -> CustomerShape:
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, number)
        contacts = await contacts_of(books, number)
    main = next((view for view in contacts if view.contact.is_primary), None)
    return CustomerShape.of(customer, main)


async def _contact(staff: SignedInStaff, number: str) -> ContactShape:
    async with staff.parts.open_books() as books:
        return ContactShape.of(await find_contact(books, number))
