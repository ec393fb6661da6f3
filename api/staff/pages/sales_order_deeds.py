"""How a sales order is fulfilled and invoiced in the console."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.sales_orders.views import OrderView, find_order, order_view
from api.staff.changes import sales_orders as changes
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import Reader
from api.staff.pages.sales_order_forms import (
    MADE,
    AnyQuantities,
    AnyShipment,
    QuantityForm,
    quantity_form,
    shipment_form,
)
from api.staff.pages.sales_orders import HOME
from domain.policy import Action
from domain.words import N_
from runtime.status_labels import status_label

router = APIRouter(include_in_schema=False)

Editing = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_EDIT)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


@router.get("/console/sales-orders/{number}/fulfil")
async def fulfil_form(request: Request, staff: Editing, number: str) -> Response:
    view = await _order(staff, number)
    return _page(request, staff, view, shipment_form(view), _fulfilling({}))


@router.post("/console/sales-orders/{number}/fulfil")
async def fulfil(request: Request, staff: Editing, number: str, form: AnyShipment) -> Response:
    reader = Reader(staff)
    shipment = form.shipment(reader)
    if reader.errors:
        return _page(request, staff, await _order(staff, number), form, _fulfilling(reader.errors))
    outcome = await changes.fulfil(staff, checked_key(form.idempotency_key), number, shipment)
    if outcome.refusal:
        refused = _fulfilling({"": staff.put(outcome.refusal)})
        return _page(request, staff, await _order(staff, number), form, refused)
    return go(staff, f"{HOME}/{number}", N_("It is written down."))


@router.get("/console/sales-orders/{number}/invoice")
async def invoice_form(request: Request, staff: Issuing, number: str) -> Response:
    view = await _order(staff, number)
    return _page(request, staff, view, quantity_form(view, to_invoice=True), _invoicing({}))


@router.post("/console/sales-orders/{number}/invoice")
async def invoice(request: Request, staff: Issuing, number: str, form: AnyQuantities) -> Response:
    """A draft, which staff look at before they issue it."""
    reader = Reader(staff)
    quantities = form.read(reader)
    if reader.errors:
        return _page(request, staff, await _order(staff, number), form, _invoicing(reader.errors))
    outcome = await changes.invoice(staff, checked_key(form.idempotency_key), number, quantities)
    if outcome.refusal:
        refused = _invoicing({"": staff.put(outcome.refusal)})
        return _page(request, staff, await _order(staff, number), form, refused)
    draft = outcome.done.payload["draft"]
    done = N_("The draft of an invoice was written. Look at it, and issue it.")
    return go(staff, f"/console/invoice-drafts/{draft}", done)


def _fulfilling(errors: Mapping[str, str]) -> Sheet:
    return Sheet("sales_order_fulfil.html", N_("Fulfil the order"), "orders", errors=errors)


def _invoicing(errors: Mapping[str, str]) -> Sheet:
    return Sheet("sales_order_invoice.html", N_("Invoice the order"), "orders", errors=errors)


async def _order(staff: SignedInStaff, number: str) -> OrderView:
    async with staff.parts.open_books() as books:
        return await order_view(books, await find_order(books, number))


def _page(
    request: Request, staff: SignedInStaff, view: OrderView, form: QuantityForm, sheet: Sheet
) -> Response:
    """How much of each line it is to be, as it was typed."""
    return console_page(
        request,
        staff,
        sheet,
        view=view,
        given=form,
        typed=dict(zip(form.places, form.quantities, strict=False)),
        made=[(each.value, status_label(each, staff.say).word) for each in MADE],
    )
