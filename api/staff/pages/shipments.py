"""How a sales order is fulfilled and invoiced in the console, and how its shipments move on."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.flash import see_other
from api.idempotency import checked_key
from api.sales_orders.views import find_order, order_view
from api.security.cookies import Jar
from api.staff.changes import sales_orders as changes
from api.staff.chrome import Sheet, console_page, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.sales_order_forms import (
    MADE,
    AnyQuantities,
    AnyShipment,
    NoteForm,
    QuantityForm,
    ShipmentForm,
    TrackingForm,
    quantity_form,
    shipment_form,
)
from api.staff.pages.sales_orders import HOME
from domain.policy import Action
from domain.sales_orders import NoSuchShipment, ShipmentEvent
from domain.words import N_
from runtime.status_labels import status_label

router = APIRouter(include_in_schema=False)

Editing = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_EDIT)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


@router.get("/console/sales-orders/{number}/fulfil")
async def fulfil_form(request: Request, staff: Editing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
    return await _fulfil_page(request, staff, number, shipment_form(view), {})


@router.post("/console/sales-orders/{number}/fulfil")
async def fulfil(request: Request, staff: Editing, number: str, form: AnyShipment) -> Response:
    reader = Reader(staff)
    shipment = form.shipment(reader)
    if reader.errors:
        return await _fulfil_page(request, staff, number, form, reader.errors)
    outcome = await changes.fulfil(staff, checked_key(form.idempotency_key), number, shipment)
    if outcome.refusal:
        errors = {"": staff.put(outcome.refusal)}
        return await _fulfil_page(request, staff, number, form, errors)
    return go(staff, f"{HOME}/{number}", N_("It is written down."))


@router.get("/console/sales-orders/{number}/invoice")
async def invoice_form(request: Request, staff: Issuing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
    return await _invoice_page(request, staff, number, quantity_form(view, to_invoice=True), {})


@router.post("/console/sales-orders/{number}/invoice")
async def invoice(request: Request, staff: Issuing, number: str, form: AnyQuantities) -> Response:
    """A draft, which staff look at before they issue it."""
    reader = Reader(staff)
    quantities = form.read(reader)
    if reader.errors:
        return await _invoice_page(request, staff, number, form, reader.errors)
    outcome = await changes.invoice(staff, checked_key(form.idempotency_key), number, quantities)
    if outcome.refusal:
        errors = {"": staff.put(outcome.refusal)}
        return await _invoice_page(request, staff, number, form, errors)
    draft = outcome.done.payload["draft"]
    done = N_("The draft of an invoice was written. Look at it, and issue it.")
    return go(staff, f"/console/invoice-drafts/{draft}", done)


@router.post("/console/shipments/{number}/{event}")
async def move(
    staff: Editing,
    number: str,
    event: Annotated[ShipmentEvent, Path()],
    form: Annotated[NoteForm, Form()],
) -> Response:
    key = checked_key(form.idempotency_key)
    outcome = await changes.move(staff, key, number, event, form.note)
    return go_done(staff, await _order_of(staff, number), outcome, N_("It is written down."))


@router.post("/console/shipments/{number}")
async def track(staff: Editing, number: str, form: Annotated[TrackingForm, Form()]) -> Response:
    reader, home = Reader(staff), await _order_of(staff, number)
    tracking = form.tracking(reader)
    if reader.errors:
        jar = Jar.of(staff.parts.settings)
        return see_other(jar, home, reader.errors["expected_on"], "bad")
    outcome = await changes.track(staff, checked_key(form.idempotency_key), number, tracking)
    return go_done(staff, home, outcome, N_("It is written down."))


async def _order_of(staff: SignedInStaff, shipment: str) -> str:
    """The page of its order. Raises `NoSuchShipment`."""
    async with staff.parts.open_books() as books:
        row = await books.shipments.find(shipment)
    if row is None:
        raise NoSuchShipment(shipment=shipment)
    return f"{HOME}/{row.sales_order}"


async def _fulfil_page(
    request: Request,
    staff: SignedInStaff,
    number: str,
    form: ShipmentForm,
    errors: dict[str, str],
) -> Response:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
    return console_page(
        request,
        staff,
        Sheet("sales_order_fulfil.html", N_("Fulfil the order"), "orders", errors=errors),
        view=view,
        given=form,
        typed=dict(zip(form.places, form.quantities, strict=False)),
        made=[(each.value, status_label(each, staff.say).word) for each in MADE],
    )


async def _invoice_page(
    request: Request,
    staff: SignedInStaff,
    number: str,
    form: QuantityForm,
    errors: dict[str, str],
) -> Response:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
    return console_page(
        request,
        staff,
        Sheet("sales_order_invoice.html", N_("Invoice the order"), "orders", errors=errors),
        view=view,
        typed=dict(zip(form.places, form.quantities, strict=False)),
    )
